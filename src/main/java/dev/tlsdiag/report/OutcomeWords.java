package dev.tlsdiag.report;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;

/** An outcome in a few words of ASCII; what a peer sent is escaped in them. */
public final class OutcomeWords {
  private static final int PLAINTEXT_SHOWN = 48;
  private static final int PLAINTEXT_HEX = 8;

  private OutcomeWords() {}

  /** Such as {@code alert 112 unrecognized_name by server}, without the sign in front. */
  public static String of(Handshake handshake) {
    String words = words(handshake);
    String remarks = warnings(handshake) + icmp(handshake);
    return remarks.isEmpty() ? words : words + remarks;
  }

  private static String words(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    if (outcome instanceof Outcome.Established established) {
      return established(established);
    }
    if (outcome instanceof Outcome.Quit quit) {
      return quit(quit);
    }
    if (outcome instanceof Outcome.Alerted alerted) {
      return "alert " + alert(alerted.description()) + " by " + alerted.by().label();
    }
    if (outcome instanceof Outcome.EncryptedAlert alert) {
      return "encrypted alert by " + alert.by().label() + " (inferred)";
    }
    if (outcome instanceof Outcome.Reset reset) {
      return "reset by " + reset.by().label();
    }
    if (outcome instanceof Outcome.Closed closed) {
      return "closed by " + closed.by().label();
    }
    if (outcome instanceof Outcome.Silence silence) {
      return "no answer in "
          + duration(silence.after())
          + acknowledged(handshake.transport(), silence.acknowledged());
    }
    if (outcome instanceof Outcome.GaveUp gaveUp) {
      return "client quit after "
          + duration(gaveUp.after())
          + acknowledged(handshake.transport(), gaveUp.acknowledged());
    }
    if (outcome instanceof Outcome.Plaintext plaintext) {
      return "plaintext answer: " + plaintext(plaintext.firstBytes());
    }
    return withoutVerdict(outcome);
  }

  private static String withoutVerdict(Outcome outcome) {
    if (outcome instanceof Outcome.Cut cut) {
      return cut.missingBytes() > 0
          ? "cut: " + cut.missingBytes() + " bytes missing"
          : "cut: packets missing";
    }
    if (outcome instanceof Outcome.OneSided oneSided) {
      return "one side only (" + oneSided.seen().label() + ")";
    }
    if (outcome instanceof Outcome.Unfinished) {
      return "capture ends before the answer";
    }
    if (outcome instanceof Outcome.Retried retried) {
      return "retried (" + retriedBy(retried.by()) + ")";
    }
    if (outcome instanceof Outcome.QuicClosed closed) {
      String reason = closed.reason().isEmpty() ? "" : ": " + Printable.escape(closed.reason());
      return "QUIC close 0x"
          + Long.toHexString(closed.errorCode())
          + " by "
          + closed.by().label()
          + reason;
    }
    if (outcome instanceof Outcome.SynUnanswered syn) {
      return "SYN never answered (" + syn.attempts() + (syn.attempts() == 1 ? " try)" : " tries)");
    }
    if (outcome instanceof Outcome.Refused refused) {
      return "refused by " + refused.by().label();
    }
    throw new IllegalArgumentException("no words for " + outcome.getClass());
  }

  private static String established(Outcome.Established established) {
    return (established.resumed() ? "ok, resumed" : "ok")
        + (established.applicationData() ? "" : ", no data seen");
  }

  private static String quit(Outcome.Quit quit) {
    return (quit.resumed() ? "resumed, " : "")
        + quit.by().label()
        + " quit, no data"
        + (quit.alert() ? " (encrypted alert, inferred)" : "");
  }

  private static String alert(AlertDescription description) {
    return description.code() + " " + description.name();
  }

  /** The same for a narrow column: what can be looked up with {@code --show} is left away. */
  static String brief(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    if (outcome instanceof Outcome.Established established) {
      return (established.resumed() ? "ok, resumed" : "ok")
          + (established.applicationData() ? "" : ", no data")
          + (warnings(handshake).isEmpty() ? "" : ", warning");
    }
    if (outcome instanceof Outcome.Quit quit) {
      return quit.by().label() + (quit.resumed() ? " quit, resumed" : " quit, no data");
    }
    if (outcome instanceof Outcome.Alerted alerted) {
      return "alert " + alerted.description().code() + " by " + alerted.by().label();
    }
    if (outcome instanceof Outcome.EncryptedAlert alert) {
      return "alert by " + alert.by().label() + "?";
    }
    if (outcome instanceof Outcome.Plaintext plaintext) {
      return "plaintext: " + plaintext(plaintext.firstBytes());
    }
    String words = words(handshake);
    int remark = words.indexOf(" (");
    return remark < 0 ? words : words.substring(0, remark);
  }

