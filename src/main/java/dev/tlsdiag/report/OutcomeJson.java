package dev.tlsdiag.report;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;

/**
 * An {@link Outcome} as a JSON object: {@code kind}, {@code by} where it is known, its own members.
 */
public final class OutcomeJson {
  private OutcomeJson() {}

  /** The member {@code outcome}. */
  public static void write(Outcome outcome, JsonText json) {
    json.key("outcome").open('{');
    json.key("kind").token(outcome.kind());
    json.key("result").token(Mark.of(outcome).label());
    Side by = OutcomeWords.by(outcome);
    if (by != null) {
      json.key("by").token(by.label());
    }
    members(outcome, json);
    json.close('}');
  }

  private static void members(Outcome outcome, JsonText json) {
    if (outcome instanceof Outcome.Established o) {
      json.key("resumed").bool(o.resumed()).key("applicationData").bool(o.applicationData());
    } else if (outcome instanceof Outcome.Quit o) {
      json.key("resumed").bool(o.resumed());
      if (o.alert()) {
        json.key("encryptedAlert").bool(true).key("inferred").bool(true);
      }
    } else if (outcome instanceof Outcome.Alerted o) {
      alert(o.level(), o.description(), json);
    } else if (outcome instanceof Outcome.EncryptedAlert) {
      json.key("inferred").bool(true);
    } else if (outcome instanceof Outcome.Silence o) {
      json.key("afterMs").millis(o.after().toNanos()).key("acknowledged").bool(o.acknowledged());
    } else if (outcome instanceof Outcome.GaveUp o) {
      json.key("afterMs").millis(o.after().toNanos()).key("acknowledged").bool(o.acknowledged());
    } else if (outcome instanceof Outcome.Plaintext o) {
      json.key("firstBytes").string(o.firstBytes().latin1());
    } else if (outcome instanceof Outcome.Cut o) {
      json.key("missingBytes").number(o.missingBytes());
    } else if (outcome instanceof Outcome.OneSided o) {
      json.key("seen").token(o.seen().label());
    } else if (outcome instanceof Outcome.Retried o) {
      json.key("reason").token(o.by().label());
    } else if (outcome instanceof Outcome.QuicClosed o) {
      json.key("errorCode").number(o.errorCode()).key("reason").string(o.reason());
    } else if (outcome instanceof Outcome.SynUnanswered o) {
      json.key("attempts").number(o.attempts());
    }
  }

  /** The member {@code alerts}. */
  public static void alerts(Handshake handshake, JsonText json) {
    json.key("alerts").open('[');
    for (SeenAlert alert : handshake.alerts()) {
      json.open('{').key("by").token(alert.by().label());
      alert(alert.level(), alert.description(), json);
      json.key("frame").number(alert.frame()).close('}');
    }
    json.close(']');
  }

  private static void alert(int level, AlertDescription description, JsonText json) {
    json.key("description").token(description.name());
    json.key("code").number(description.code()).key("level").number(level);
  }
}
