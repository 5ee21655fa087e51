package dev.tlsdiag.recall;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeKinds;
import dev.tlsdiag.trace.Side;

/** Reads outcomes as {@code OutcomeJson} writes them. */
final class OutcomeReader {
  private static final String[] KINDS = OutcomeKinds.ALL.toArray(String[]::new);

  private OutcomeReader() {}

  static Outcome outcome(Fields fields) throws NoResultException {
    fields.known("result", "by", "inferred");
    String kind = fields.one("kind", KINDS, each -> each);
    return switch (kind) {
      case "established" ->
          new Outcome.Established(fields.flag("resumed"), fields.flag("applicationData"));
      case "quit" ->
          new Outcome.Quit(by(fields), fields.flag("resumed"), fields.flagIfAny("encryptedAlert"));
      case "alert" -> alerted(fields.known("description"));
      case "encrypted-alert" -> new Outcome.EncryptedAlert(by(fields));
      case "reset" -> new Outcome.Reset(by(fields));
      case "closed" -> new Outcome.Closed(by(fields));
      case "silence" ->
          new Outcome.Silence(fields.duration("afterMs"), fields.flag("acknowledged"));
      case "client-gave-up" ->
          new Outcome.GaveUp(fields.duration("afterMs"), fields.flag("acknowledged"));
      case "plaintext" -> new Outcome.Plaintext(fields.latin1("firstBytes"));
      case "cut" -> new Outcome.Cut(fields.number("missingBytes", 0, Long.MAX_VALUE));
      case "one-sided" -> new Outcome.OneSided(fields.one("seen", Side.values(), Side::label));
      case "unfinished" -> new Outcome.Unfinished();
      case "retried" ->
          new Outcome.Retried(
              fields.one("reason", Outcome.Retried.By.values(), Outcome.Retried.By::label));
      case "quic-close" ->
          new Outcome.QuicClosed(
              by(fields), fields.number("errorCode", 0, Long.MAX_VALUE), fields.text("reason"));
      case "syn-unanswered" -> new Outcome.SynUnanswered(fields.number("attempts", 0));
      case "refused" -> new Outcome.Refused(by(fields));
      default -> throw fields.problem("is an outcome that is not known: " + kind);
    };
  }

  private static Outcome alerted(Fields fields) throws NoResultException {
    return new Outcome.Alerted(
        by(fields),
        (int) fields.number("level", 0, 255),
        AlertDescription.of((int) fields.number("code", 0, 255)));
  }

  private static Side by(Fields fields) throws NoResultException {
    return fields.one("by", Side.values(), Side::label);
  }
}
