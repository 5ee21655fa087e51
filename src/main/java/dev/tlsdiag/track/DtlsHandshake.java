package dev.tlsdiag.track;

import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One ClientHello over DTLS.
 *
 * <p>Up to DTLS 1.2 it is established when both sides sent an encrypted handshake message (the
 * Finished), or either one application data. In DTLS 1.3 it is when the client sent a record of
 * epoch 2 (its Finished) and either side one of epoch 3.
 */
final class DtlsHandshake extends UdpHandshake {
  private static final int FATAL = 2;
  private static final int CLOSE_NOTIFY = 0;
  private static final int HANDSHAKE_EPOCH = 2;
  private static final int APPLICATION_EPOCH = 3;

  /** Finished by direction: client, server. */
  private final boolean[] finished = new boolean[2];

  private final boolean[] encryptedAlert = new boolean[2];
  private final boolean[] applicationData = new boolean[2];
  private int recordVersion;
  private boolean clientHandshakeEpoch;
  private boolean clientWentOn;
  private boolean serverHelloDone;
  private boolean serverChangedCipher;
  private long serverMessages;

  DtlsHandshake(UdpPair pair, Datagram first) {
    super(Transport.DTLS, pair, first);
  }

  void recordVersion(int version) {
    recordVersion = version;
  }

  /** Whether a message of the server with this number is new, and not sent again. */
  boolean isNew(int sequence) {
    long bit = 1L << (sequence & 63);
    boolean first = (serverMessages & bit) == 0;
    serverMessages |= bit;
    return first;
  }

  void helloVerifyRequest(Bytes message, Datagram d) {
    if (!accepted() && !answersEarlierHello(message)) {
      retriedBy = Outcome.Retried.By.HELLO_VERIFY_REQUEST;
      answered(Answer.Kind.HELLO_VERIFY_REQUEST, Side.SERVER, d);
      letter('V', Side.SERVER);
    }
  }

  /** Whether the ClientHello has the very cookie that a HelloVerifyRequest asks for. */
  private boolean answersEarlierHello(Bytes request) {
    int sessionIdAt = 4 + 2 + 32;
    Bytes hello = message();
    if (request.length() < 7 || hello.length() <= sessionIdAt) {
      return false;
    }
    Bytes asked = request.slice(7, Math.min(request.u8(6), request.length() - 7));
    int cookieAt = sessionIdAt + 1 + hello.u8(sessionIdAt);
    if (cookieAt >= hello.length()) {
      return false;
    }
    int length = hello.u8(cookieAt);
    return length > 0
        && length == asked.length()
        && cookieAt + 1 + length <= hello.length()
        && hello.slice(cookieAt + 1, length).equals(asked);
  }

  /** A server's message other than the hellos; the caller has seen to it that it is new. */
  void serverMessage(int type, Bytes message) {
    if (type == HandshakeType.CERTIFICATE && certificates.isEmpty()) {
      certificates = message;
    } else if (type == HandshakeType.CERTIFICATE_REQUEST) {
      certificateRequested = true;
    } else if (type == HandshakeType.SERVER_HELLO_DONE) {
      serverHelloDone = true;
    }
  }

  void changeCipherSpec(boolean fromClient) {
    serverChangedCipher |= !fromClient;
    clientWentOn |= fromClient;
  }

  void encryptedHandshake(boolean fromClient) {
    finished[index(fromClient)] = true;
    clientWentOn |= fromClient;
  }

  void encryptedAlert(boolean fromClient) {
    encryptedAlert[index(fromClient)] = true;
  }

  void applicationData(boolean fromClient) {
    applicationData[index(fromClient)] = true;
    clientWentOn |= fromClient;
  }

  /** A record of DTLS 1.3 with a unified header, or of DTLS 1.2 with a connection ID. */
  void encryptedRecord(boolean fromClient, int epoch) {
    clientWentOn |= fromClient;
    if (epoch == APPLICATION_EPOCH) {
      applicationData[index(fromClient)] = true;
      clientHandshakeEpoch |= fromClient; // it comes after the client's Finished
    } else if (epoch == HANDSHAKE_EPOCH) {
      clientHandshakeEpoch |= fromClient;
    } else {
      finished[index(fromClient)] = true;
    }
  }

  private static int index(boolean fromClient) {
    return fromClient ? 0 : 1;
  }

  boolean established() {
    boolean data = applicationData[0] || applicationData[1];
    boolean both = finished[0] && finished[1];
    return both || data && (clientHandshakeEpoch || finished[0] || finished[1] || accepted());
  }

  boolean settled() {
    return established() && applicationData[1] || ending() != null;
  }

  @Override
  Outcome outcome() {
    SeenAlert alert = ending();
    if (established()) {
      return done();
    }
    if (alert != null) {
      return new Outcome.Alerted(alert.by(), alert.level(), alert.description());
    }
    if (retriedBy != null && !accepted()) {
      return new Outcome.Retried(retriedBy);
    }
    for (Side side : Side.values()) {
      if (encryptedAlert[index(side == Side.CLIENT)]) {
        return new Outcome.EncryptedAlert(side);
      }
    }
    if (accepted()) {
      return clientWentOn || clientPackets > 0 ? new Outcome.Unfinished() : oneSided();
    }
    return unanswered(clientWentOn, false);
  }

  private static Outcome oneSided() {
    return new Outcome.OneSided(Side.SERVER);
  }

  private Outcome done() {
    boolean resumed = resumesPsk() || serverChangedCipher && !serverHelloDone && accepted();
    if (!applicationData[0] && !applicationData[1]) {
      for (Side side : Side.values()) {
        if (encryptedAlert[index(side == Side.CLIENT)]) {
          return new Outcome.Quit(side, resumed, true);
        }
      }
    }
    return new Outcome.Established(resumed, applicationData[1]);
  }

  /** The alert in the clear that ended the handshake; null where none did. */
  private SeenAlert ending() {
    for (SeenAlert alert : alerts()) {
      boolean refusal = alert.by() == Side.SERVER && !accepted();
      if (alert.level() == FATAL || alert.description().code() == CLOSE_NOTIFY || refusal) {
        return alert;
      }
    }
    return null;
  }

  @Override
  OptionalInt recordVersion() {
    return OptionalInt.of(recordVersion);
  }

  @Override
  OptionalInt quicVersion() {
    return OptionalInt.empty();
  }

  @Override
  Optional<String> oddity() {
    return established() && !accepted()
        ? Optional.of("ServerHello not captured")
        : Optional.empty();
  }
}
