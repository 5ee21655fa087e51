package dev.tlsdiag.track;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.time.Duration;

/** Concludes from a connection's facts how its handshake ended, and says no more than they do. */
final class TcpOutcome {
  /**
   * The longest TLS 1.3 record that can be nothing but an alert: 2 bytes, the content type and a
   * tag of 16 (RFC 8446 section 5.2). A Finished has at least 4 + 32 more.
   */
  static final int ALERT_RECORD = 24;

  /**
   * The shortest TLS 1.3 record with a Finished: a header of 4, a hash of at least 32, the content
   * type and a tag of 16. A shorter one that nothing follows is an alert: the JDK pads its alerts
   * to 35. An empty Certificate is as short, and a Finished follows it.
   */
  static final int LEAST_FINISHED = 53;

  /** Less than this after a ClientHello the end of a capture says nothing about the server. */
  private static final long SILENCE_NANOS = 1_000_000_000L;

  static final int FATAL = 2;

  private TcpOutcome() {}

  static Outcome of(TcpConnection c, long helloNanos, boolean repeated) {
    boolean retry = c.tlsAnswer != null && c.tlsAnswer.kind() == Answer.Kind.HELLO_RETRY_REQUEST;
    if (retry && repeated) {
      return new Outcome.Retried(Outcome.Retried.By.HELLO_RETRY_REQUEST);
    }
    TcpHandshake.AlertAt alert = ending(c);
    if (alert != null && alert.direction() == c.client && answeredInTheClear(c)) {
      return new Outcome.Plaintext(c.plaintextAnswer()); // the alert is what the client says to it
    }
    if (alert != null) {
      return new Outcome.Alerted(
          side(c, alert.direction()), alert.level(), AlertDescription.of(alert.description()));
    }
    boolean refusal =
        c.tls13
            && c.clientRecords == 1
            && c.firstClientRecord < LEAST_FINISHED
            && c.serverRecordsAfterFinished == 0
            && firstToClose(c) >= 0;
    if (refusal) {
      return new Outcome.EncryptedAlert(Side.CLIENT);
    }
    if (c.handshakeDone()) {
      return done(c);
    }
    if (c.serverHello == null && !retry) {
      return unanswered(c, helloNanos);
    }
    return broken(c);
  }

  /** The alert in the clear that ended the handshake; warnings that it survived are none. */
  private static TcpHandshake.AlertAt ending(TcpConnection c) {
    for (TcpHandshake.AlertAt alert : c.alerts) {
      if (alert.level() == FATAL && !followsTheEnd(c, alert)) {
        return alert;
      }
    }
    for (TcpHandshake.AlertAt alert : c.alerts) {
      if (alert.level() == FATAL) {
        continue;
      }
      boolean over = c.closing() || c.finFrame[0] != 0 || c.finFrame[1] != 0;
      if (!c.handshakeDone() && (over || c.serverHello == null && alert.direction() != c.client)) {
        return alert;
      }
    }
    return null;
  }

  /**
   * Whether it is what an end says to the other's close: OpenSSL 3 complains of the bytes that
   * never came (decode_error), and who got no ServerHello has nothing else to complain of.
   */
  private static boolean followsTheEnd(TcpConnection c, TcpHandshake.AlertAt alert) {
    int peer = 1 - alert.direction();
    boolean closedBefore = closed(c, peer) < alert.frame();
    boolean nothingRead = alert.direction() == c.client && c.serverDataFrame == 0;
    return closedBefore
        && (nothingRead
            || AlertDescription.of(alert.description()).equals(AlertDescription.DECODE_ERROR));
  }

  private static Outcome done(TcpConnection c) {
    boolean resumed =
        c.tls13
            ? c.serverHello.resumesPsk()
            : !c.serverHelloDone
                && c.certificates.isEmpty()
                && c.halves[1 - c.client].changeCipherSpec
                && c.halves[1 - c.client].buffer.missingBytes() == 0;
    if (c.serverApplicationData) {
      return new Outcome.Established(resumed, true);
    }
    if (c.tls13
        && !c.clientAlertedFirst
        && c.serverRecordsAfterFinished == 1
        && c.firstServerRecordAfterFinished <= ALERT_RECORD) {
      return new Outcome.EncryptedAlert(Side.SERVER);
    }
    boolean whole =
        c.halves[0].buffer.missingBytes() + c.halves[1].buffer.missingBytes() + c.cutBytes == 0;
    if (whole && !c.clientApplicationData) { // else the data may be what is missing
      int by = firstToClose(c);
      if (c.tls13 && c.clientRecords > 1 && c.lastClientRecord <= ALERT_RECORD) {
        return new Outcome.Quit(Side.CLIENT, resumed, true);
      }
      int alertBy = c.tls13 ? -1 : firstToAlert(c);
      boolean reply =
          alertBy >= 0 && closed(c, 1 - alertBy) < c.halves[alertBy].encryptedAlertFrame;
      if (alertBy >= 0 && !reply) {
        return new Outcome.Quit(side(c, alertBy), resumed, true);
      }
      if (by >= 0) {
        return new Outcome.Quit(side(c, by), resumed, false);
      }
    }
    return new Outcome.Established(resumed, false);
  }

