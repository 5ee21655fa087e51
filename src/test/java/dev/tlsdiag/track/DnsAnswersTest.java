package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsAnswersTest {
  /** {@code a.example} with type A, at bytes 12 to 26. */
  private static final String QUESTION = "0161 076578616d706c65 00 0001 0001";

  private static final String HEAD = "1234 8180 0001 %s 0000 0000 " + QUESTION;

  private static Map<IpAddress, String> names(String hex) {
    Map<IpAddress, String> names = new HashMap<>();
    new DnsAnswers(names::put).onPayload(Bytes.ofHex(hex));
    return names;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A             | 0001 | c00c 0001 0001 00000e10 0004 c0000201                             | 192.0.2.1
          AAAA          | 0001 | c00c 001c 0001 00000e10 0010 20010db8000000000000000000000001     | 2001:db8::1
          other case    | 0001 | 0141 07 4558414d504c45 00 0001 0001 00000e10 0004 c0000201        | 192.0.2.1
          alias         | 0002 | c00c 0005 0001 00000e10 0004 0162 c00e c027 0001 0001 00000000 0004 c0000202 | 192.0.2.2
          """)
  void tellsTheNameAskedFor(String name, String count, String answers, String address) {
    assertEquals(
        Map.of(IpAddress.parse(address), "a.example"), names(HEAD.formatted(count) + answers));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no answer          | 0000 | ''
          of another name    | 0001 | 0162 00 0001 0001 00000e10 0004 c0000201
          another class      | 0001 | c00c 0001 0003 00000e10 0004 c0000201
          short address      | 0001 | c00c 0001 0001 00000e10 0003 c00002
          pointer to itself  | 0001 | c01b 0001 0001 00000e10 0004 c0000201
          pointer forwards   | 0001 | c0ff 0001 0001 00000e10 0004 c0000201
          retired label type | 0001 | 4161 0001 0001 00000e10 0004 c0000201
          control characters | 0001 | 0107 00 0001 0001 00000e10 0004 c0000201
          cut off            | 0001 | c00c 0001 0001 00000e10 0004 c000
          """)
  void tellsNothing(String name, String count, String answers) {
    assertEquals(Map.of(), names(HEAD.formatted(count) + answers));
  }

  @Test
  void endsInALoopOfPointers() {
    assertEquals(Map.of(), names("1234 8180 0001 0001 0000 0000 c00e c00c 0001 0001"));
  }

  @Test
  void passesOverQuestionsAndErrors() {
    String answer = QUESTION + "c00c 0001 0001 00000e10 0004 c0000201";
    assertEquals(Map.of(), names("1234 0100 0001 0001 0000 0000" + answer));
    assertEquals(Map.of(), names("1234 8183 0001 0001 0000 0000" + answer));
  }

  private static final class Heard implements NameSink {
    final List<DnsSighting> dns = new ArrayList<>();

    @Override
    public void onName(IpAddress address, String name) {}

    @Override
    public void onDns(DnsSighting sighting) {
      dns.add(sighting);
    }
  }

  private static Datagram datagram(long frame, boolean query, String hex) {
    IpAddress client = IpAddress.parse("192.0.2.1");
    IpAddress server = IpAddress.parse("192.0.2.53");
    return new Datagram(
        frame,
        frame * 1_000_000L,
        query ? client : server,
        query ? 40_000 : 53,
        query ? server : client,
        query ? 53 : 40_000,
        Bytes.ofHex(hex),
        0);
  }

  private static final String QUERY = "1234 0100 0001 0000 0000 0000" + QUESTION;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refused        | 8185 0001 0000 0000 0000 | ''                                          | REFUSED false false []
          no such name   | 8183 0001 0000 0001 0000 | c00e 0006 0001 00000e10 0002 0000           | NXDOMAIN false true []
          made up        | 8183 0001 0000 0000 0000 | ''                                          | NXDOMAIN false false []
          truncated      | 8380 0001 0000 0000 0000 | ''                                          | NOERROR true false []
          address        | 8180 0001 0001 0000 0000 | c00c 0001 0001 00000e10 0004 c0000201       | NOERROR false false [192.0.2.1]
          """)
  void joinsQueryAndAnswer(String name, String head, String records, String expected) {
    Heard heard = new Heard();
    DnsAnswers answers = new DnsAnswers(heard);
    answers.onDatagram(datagram(3, true, QUERY));
    answers.onDatagram(datagram(4, true, QUERY)); // asked again
    answers.onDatagram(datagram(7, false, "1234" + head + QUESTION + records));
    answers.finish();
    assertEquals(1, heard.dns.size());
    DnsExchange seen = heard.dns.get(0).exchange("a.pcap");
    assertEquals(
        expected,
        "%s %s %s %s"
            .formatted(
                seen.responseCode().orElse(""),
                seen.truncated(),
                seen.authority(),
                seen.addresses()));
    assertEquals("a.example A", seen.name() + " " + seen.type());
    assertEquals("192.0.2.53:53", seen.server().toString());
    assertEquals(Optional.of(Duration.ofMillis(4)), seen.took());
    assertEquals(new Evidence.Packets("a.pcap", 3, 7), seen.evidence());
  }

  @Test
  void nobodyAnswers() {
    Heard heard = new Heard();
    DnsAnswers answers = new DnsAnswers(heard);
    answers.onDatagram(datagram(3, true, QUERY));
    answers.giveUp(2_000_000L);
    assertEquals(List.of(), heard.dns);
    answers.giveUp(20_000_000_000L);
    assertEquals(Optional.empty(), heard.dns.get(0).exchange("a.pcap").responseCode());
    answers.finish();
    assertEquals(1, heard.dns.size());
  }

  @Test
  void anotherIdIsAnotherQuestion() {
    Heard heard = new Heard();
    DnsAnswers answers = new DnsAnswers(heard);
    answers.onDatagram(datagram(3, true, QUERY));
    answers.onDatagram(datagram(4, false, "4321 8185 0001 0000 0000 0000" + QUESTION));
    assertEquals(Optional.empty(), heard.dns.get(0).exchange("a.pcap").took());
    answers.finish();
    assertEquals(2, heard.dns.size());
  }

  @Test
  void answerLeavesTheQuestionOut() {
    Heard heard = new Heard();
    DnsAnswers answers = new DnsAnswers(heard);
    answers.onDatagram(datagram(3, true, QUERY));
    answers.onDatagram(datagram(4, false, "1234 8105 0000 0000 0000 0000"));
    answers.onDatagram(datagram(5, false, "4321 8105 0000 0000 0000 0000"));
    answers.finish();
    assertEquals(
        List.of("a.example A REFUSED"),
        heard.dns.stream().map(d -> d.name() + " " + d.type() + " " + d.code()).toList());
  }
}
