package dev.tlsdiag.track;

import dev.tlsdiag.quic.QuicVersion;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One ClientHello in QUIC Initial packets.
 *
 * <p>It is established when after the hello the client sent a packet with a short header, whose
 * keys it has only once it verified the server's Finished (RFC 9001 section 4.1.1), and the server
 * one with a short header or of type Handshake. A server's short header after that counts as
 * application data; what is in it cannot be seen.
 */
final class QuicHandshake extends UdpHandshake {
  private static final int FIRST_ALERT = 0x100; // RFC 9001 section 4.8
  private static final int LAST_ALERT = 0x1ff;
  private static final int FATAL = 2;

  private final QuicVersion version;
  private boolean acknowledged;
  private int readableServerPackets;
  private boolean clientHandshake;
  private boolean clientShort;
  private boolean serverHandshake;
  private boolean serverShort;
  private Side closedBy;
  private long closeCode;
  private String closeReason = "";
  private String frameProblem;

  QuicHandshake(QuicVersion version, UdpPair pair, Datagram first) {
    super(Transport.QUIC, pair, first);
    this.version = version;
  }

  void acknowledged() {
    acknowledged = true;
  }

  /** A frame could not be read, nor what follows in its packet. */
  void malformedFrame(String problem) {
    frameProblem = problem;
  }

  /** A server's Initial packet that opened. */
  void readable() {
    readableServerPackets++;
  }

  void handshakePacket(boolean fromClient) {
    clientHandshake |= fromClient;
    serverHandshake |= !fromClient;
  }

  void shortHeader(boolean fromClient) {
    clientShort |= fromClient;
    serverShort |= !fromClient;
  }

  void retried(Outcome.Retried.By by, Datagram d) {
    if (!accepted()) {
      retriedBy = by;
      answered(
          by == Outcome.Retried.By.RETRY ? Answer.Kind.RETRY : Answer.Kind.VERSION_NEGOTIATION,
          Side.SERVER,
          d);
    }
  }

  void connectionClose(Side by, long code, String reason, Datagram d) {
    if (closedBy != null) {
      return;
    }
    closedBy = by;
    closeCode = code;
    closeReason = reason;
    answered(Answer.Kind.QUIC_CLOSE, by, d);
    if (isAlert()) {
      alert(by, FATAL, (int) code - FIRST_ALERT, d);
    }
  }

  private boolean isAlert() {
    return closeCode >= FIRST_ALERT && closeCode <= LAST_ALERT;
  }

  /**
   * Whether both sides went on with keys of the handshake, so that nothing in the clear can follow.
   */
  boolean established() {
    return clientShort && (serverShort || serverHandshake);
  }

  /** Whether further packets cannot change what is told. */
  boolean settled() {
    return clientShort && serverShort || closedBy != null;
  }

  @Override
  Outcome outcome() {
    if (retriedBy != null && !accepted()) {
      return new Outcome.Retried(retriedBy);
    }
    if (established()) {
      return new Outcome.Established(resumesPsk(), serverShort);
    }
    if (closedBy != null) {
      return isAlert()
          ? new Outcome.Alerted(closedBy, FATAL, AlertDescription.of((int) closeCode - FIRST_ALERT))
          : new Outcome.QuicClosed(closedBy, closeCode, closeReason);
    }
    if (accepted()) {
      return new Outcome.Unfinished();
    }
    boolean onlyAcknowledged = acknowledged && readableServerPackets == serverPackets;
    return unanswered(clientHandshake || clientShort, onlyAcknowledged);
  }

  @Override
  OptionalInt recordVersion() {
    return OptionalInt.empty();
  }

  @Override
  OptionalInt quicVersion() {
    return OptionalInt.of(version.code());
  }

  @Override
  Optional<String> oddity() {
    if (established() && !accepted()) {
      return Optional.of("ServerHello not captured");
    }
    return Optional.ofNullable(frameProblem).map(p -> "frame cannot be read: " + p);
  }
}
