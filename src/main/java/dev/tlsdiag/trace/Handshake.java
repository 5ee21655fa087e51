package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One ClientHello and what became of it, seen at one place; or a connection that never got so far
 * ({@link Outcome.SynUnanswered}, {@link Outcome.Refused}), then without {@code sent}.
 *
 * <p>A second ClientHello on the connection (after HelloRetryRequest, HelloVerifyRequest, Retry) is
 * a handshake of its own with the same {@code stream}.
 *
 * @param number 0-based, in the order of output over all files of a run
 * @param file as the user named it
 * @param stream number of the connection in its file, 0-based, in order of first packets; TCP and
 *     UDP count apart
 * @param frame 1-based number of the packet in which the ClientHello was complete
 * @param frames all packets with a piece of it, ascending; without hello the first SYN's
 * @param lastFrame the last packet that took part in the outcome
 * @param time when the ClientHello was complete
 * @param connectNanos from SYN to SYN-ACK, where both were seen
 * @param helloProblem why the ClientHello could not be read, with the field and the offset
 * @param serverHello also a HelloRetryRequest, see {@link ServerHello#isHelloRetryRequest()}
 * @param certificates the server's chain as sent, DER each; empty from TLS 1.3 on (encrypted)
 * @param certificateRequested whether the server asked for a client certificate in the clear
 * @param missingBytes bytes of either direction, up to the outcome, that the capture lacks
 * @param history one letter a message as in Zeek's {@code ssl_history}, capitals for the client
 * @param icmpErrors what routers said about this connection, at most 8
 * @param notes oddities worth a line: conflicting overlap, hello repeated …
 * @param quicVersion of QUIC the version of the Initial
 * @param signs of TCP what else its packets show
 */
public record Handshake(
    int number,
    String file,
    Transport transport,
    Endpoint client,
    Endpoint server,
    long stream,
    long frame,
    List<Long> frames,
    long lastFrame,
    Instant time,
    OptionalLong connectNanos,
    Optional<Preamble> preamble,
    Optional<SentHello> sent,
    Optional<String> helloProblem,
    Answer answer,
    Optional<ServerHello> serverHello,
    List<Bytes> certificates,
    boolean certificateRequested,
    Outcome outcome,
    List<SeenAlert> alerts,
    long missingBytes,
    String history,
    List<IcmpError> icmpErrors,
    List<String> notes,
    OptionalInt quicVersion,
    WireSigns signs) {
  /** How {@link #helloProblem} begins where the server did not wait for the rest of the hello. */
  public static final String CUT_SHORT = "cut short: ";

  /** Note of a SYN that the server takes for one of an older connection (RFC 5961 section 4). */
  public static final String ANSWERED_FOR_ANOTHER =
      "the answer to the SYN is an acknowledgment of an older connection";

  public Handshake {
    requireNonNull(file, "file is null");
    requireNonNull(transport, "transport is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    frames = List.copyOf(frames);
    requireNonNull(time, "time is null");
    requireNonNull(connectNanos, "connectNanos is null");
    requireNonNull(preamble, "preamble is null");
    requireNonNull(sent, "sent is null");
    requireNonNull(helloProblem, "helloProblem is null");
    requireNonNull(answer, "answer is null");
    requireNonNull(serverHello, "serverHello is null");
    certificates = List.copyOf(certificates);
    requireNonNull(outcome, "outcome is null");
    alerts = List.copyOf(alerts);
    requireNonNull(history, "history is null");
    icmpErrors = List.copyOf(icmpErrors);
    notes = List.copyOf(notes);
    requireNonNull(quicVersion, "quicVersion is null");
    requireNonNull(signs, "signs is null");
  }

  /**
   * Of a TCP connection on which no hello was sent.
   *
   * @param stream of its file, see the component
   * @param time when that was clear
   * @param problem why there is no hello
   */
  public static Handshake withoutHello(
      String file,
      Endpoint client,
      Endpoint server,
      int stream,
      Instant time,
      Optional<String> problem,
      Outcome outcome) {
    return new Handshake(
        0,
        file,
        Transport.TCP,
        client,
        server,
        stream,
        1,
        List.of(),
        1,
        time,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        problem,
        Answer.NOTHING,
        Optional.empty(),
        List.of(),
        false,
        outcome,
        List.of(),
        0,
        "",
        List.of(),
        List.of(),
        OptionalInt.empty(),
        WireSigns.NONE);
  }

  /**
   * The host_name of {@code server_name} as sent; empty where the hello has none, or there is no
   * hello.
   */
  public Optional<String> serverName() {
    return sent.flatMap(s -> s.hello().serverName());
  }

  /**
   * Whether they are equal; found out by what tells handshakes apart at once. Comparing all of two
   * records takes methods that are made at run time, some milliseconds each.
   */
  public boolean isSame(Handshake other) {
    return number == other.number
        && frame == other.frame
        && stream == other.stream
        && client.equals(other.client)
        && Objects.equals(this, other); // which asks nothing of one and the same
  }

  /** Whether both hellos have the same host_name, upper and lower case aside, or both have none. */
  public boolean sameServerName(Handshake other) {
    return serverName()
        .map(HostName::canonical)
        .equals(other.serverName().map(HostName::canonical));
  }

  /** With what an end of the connection knows better than its packets show. */
  public Handshake known(List<Bytes> newCertificates, Outcome newOutcome) {
    return new Handshake(
        number,
        file,
        transport,
        client,
        server,
        stream,
        frame,
        frames,
        lastFrame,
        time,
        connectNanos,
        preamble,
        sent,
        helloProblem,
        answer,
        serverHello,
        newCertificates,
        certificateRequested,
        newOutcome,
        alerts,
        missingBytes,
        history,
        icmpErrors,
        notes,
        quicVersion,
        signs);
  }

  /** As seen by a relay that stands where the server is meant: with the server itself. */
  public Handshake servedBy(Endpoint newServer) {
    return new Handshake(
        number,
        file,
        transport,
        client,
        newServer,
        stream,
        frame,
        frames,
        lastFrame,
        time,
        connectNanos,
        preamble,
        sent,
        helloProblem,
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

  /** Whether the server ended the connection in the middle of the ClientHello. */
  public boolean helloCutShort() {
    return helloProblem.filter(problem -> problem.startsWith(CUT_SHORT)).isPresent();
  }
}
