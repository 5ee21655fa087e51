package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Handshakes for tests, as values: {@code new HandshakeSamples().hello(…).reset().build()}. What is
 * not said is ordinary: TCP, one segment, a ServerHello of TLS 1.2, established with data.
 */
public final class HandshakeSamples {
  public static final Instant START = Instant.parse("2026-11-20T12:01:53.515000Z");

  private String file = "a.pcap";
  private Transport transport = Transport.TCP;
  private Endpoint client = new Endpoint("192.0.2.1", 40000);
  private Endpoint server = new Endpoint("192.0.2.2", 443);
  private int number;
  private long stream;
  private List<Long> frames = List.of(4L);
  private long afterMillis;
  private OptionalLong connectNanos = OptionalLong.of(4_000_000);
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<ClientHello> hello = Optional.of(HelloSamples.client("app.example").build());
  private Optional<Bytes> message = Optional.empty();
  private Optional<SentHello> sent = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private int segments = 1;
  private int records = 1;
  private Answer answer = new Answer(Answer.Kind.SERVER_HELLO, Side.SERVER, 6, 300_000);
  private Optional<ServerHello> serverHello = Optional.of(serverHello(0x0303));
  private List<Bytes> certificates = List.of();
  private boolean certificateRequested;
  private Outcome outcome = new Outcome.Established(false, true);
  private final List<SeenAlert> alerts = new ArrayList<>();
  private long missingBytes;
  private int framesAfter = 5;
  private String history = "";
  private final List<IcmpError> icmpErrors = new ArrayList<>();
  private List<String> notes = List.of();
  private OptionalInt quicVersion = OptionalInt.empty();
  private WireSigns signs = WireSigns.NONE;

  public HandshakeSamples signs(SignSamples newSigns) {
    signs = newSigns.build();
    return this;
  }

  /** A PROXY header of this version, 1 or 2, before the hello. */
  public HandshakeSamples proxyHeader(int version) {
    return preamble(new Preamble("proxy-v" + version, Optional.empty(), Bytes.EMPTY, Bytes.EMPTY));
  }

  /** The ServerHello came so long after the hello. */
  public HandshakeSamples answeredAfter(long millis) {
    answer = new Answer(Answer.Kind.SERVER_HELLO, Side.SERVER, frame() + 2, millis * 1_000_000);
    return this;
  }

  /** One with nothing said: no ClientHello, no answer, and the capture ends. */
  public static HandshakeSamples bare(int number) {
    HandshakeSamples bare =
        new HandshakeSamples()
            .in("cap.pcap")
            .from("127.0.0.1", 34464)
            .to("127.0.0.1", 8443)
            .number(number)
            .frames(4L + 10L * number)
            .at(5)
            .history("C")
            .unconnected(new Outcome.Unfinished());
    bare.connectNanos = OptionalLong.of(81_000);
    return bare;
  }

  public HandshakeSamples in(String newFile) {
    file = newFile;
    return this;
  }

  public HandshakeSamples transport(Transport newTransport) {
    transport = newTransport;
    return this;
  }

  /** Number in the list and of the connection, and the frame of the hello after it. */
  public HandshakeSamples number(int newNumber) {
    number = newNumber;
    stream = newNumber;
    frames = List.of(20L * newNumber + 4);
    return this;
  }

  /** The frames of the hello, the last of which completes it. */
  public HandshakeSamples frames(Long... newFrames) {
    frames = List.of(newFrames);
    segments = newFrames.length;
    return this;
  }

  public HandshakeSamples stream(long newStream) {
    stream = newStream;
    return this;
  }

  public HandshakeSamples from(String host, int port) {
    client = new Endpoint(host, port);
    return this;
  }

  public HandshakeSamples to(String host, int port) {
    server = new Endpoint(host, port);
    return this;
  }

  /** When the hello was seen, counted from {@link #START}. */
  public HandshakeSamples at(long millis) {
    afterMillis = millis;
    return this;
  }

  public HandshakeSamples hello(HelloSamples newHello) {
    ClientHello built = newHello.build();
    hello = Optional.of(built);
    return this;
  }

