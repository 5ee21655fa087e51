package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class HelloComparisonTest {
  private static final Map<String, String> SERVER_HELLO =
      Map.of("kind", "server_hello", "by", "server");
  private static final Map<String, String> NOTHING = Map.of("kind", "nothing");

  @Test
  void findsNothingBetweenEquals() {
    Sighting hello = sighting(4, "aa", "a.example", SERVER_HELLO, 6);
    assertEquals(List.of(), compared(List.of(required(hello)), List.of(hello)));
  }

  @Test
  void namesTheFieldThatDiffers() {
    assertEquals(
        List.of("HELLO    f.pcap frame 4 server_name: expected 'a.example', got 'b.example'"),
        compared(
            List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
            List.of(sighting(4, "aa", "b.example", SERVER_HELLO, 6))));
  }

  @Test
  void tellsMissingFromExtra() {
    assertEquals(
        List.of(
            "HELLO    f.pcap frame 4 missing: expected 'tcp c > s a.example', got ''",
            "HELLO    f.pcap frame 5 extra: expected '', got 'tcp c > s b.example'"),
        compared(
            List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
            List.of(sighting(5, "bb", "b.example", SERVER_HELLO, 6))));
  }

  @Test
  void keepsPacketNumbersApart() {
    assertEquals(
        List.of(
            "FRAME    f.pcap frame 4 frame: expected '4', got '5'",
            "FRAME    f.pcap frame 4 frames: expected '[4]', got '[5]'",
            "FRAME    f.pcap frame 4 answer_frame: expected '6', got '7'"),
        compared(
            List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
            List.of(sighting(5, "aa", "a.example", SERVER_HELLO, 7))));
  }

  @Test
  void comparesTheAnswer() {
    assertEquals(
        List.of(
            "ANSWER   f.pcap frame 4 by: expected 'server', got '(none)'",
            "ANSWER   f.pcap frame 4 kind: expected 'server_hello', got 'nothing'",
            "FRAME    f.pcap frame 4 answer_frame: expected '6', got '0'"),
        compared(
            List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
            List.of(sighting(4, "aa", "a.example", NOTHING, 0))));
  }

  @Test
  void letsARepetitionBeGivenOrLeftOut() {
    Sighting first = sighting(4, "aa", "a.example", NOTHING, 0);
    Sighting again = sighting(8, "aa", "a.example", SERVER_HELLO, 9);
    List<ExpectedHello> expected =
        List.of(required(first), new ExpectedHello(again, true, true, OptionalLong.of(4)));
    assertEquals(List.of(), compared(expected, List.of(first)));
    assertEquals(List.of(), compared(expected, List.of(first, again)));
    // with the repetition left out, its answer is the answer of the first
    Sighting merged = sighting(4, "aa", "a.example", SERVER_HELLO, 9);
    assertEquals(List.of(), compared(expected, List.of(merged)));
    // with the repetition given, it is not
    assertEquals(3, compared(expected, List.of(merged, again)).size());
  }

  @Test
  void takesARepetitionForTheHelloWhereOnlyThatIsGiven() {
    Sighting first = sighting(4, "aa", "a.example", NOTHING, 0);
    Sighting again = sighting(8, "aa", "a.example", SERVER_HELLO, 9);
    assertEquals(
        List.of(
            "FRAME    f.pcap frame 4 frame: expected '4', got '8'",
            "FRAME    f.pcap frame 4 frames: expected '[4]', got '[8]'"),
        compared(
            List.of(required(first), new ExpectedHello(again, true, true, OptionalLong.of(4))),
            List.of(again)));
  }

  @Test
  void bindsNobodyToTheFieldsOfAMalformedHello() {
    ExpectedHello malformed =
        new ExpectedHello(
            sighting(4, "aa", "a.example", SERVER_HELLO, 6), true, false, OptionalLong.empty());
    assertEquals(List.of(), compared(List.of(malformed), List.of(unreadable(4))));
    assertEquals(List.of(), compared(List.of(malformed), List.of()));
  }

  @Test
  void saysWhyAHelloWasNotRead() {
    assertEquals(
        List.of(
            "HELLO    f.pcap frame 4 unreadable: expected 'tcp c > s a.example',"
                + " got 'tcp c > s unreadable: random at byte 2'"),
        compared(
            List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
            List.of(unreadable(4))));
  }

  @Test
  void findsTheHelloOnAnotherConnectionByItsRandom() {
    Sighting hello = sighting(4, "aa", "a.example", SERVER_HELLO, 6);
    Sighting elsewhere =
        new Sighting("tcp", "x", "s", "aa", 4, List.of(4L), hello.hello(), hello.answer(), 6);
    assertEquals(
        List.of("HELLO    f.pcap frame 4 connection: expected 'tcp c > s', got 'tcp x > s'"),
        compared(List.of(required(hello)), List.of(elsewhere)));
  }

  @Test
  void escapesPeerText() {
    assertTrue(
        compared(
                List.of(required(sighting(4, "aa", "a.example", SERVER_HELLO, 6))),
                List.of(sighting(4, "aa", "\u001b[31m", SERVER_HELLO, 6)))
            .get(0)
            .endsWith("got '\\u001b[31m'"));
  }

  @Test
  void anEntryOfTheTableCoversItsFieldAndIsMet() {
    SettledDisagreements table =
        SettledDisagreements.parse(
            "# comment\nf.pcap\t4\tkind\topen\tlost segments\ng.pcap\t*\tja4\ttlsdiag\twhy\n");
    Disagreement kind =
        new Disagreement("f.pcap", "", 4, Disagreement.Aspect.ANSWER, "kind", "data", "fin");
    assertTrue(table.covers(kind));
    assertEquals(1, table.unmet().size());
    assertEquals("g.pcap", table.unmet().get(0).file());
    assertThrows(
        IllegalArgumentException.class, () -> SettledDisagreements.parse("f.pcap\t4\tkind"));
    assertThrows(
        IllegalArgumentException.class, () -> SettledDisagreements.parse("f\t4\tkind\tme\twhy"));
  }

  @Test
  void theCorpusAgreesWithItself() throws IOException {
    Corpus corpus = Corpus.find().orElse(null);
    Assumptions.assumeTrue(corpus != null, Corpus.absent());
    for (String file : corpus.files()) {
      List<ExpectedHello> expected = corpus.expected(file);
      List<Sighting> all = expected.stream().map(ExpectedHello::sighting).toList();
      List<Sighting> required =
          expected.stream().filter(e -> !e.optional()).map(ExpectedHello::sighting).toList();
      for (List<Sighting> seen : List.of(all, required)) {
        assertEquals(List.of(), HelloComparison.of(file, expected, seen).disagreements(), file);
      }
    }
  }

  private static List<String> compared(List<ExpectedHello> expected, List<Sighting> seen) {
    return HelloComparison.of("f.pcap", expected, seen).disagreements().stream()
        .map(Disagreement::toString)
        .toList();
  }

  private static ExpectedHello required(Sighting sighting) {
    return new ExpectedHello(sighting, false, true, OptionalLong.empty());
  }

  private static Sighting unreadable(long frame) {
    return new Sighting(
        "tcp",
        "c",
        "s",
        "",
        frame,
        List.of(frame),
        Map.of(Sighting.PROBLEM, "random at byte 2"),
        NOTHING,
        0);
  }

  private static Sighting sighting(
      long frame, String random, String name, Map<String, String> answer, long answerFrame) {
    Map<String, String> hello = new LinkedHashMap<>();
    hello.put("random", random);
    hello.put("server_name", name);
    return new Sighting("tcp", "c", "s", random, frame, List.of(frame), hello, answer, answerFrame);
  }
}
