package dev.tlsdiag.report;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;

/**
 * {@link OutcomeText} with what a list has room for: remarks, and what a peer sent, escaped. ASCII.
 */
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
      return established(established) + (established.applicationData() ? "" : ", no data seen");
    }
    String words = OutcomeText.of(outcome);
    if (outcome instanceof Outcome.Quit quit) {
      return quit.alert() ? words + " (encrypted alert, inferred)" : words;
    }
    if (outcome instanceof Outcome.EncryptedAlert) {
      return words + " (inferred)";
    }
    if (outcome instanceof Outcome.Silence silence) {
      return words + acknowledged(handshake.transport(), silence.acknowledged());
    }
    if (outcome instanceof Outcome.GaveUp gaveUp) {
      return words + acknowledged(handshake.transport(), gaveUp.acknowledged());
    }
    if (outcome instanceof Outcome.Plaintext plaintext) {
      return words + ": " + plaintext(plaintext.firstBytes());
    }
    if (outcome instanceof Outcome.QuicClosed closed && !closed.reason().isEmpty()) {
      return words + ": " + Printable.escape(closed.reason());
    }
    return words;
  }

  /** Beside the sign for it, so in one word. */
  private static String established(Outcome.Established established) {
    return established.resumed() ? "ok, resumed" : "ok";
  }

  /** The same for a narrow column: what can be looked up with {@code --show} is left away. */
  static String brief(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    if (outcome instanceof Outcome.Established established) {
      return established(established)
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
        return ", warning "
            + alert.description().code()
            + " "
            + alert.description().name()
            + " by "
            + alert.by().label();
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