  /** A hello whose message is as long as its extensions make it. */
  public HandshakeSamples sized(HelloSamples newHello) {
    ClientHello built = newHello.build();
    hello = Optional.of(built);
    message = Optional.of(HelloWriter.message(built));
    return this;
  }

  /** A hello with its bytes. */
  public HandshakeSamples hello(HelloMessage newHello) {
    hello = Optional.of(newHello.parsedClientHello());
    message = Optional.of(newHello.clientHello());
    return this;
  }

  public HandshakeSamples sent(SentHello newSent) {
    sent = Optional.of(newSent);
    return this;
  }

  public HandshakeSamples problem(String newProblem) {
    problem = Optional.of(newProblem);
    return this;
  }

  public HandshakeSamples pieces(int newSegments, int newRecords) {
    segments = newSegments;
    records = newRecords;
    return this;
  }

  public HandshakeSamples connect(String authority) {
    preamble =
        Optional.of(new Preamble("http-connect", Optional.of(authority), Bytes.EMPTY, Bytes.EMPTY));
    return this;
  }

  public HandshakeSamples preamble(Preamble newPreamble) {
    preamble = Optional.of(newPreamble);
    return this;
  }

  /** Begun with these bytes and without a ClientHello, as captures show it. */
  public HandshakeSamples opening(
      String protocol, String target, String client, String server, Outcome newOutcome) {
    unconnected(newOutcome);
    return preamble(
        new Preamble(
            protocol,
            Optional.of(target),
            Bytes.wrap(client.getBytes(StandardCharsets.ISO_8859_1)),
            Bytes.wrap(server.getBytes(StandardCharsets.ISO_8859_1))));
  }

  public HandshakeSamples withoutConnect() {
    connectNanos = OptionalLong.empty();
    return this;
  }

  public HandshakeSamples missing(long bytes) {
    missingBytes = bytes;
    return this;
  }

  public HandshakeSamples history(String letters) {
    history = letters;
    return this;
  }

  public HandshakeSamples notes(String... newNotes) {
    notes = List.of(newNotes);
    return this;
  }

  public HandshakeSamples quicVersion(int version) {
    quicVersion = OptionalInt.of(version);
    return this;
  }

  public HandshakeSamples icmp(IcmpError error) {
    icmpErrors.add(error);
    return this;
  }

  public HandshakeSamples certificates(Bytes... ders) {
    certificates = List.of(ders);
    return this;
  }

  /** The server asked for a client certificate. */
  public HandshakeSamples certificateRequested() {
    certificateRequested = true;
    return this;
  }

  /** The length of the client's first protected record, in TLS 1.3. */
  public HandshakeSamples clientFlight(int bytes) {
    return signs(WireSigns.NONE.sized(OptionalInt.empty(), OptionalInt.of(bytes)));
  }

  /** The server asked for a client certificate in a message of this size. */
  public HandshakeSamples certificateRequest(int bytes) {
    return certificateRequested()
        .signs(WireSigns.NONE.sized(OptionalInt.of(bytes), OptionalInt.empty()));
  }

  /**
   * A ServerHello of TLS 1.2.
   *
   * @param sessionId in hex
   * @param suite code of the cipher suite
   */
  public HandshakeSamples chosen(String sessionId, int suite, Extension... extensions) {
    serverHello =
        Optional.of(
            new ServerHello(
                0x0303,
                Bytes.ofHex("00".repeat(32)),
                Bytes.ofHex(sessionId),
                CipherSuite.of(suite),
                0,
                List.of(extensions)));
    return this;
  }

  public HandshakeSamples answer(Answer.Kind kind) {
    answer = new Answer(kind, Side.SERVER, frame() + 2, 312_500);
    return this;
  }

  public HandshakeSamples serverHello(ServerHello newHello) {
    serverHello = Optional.of(newHello);
    return answer(
        newHello.isHelloRetryRequest()
            ? Answer.Kind.HELLO_RETRY_REQUEST
            : Answer.Kind.SERVER_HELLO);
  }

  public HandshakeSamples seen(SeenAlert alert) {
    alerts.add(alert);
    return this;
  }

  public HandshakeSamples established(int version) {
    serverHello = Optional.of(serverHello(version));
    outcome = new Outcome.Established(false, true);
    return this;
  }

