package dev.tlsdiag.proxy.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.LookupPolicy;
import dev.tlsdiag.tcp.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsProxyTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String ADDRESS = "192.0.2.1";

  private final BlockingQueue<LookupAnswer> told = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** Refuses what is not below example.test, and never answers for silent.test. */
  private LookupPolicy policy() {
    return query ->
        new LookupPolicy.Lookup() {
          @Override
          public Fate fate() {
            return query.name().endsWith("silent.test.")
                ? Fate.DROPPED
                : query.name().endsWith("example.test.") ? Fate.FORWARDED : Fate.REFUSED;
          }

          @Override
          public void onAnswer(LookupAnswer answer) {
            told.add(answer);
          }
        };
  }

  private static Optional<byte[]> known(Message answer, boolean overTcp) throws IOException {
    Name name = answer.getQuestion().getName();
    Name edge = Name.fromString("edge.cdn.test.");
    answer.addRecord(new CNAMERecord(name, DClass.IN, 300, edge), Section.ANSWER);
    answer.addRecord(
        new ARecord(edge, DClass.IN, 20, Address.getByAddress(ADDRESS)), Section.ANSWER);
    return Optional.of(answer.toWire());
  }

  private DnsProxy start(StubResolver.Answers answers, boolean nameError) throws IOException {
    return start(answers, nameError, Duration.ofMillis(PATIENCE_MILLIS));
  }

  /** With a resolver whose answer never comes. */
  private DnsProxy startInVain(StubResolver.Answers answers) throws IOException {
    return start(answers, false, Duration.ofMillis(600));
  }

  private DnsProxy start(StubResolver.Answers answers, boolean nameError, Duration patience)
      throws IOException {
    StubResolver resolver = new StubResolver(answers);
    open.add(resolver);
    DnsProxy proxy =
        DnsProxy.start(
            new DnsSettings(
                new Endpoint("127.0.0.1", 0), resolver.address(), nameError, patience, 8),
            policy());
    open.add(proxy);
    return proxy;
  }

  private static Message query(String name) throws IOException {
    return Message.newQuery(Record.newRecord(Name.fromString(name), Type.A, DClass.IN));
  }

  private static Message ask(DnsProxy proxy, Message query, boolean overTcp) throws IOException {
    InetSocketAddress where =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port());
    if (overTcp) {
      try (Socket socket = new Socket(where.getAddress(), where.getPort())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        Resolver.send(socket.getOutputStream(), query.toWire());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
      }
    }
    return new Message(datagram(where, query.toWire(), PATIENCE_MILLIS));
  }

  private static byte[] datagram(InetSocketAddress where, byte[] bytes, int millis)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(millis);
      socket.send(new DatagramPacket(bytes, bytes.length, where));
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }

  @ParameterizedTest(name = "over TCP: {0}")
  @ValueSource(booleans = {false, true})
  void forwardsAndTells(boolean overTcp) throws Exception {
    DnsProxy proxy = start(DnsProxyTest::known, false);
    Message answer = ask(proxy, query("api.example.test."), overTcp);
    assertEquals(Rcode.NOERROR, answer.getRcode());
    assertEquals(2, answer.getSection(Section.ANSWER).size());
    assertEquals(
        new LookupAnswer(
            0,
            List.of(ADDRESS),
            Duration.ofSeconds(20),
            List.of("edge.cdn.test."),
            List.of("CNAME", "A")),
        told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Test
  void addressesOfIpv6AreShort() throws Exception {
    StubResolver.Answers answers =
        (answer, overTcp) -> {
          answer.addRecord(
              new AAAARecord(
                  answer.getQuestion().getName(),
                  DClass.IN,
                  20,
                  Address.getByAddress("2001:db8:0:0:0:0:0:1")),
              Section.ANSWER);
          return Optional.of(answer.toWire());
        };
    ask(start(answers, false), query("api.example.test."), false);
    assertEquals(
        List.of("2001:db8::1"), told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).addresses());
  }

  @ParameterizedTest(name = "nameError: {0}")
  @CsvSource({"false,5", "true,3"})
  void refusesAsCiliumDoes(boolean nameError, int code) throws Exception {
    DnsProxy proxy = start(DnsProxyTest::known, nameError);
    Message query = query("other.test.");
    Message answer = ask(proxy, query, false);
    assertEquals(code, answer.getRcode());
    assertEquals(query.getHeader().getID(), answer.getHeader().getID());
    assertEquals(query.getQuestion(), answer.getQuestion());
    assertEquals(List.of(), answer.getSection(Section.ANSWER));
    assertEquals(List.of(), answer.getSection(Section.AUTHORITY), "no SOA");
    assertTrue(answer.getHeader().getFlag(Flags.RD) && answer.getHeader().getFlag(Flags.RA));
  }

  @Test
  void whatIsDroppedGetsNoAnswer() throws Exception {
    DnsProxy proxy = start(DnsProxyTest::known, false);
    InetSocketAddress where =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port());
    byte[] query = query("silent.test.").toWire();
    assertThrows(SocketTimeoutException.class, () -> datagram(where, query, 300));
  }

  @Test
  void aSilentResolverIsAFailureOfTheServer() throws Exception {
    DnsProxy proxy = startInVain((answer, overTcp) -> Optional.empty());
    assertEquals(Rcode.SERVFAIL, ask(proxy, query("api.example.test."), false).getRcode());
    assertEquals(Rcode.SERVFAIL, told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).responseCode());
  }

  /** Sent to the right port with the right number, but about another name. */
  @Test
  void anAnswerToAnotherQuestionIsNone() throws Exception {
    StubResolver.Answers forged =
        (answer, overTcp) -> {
          Message other = new Message(answer.getHeader().getID());
          other.getHeader().setFlag(Flags.QR);
          other.addRecord(
              Record.newRecord(Name.fromString("evil.example.test."), Type.A, DClass.IN),
              Section.QUESTION);
          return known(other, overTcp);
        };
    DnsProxy proxy = startInVain(forged);
    assertEquals(Rcode.SERVFAIL, ask(proxy, query("api.example.test."), false).getRcode());
  }

  /** Whoever guesses the number alone: an answer has to repeat what was asked. */
  @Test
  void addressesWithoutAQuestionAreNoAnswer() throws Exception {
    StubResolver.Answers forged =
        (answer, overTcp) -> {
          Message other = new Message(answer.getHeader().getID());
          other.getHeader().setFlag(Flags.QR);
          other.addRecord(
              new ARecord(
                  Name.fromString("api.example.test."),
                  DClass.IN,
                  60,
                  InetAddress.getByName("203.0.113.66")),
              Section.ANSWER);
          return Optional.of(other.toWire());
        };
    DnsProxy proxy = startInVain(forged);
    assertEquals(Rcode.SERVFAIL, ask(proxy, query("api.example.test."), false).getRcode());
  }

  @Test
  void queriesInOnePieceAreEachAnswered() throws Exception {
    DnsProxy proxy = start(DnsProxyTest::known, false);
    byte[] query = query("api.example.test.").toWire();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    Resolver.send(both, query);
    Resolver.send(both, query);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.address().port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(both.toByteArray());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < 2; i++) {
        Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
        assertEquals(Rcode.NOERROR, answer.getRcode());
      }
    }
  }

  @ParameterizedTest(name = "a client that takes {0} bytes: truncated {1}")
  @CsvSource({"0,true", "1232,false"})
  void aLongAnswerIsToBeAskedForOverTcp(int size, boolean truncated) throws Exception {
    StubResolver.Answers many =
        (answer, overTcp) -> {
          for (int i = 1; i <= 40; i++) {
            answer.addRecord(
                new ARecord(
                    answer.getQuestion().getName(),
                    DClass.IN,
                    20,
                    Address.getByAddress("192.0.2." + i)),
                Section.ANSWER);
          }
          return Optional.of(answer.toWire());
        };
    DnsProxy proxy = start(many, false);
    Message query = query("api.example.test.");
    if (size > 0) {
      query.addRecord(new OPTRecord(size, 0, 0), Section.ADDITIONAL);
    }
    Message answer = ask(proxy, query, false);
    assertEquals(truncated, answer.getHeader().getFlag(Flags.TC));
    assertEquals(truncated ? 0 : 40, answer.getSection(Section.ANSWER).size());
    assertEquals(40, ask(proxy, query, true).getSection(Section.ANSWER).size());
  }

  @Test
  void whatIsNoQueryIsAnsweredOrLeftAlone() throws Exception {
    DnsProxy proxy = start(DnsProxyTest::known, false);
    InetSocketAddress where =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port());
    Message update = query("api.example.test.");
    update.getHeader().setOpcode(Opcode.UPDATE);
    assertEquals(
        Rcode.NOTIMP, new Message(datagram(where, update.toWire(), PATIENCE_MILLIS)).getRcode());
    byte[] broken = Arrays.copyOf(query("api.example.test.").toWire(), 20);
    assertEquals(Rcode.FORMERR, new Header(datagram(where, broken, PATIENCE_MILLIS)).getRcode());
    Random random = new Random(53);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 200; i++) {
        byte[] garbage = new byte[random.nextInt(80)];
        random.nextBytes(garbage);
        socket.send(new DatagramPacket(garbage, garbage.length, where));
      }
    }
    assertEquals(Rcode.NOERROR, askAgain(proxy, query("api.example.test.")).getRcode());
  }

  /** As clients do: the kernel may have no room for a datagram among so many. */
  private static Message askAgain(DnsProxy proxy, Message query) throws IOException {
    InetSocketAddress where =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port());
    for (int i = 0; i < 9; i++) {
      try {
        return new Message(datagram(where, query.toWire(), PATIENCE_MILLIS / 10));
      } catch (SocketTimeoutException e) {
        // once more
      }
    }
    return ask(proxy, query, false);
  }

  /** The walk through the search list, as a resolver does it after an answer of this code. */
  private static Optional<String> walk(DnsProxy proxy, boolean musl) throws IOException {
    List<String> names =
        List.of(
            "api.example.test.default.svc.cluster.local.",
            "api.example.test.cluster.local.",
            "api.example.test.");
    for (String name : names) {
      int code = ask(proxy, query(name), false).getRcode();
      if (code == Rcode.NOERROR) {
        return Optional.of(name);
      }
      if (musl && code != Rcode.NXDOMAIN) {
        return Optional.empty(); // it takes REFUSED for the end of the matter
      }
    }
    return Optional.empty();
  }

  /** What somebody reads whose Alpine image does not find a name. */
  @Test
  void pageOfTheRuleSaysSo() throws IOException {
    try (InputStream page = Rules.class.getResourceAsStream("dns-proxy-refused.md")) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains("musl") && text.contains("tofqdns-dns-reject-response-code"), text);
    }
    assertTrue(Rules.ALL.stream().anyMatch(rule -> rule.info().name().equals("dns-proxy-refused")));
  }

  @Test
  void refusedEndsTheSearchOfMuslAndNotThatOfGlibc() throws Exception {
    DnsProxy refusing = start(DnsProxyTest::known, false);
    assertEquals(Optional.empty(), walk(refusing, true));
    assertEquals(Optional.of("api.example.test."), walk(refusing, false));
    DnsProxy denying = start(DnsProxyTest::known, true);
    assertEquals(Optional.of("api.example.test."), walk(denying, true));
    assertEquals(Optional.of("api.example.test."), walk(denying, false));
  }
}