  /** The direction of the first protected alert (TLS 1.2 and below), or -1. */
  private static int firstToAlert(TcpConnection c) {
    HalfStream a = c.halves[0];
    HalfStream b = c.halves[1];
    if (a.encryptedAlerts == 0) {
      return b.encryptedAlerts == 0 ? -1 : 1;
    }
    return b.encryptedAlerts == 0 || a.encryptedAlertFrame <= b.encryptedAlertFrame ? 0 : 1;
  }

  /** No TLS came back, as far as can be seen. */
  private static Outcome unanswered(TcpConnection c, long helloNanos) {
    int server = 1 - c.client;
    if (answeredInTheClear(c)) {
      return new Outcome.Plaintext(c.plaintextAnswer());
    }
    if (c.packetsFrom[server] == 0) {
      return new Outcome.OneSided(Side.CLIENT);
    }
    long hole = c.signs.serverHoleBytes; // the client lacks these bytes too
    long missing =
        c.halves[server].buffer.missingBytes() - hole + c.cutBytes + c.unseenBytes(server);
    if (missing > 0) {
      return new Outcome.Cut(missing);
    }
    int by = firstToClose(c);
    if (by == server) {
      return c.resetFrame[server] != 0 && before(c.resetFrame[server], c.finFrame[server])
          ? new Outcome.Reset(Side.SERVER)
          : new Outcome.Closed(Side.SERVER);
    }
    if (by == c.client) {
      long end =
          c.finNanos[by] != 0 && before(c.finFrame[by], c.resetFrame[by])
              ? c.finNanos[by]
              : c.resetNanos[by];
      return new Outcome.GaveUp(
          Duration.ofNanos(Math.max(0, end - helloNanos)), c.helloAcknowledged);
    }
    if (c.serverDataFrame != 0 && hole == 0) { // the start of an answer, no more
      return new Outcome.Unfinished();
    }
    long waited = c.lastSeenNanos() - helloNanos;
    return waited >= SILENCE_NANOS
        ? new Outcome.Silence(Duration.ofNanos(waited), c.helloAcknowledged)
        : new Outcome.Unfinished();
  }

  /** A ServerHello came, and the handshake did not come to its end. */
  private static Outcome broken(TcpConnection c) {
    if (c.tls13 && c.clientRecords > 0 && c.firstClientRecord <= ALERT_RECORD) {
      return new Outcome.EncryptedAlert(Side.CLIENT);
    }
    int alertBy = firstToAlert(c);
    if (alertBy >= 0) {
      return new Outcome.EncryptedAlert(side(c, alertBy));
    }
    long missing =
        c.halves[0].buffer.missingBytes()
            + c.halves[1].buffer.missingBytes()
            - c.signs.serverHoleBytes
            + c.cutBytes;
    if (missing > 0) {
      return c.clientApplicationData || c.serverApplicationData
          ? new Outcome.Established(false, c.serverApplicationData)
          : new Outcome.Cut(missing);
    }
    if (c.packetsFrom[c.client] == 0) {
      return new Outcome.OneSided(Side.SERVER);
    }
    int by = firstToClose(c);
    if (by < 0) {
      return new Outcome.Unfinished();
    }
    return c.resetFrame[by] != 0 && before(c.resetFrame[by], c.finFrame[by])
        ? new Outcome.Reset(side(c, by))
        : new Outcome.Closed(side(c, by));
  }

  private static boolean answeredInTheClear(TcpConnection c) {
    return c.tlsAnswer == null
        && c.serverHello == null
        && !c.plaintextAnswer().isEmpty()
        && c.halves[1 - c.client].buffer.missingBytes() == 0;
  }

  /** The direction whose FIN or RST came first, or -1. */
  static int firstToClose(TcpConnection c) {
    long first = Long.MAX_VALUE;
    int by = -1;
    for (int side = 0; side < 2; side++) {
      if (closed(c, side) < first) {
        first = closed(c, side);
        by = side;
      }
    }
    return by;
  }

  /** The frame of this direction's first FIN or RST; the largest number where it has none. */
  private static long closed(TcpConnection c, int direction) {
    long fin = c.finFrame[direction];
    long reset = c.resetFrame[direction];
    long first = fin == 0 || reset != 0 && reset < fin ? reset : fin;
    return first == 0 ? Long.MAX_VALUE : first;
  }

  private static boolean before(long frame, long other) {
    return other == 0 || frame <= other;
  }

  private static Side side(TcpConnection c, int direction) {
    return direction == c.client ? Side.CLIENT : Side.SERVER;
  }

  /** What came back first; TLS wins over bare bytes before it. */
  static Answer answer(TcpConnection c, long helloNanos) {
    if (c.tlsAnswer != null) {
      return c.tlsAnswer;
    }
    int server = 1 - c.client;
    long best = Long.MAX_VALUE;
    Answer answer = Answer.NOTHING;
    long reset = c.resetFrame[server];
    if (reset != 0) {
      best = reset;
      answer = new Answer(Answer.Kind.RESET, Side.SERVER, reset, c.resetNanos[server] - helloNanos);
    }
    if (c.serverFinFrame != 0 && c.serverFinFrame < best) {
      best = c.serverFinFrame;
      answer = new Answer(Answer.Kind.FIN, Side.SERVER, best, c.serverFinNanos - helloNanos);
    }
    if (c.serverDataFrame != 0 && c.serverDataFrame < best) {
      answer =
          new Answer(
              Answer.Kind.DATA, Side.SERVER, c.serverDataFrame, c.serverDataNanos - helloNanos);
    }
    return answer;
  }
}