  public HandshakeSamples resumed() {
    outcome = new Outcome.Established(true, true);
    return this;
  }

  /** An alert of the server in place of a ServerHello. */
  public HandshakeSamples alert(int code) {
    Outcome alerted = new Outcome.Alerted(Side.SERVER, 2, AlertDescription.of(code));
    return ended(Answer.Kind.ALERT, alerted);
  }

  /** An alert of the client after the server's flight. */
  public HandshakeSamples clientAlert(int code) {
    outcome = new Outcome.Alerted(Side.CLIENT, 2, AlertDescription.of(code));
    return this;
  }

  public HandshakeSamples reset() {
    return ended(Answer.Kind.RESET, new Outcome.Reset(Side.SERVER));
  }

  public HandshakeSamples closed() {
    return ended(Answer.Kind.FIN, new Outcome.Closed(Side.SERVER));
  }

  public HandshakeSamples plaintext(String firstBytes) {
    return ended(Answer.Kind.DATA, new Outcome.Plaintext(ascii(firstBytes)));
  }

  public HandshakeSamples silent(long millis, boolean acknowledged) {
    ended(Answer.Kind.NOTHING, new Outcome.Silence(Duration.ofMillis(millis), acknowledged));
    return this;
  }

  public HandshakeSamples gaveUp(long millis) {
    return ended(Answer.Kind.NOTHING, new Outcome.GaveUp(Duration.ofMillis(millis), true));
  }

  public HandshakeSamples outcome(Outcome newOutcome) {
    outcome = newOutcome;
    return this;
  }

  /** No ClientHello: TCP never connected. */
  public HandshakeSamples unconnected(Outcome newOutcome) {
    hello = Optional.empty();
    connectNanos = OptionalLong.empty();
    return ended(Answer.Kind.NOTHING, newOutcome);
  }

  /** Nothing of the connection was seen after the hello. */
  public HandshakeSamples sentOnce() {
    framesAfter = 0;
    return this;
  }

  public HandshakeSamples signs(WireSigns newSigns) {
    signs = newSigns;
    return this;
  }

  public HandshakeSamples resetAfter(Duration answered) {
    reset();
    answer = new Answer(Answer.Kind.RESET, Side.SERVER, frame() + 2, answered.toNanos());
    return this;
  }

  public Handshake build() {
    return new Handshake(
        number,
        file,
        transport,
        client,
        server,
        stream,
        frame(),
        frames,
        frame() + framesAfter,
        START.plusMillis(afterMillis),
        connectNanos,
        preamble,
        sent.isPresent() ? sent : hello.map(this::sent),
        problem,
        answer,
        serverHello,
        certificates,
        certificateRequested,
        outcome,
        alerts,
        missingBytes,
        history,
        icmpErrors,
        notes,
        quicVersion,
        signs);
  }

  public Connection connection() {
    return new Connection(List.of(build()));
  }

  private long frame() {
    return frames.get(frames.size() - 1);
  }

  private SentHello sent(ClientHello parsed) {
    Bytes bytes =
        message.orElseGet(() -> parsed.sslv2() ? parsed.random() : HelloWriter.message(parsed));
    OptionalInt record = transport == Transport.QUIC ? OptionalInt.empty() : OptionalInt.of(0x0301);
    return new SentHello(parsed, bytes, record, segments, records);
  }

  private HandshakeSamples ended(Answer.Kind kind, Outcome newOutcome) {
    serverHello = Optional.empty();
    outcome = newOutcome;
    answer =
        kind == Answer.Kind.NOTHING
            ? Answer.NOTHING
            : new Answer(kind, Side.SERVER, frame() + 2, 5_000_000);
    return this;
  }

  private static Bytes ascii(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    return Bytes.wrap(bytes);
  }

  private static ServerHello serverHello(int version) {
    List<Extension> extensions =
        version > 0x0303
            ? List.of(new Extension(43, Bytes.ofHex("%04x".formatted(version))))
            : List.of();
    return new ServerHello(
        Math.min(version, 0x0303),
        Bytes.ofHex("00".repeat(32)),
        Bytes.EMPTY,
        CipherSuite.of(version > 0x0303 ? 0x1301 : 0xc02f),
        0,
        extensions);
  }
}
