package dev.tlsdiag.report;

import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.x509.ChainProblem;
import java.util.Optional;

/** How a hop of a live run failed, in a few words; peer text in them is escaped. */
public final class HopWords {
  private static final int LONGEST = 160;

  private HopWords() {}

  /** Step and reason: {@code tls: no answer in 4.0 s}; empty where nothing failed. */
  public static String failure(Hop hop) {
    return hop.failedStep().map(step -> step.kind().label() + ": " + reason(step)).orElse("");
  }

  /** Why a step failed. */
  public static String reason(Step step) {
    String words = step instanceof Step.Told told ? told.what() : ofBytes(step);
    return Printable.cut(Printable.escape(words), LONGEST, "...");
  }

  private static String ofBytes(Step step) {
    return switch (step.kind()) {
      case RESOLVE -> ((Step.Resolve) step).problem().orElse("");
      case CONNECT -> ((Step.Connect) step).outcome().map(OutcomeText::of).orElse("");
      case TUNNEL -> ((Step.Tunnel) step).problem().orElse("");
      case TLS -> tls((Step.Tls) step);
      case POLICY -> ""; // told only
      case HTTP -> ((Step.Http) step).exchange().problem().orElse("");
    };
  }

  /** With how long it took, where that is known and the words do not say so. */
  public static String reasonAndTime(Step step) {
    String reason = reason(step);
    boolean told = reason.contains(" in ") || reason.contains(" after ");
    String after = step.duration().map(time -> " after " + Durations.text(time)).orElse("");
    return told ? reason : reason + after;
  }

  /** A certificate that was not accepted is the reason, whatever the packets show. */
  private static String tls(Step.Tls tls) {
    Optional<ChainProblem> problem =
        tls.session()
            .flatMap(TlsSession::verification)
            .filter(verification -> verification.enforced())
            .flatMap(verification -> verification.problem());
    return problem
        .map(found -> "certificate " + found.kind().label() + ": " + found.message())
        .orElseGet(() -> OutcomeText.of(tls));
  }
}