  /** Only TCP tells: QUIC and DTLS acknowledge nothing that can be read here. */
  private static String acknowledged(Transport transport, boolean acknowledged) {
    if (transport != Transport.TCP) {
      return "";
    }
    return acknowledged ? " (hello acknowledged)" : " (hello not acknowledged)";
  }

  private static String retriedBy(Outcome.Retried.By by) {
    return switch (by) {
      case HELLO_RETRY_REQUEST -> "HelloRetryRequest";
      case HELLO_VERIFY_REQUEST -> "HelloVerifyRequest";
      case RETRY -> "QUIC Retry";
      case VERSION_NEGOTIATION -> "QUIC Version Negotiation";
    };
  }

  /** The first line where it is text, else the first bytes in hexadecimal digits. */
  private static String plaintext(Bytes bytes) {
    int end = 0;
    while (end < bytes.length() && isText(bytes.u8(end))) {
      end++;
    }
    boolean line = end == bytes.length() || bytes.u8(end) == '\r' || bytes.u8(end) == '\n';
    if (end == 0 || !line && end < PLAINTEXT_HEX) {
      return "0x"
          + bytes.head(PLAINTEXT_HEX).toHex()
          + (bytes.length() > PLAINTEXT_HEX ? "..." : "");
    }
    int shown = Math.min(end, PLAINTEXT_SHOWN);
    return Printable.escape(bytes.head(shown).latin1()) + (shown < end || !line ? "..." : "");
  }

  private static boolean isText(int octet) {
    return octet >= ' ' && octet <= '~' || octet == '\t';
  }

  /** Warnings that did not end the handshake: nginx sends unrecognized_name so. */
  private static String warnings(Handshake handshake) {
    if (handshake.alerts().isEmpty() || !(handshake.outcome() instanceof Outcome.Established)) {
      return "";
    }
    for (SeenAlert alert : handshake.alerts()) {
      if (alert.level() == Alert.WARNING && !alert.description().isClosure()) {
        return ", warning " + alert(alert.description()) + " by " + alert.by().label();
      }
    }
    return "";
  }

  private static String icmp(Handshake handshake) {
    if (handshake.icmpErrors().isEmpty() || Mark.of(handshake) == Mark.OK) {
      return "";
    }
    IcmpError error = handshake.icmpErrors().get(0);
    return ", ICMP " + error.text() + " from " + error.from();
  }

  /** {@code 0.081 ms}, {@code 0.3 ms}, {@code 350 ms}, {@code 4.0 s}, {@code 125 s}. */
  public static String duration(Duration duration) {
    long micros = duration.toNanos() / 1000;
    if (micros < 100) {
      return "0.0" + micros / 10 + micros % 10 + " ms";
    }
    if (micros < 10_000) {
      return tenths(micros / 100) + " ms";
    }
    if (micros < 1_000_000) {
      return micros / 1000 + " ms";
    }
    return micros < 100_000_000 ? tenths(micros / 100_000) + " s" : micros / 1_000_000 + " s";
  }

  private static String tenths(long tenths) {
    return tenths / 10 + "." + tenths % 10;
  }

  /** Who ended it, where the outcome knows; for JSON. */
  static Side by(Outcome outcome) {
    if (outcome instanceof Outcome.Quit o) {
      return o.by();
    }
    if (outcome instanceof Outcome.Alerted o) {
      return o.by();
    }
    if (outcome instanceof Outcome.EncryptedAlert o) {
      return o.by();
    }
    if (outcome instanceof Outcome.Reset o) {
      return o.by();
    }
    if (outcome instanceof Outcome.Closed o) {
      return o.by();
    }
    if (outcome instanceof Outcome.QuicClosed o) {
      return o.by();
    }
    if (outcome instanceof Outcome.Refused o) {
      return o.by();
    }
    return outcome instanceof Outcome.GaveUp ? Side.CLIENT : null;
  }
}
