package dev.tlsdiag.check;

import dev.tlsdiag.check.Expectation.Barrier;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Glob;
import dev.tlsdiag.trace.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges what was seen on one path by what is expected of it. */
final class Verdicts {
  private static final List<ProtocolVersion> VERSIONS =
      List.of(
          ProtocolVersion.SSL_3_0,
          ProtocolVersion.TLS_1_0,
          ProtocolVersion.TLS_1_1,
          ProtocolVersion.TLS_1_2,
          ProtocolVersion.TLS_1_3);

  private final Seen seen;
  private final Instant now;

  Verdicts(Seen seen, Instant now) {
    this.seen = seen;
    this.now = now;
  }

  /**
   * The findings on this path.
   *
   * @param expected what is allowed; empty where nothing was said
   * @param agree where agreement is expected: then the first finding is why there is none
   */
  List<CheckItem> findings(Expectation.NoFindingAbove expected, Optional<Expectation.Agree> agree) {
    List<CheckItem> items = new ArrayList<>();
    for (Finding finding : seen.findings()) {
      boolean allowed =
          expected.worst().filter(w -> w.compareTo(finding.severity()) <= 0).isPresent();
      State state = allowed ? State.NOTED : State.FAILED;
      if (!allowed && Seen.isDoubtful(finding)) {
        state = State.UNKNOWN;
      }
      Expectation at =
          agree.isPresent() && finding.severity() == Severity.ERROR ? agree.get() : expected;
      String doubt =
          state == State.UNKNOWN && !finding.notRuledOut().isEmpty()
              ? "; not ruled out: " + finding.notRuledOut().get(0).possibility()
              : "";
      items.add(
          new CheckItem(
              finding.rule(),
              seen.path().name(),
              state,
              finding.severity(),
              finding.headline() + doubt,
              hint(finding),
              at.position().line(),
              at.position().column(),
              Optional.empty()));
    }
    return items;
  }

  private static String hint(Finding finding) {
    return finding.fixes().stream()
        .findFirst()
        .map(fix -> fix.product() + ": " + fix.text())
        .orElse(finding.hint());
  }

  /** Whether the server is reached, where it is to be. Told by a finding where there is one. */
  Optional<CheckItem> reached(Expectation.Reachable expected) {
    if (seen.works()) {
      return Optional.of(item(expected, State.PASSED, seen.outcome(), ""));
    }
    if (seen.explained()) {
      return Optional.empty();
    }
    return Optional.of(
        item(
            expected,
            State.FAILED,
            "is to be reached: " + seen.outcome(),
            "tlsdiag compare and tlsdiag replay show every step"));
  }

  /** Whether the server is not reached, where it must not be. */
  CheckItem barred(Expectation.Reachable expected, Barrier wanted) {
    Closure closure = Closure.of(seen);
    if (closure.kind() == Closure.Kind.CANNOT_TELL) {
      return item(expected, State.UNKNOWN, closure.text(), "");
    }
    boolean right =
        switch (wanted) {
          case ANY ->
              closure.kind() == Closure.Kind.REFUSED || closure.kind() == Closure.Kind.UNANSWERED;
          case REFUSED -> closure.kind() == Closure.Kind.REFUSED;
          case UNANSWERED -> closure.kind() == Closure.Kind.UNANSWERED;
          case CUT -> closure.kind() == Closure.Kind.CUT;
        };
    if (right) {
      return item(expected, State.PASSED, "not reachable, as expected: " + closure.text(), "");
    }
    if (wanted == Barrier.ANY && closure.kind() == Closure.Kind.CUT) {
      String text =
          "TCP connects, and the ClientHello is the end of it (%s): a policy, or a server that"
              + " does not like it";
      return item(
          expected,
          State.UNKNOWN,
          text.formatted(closure.text()),
          "where a policy on names does that, expect it: reachable: cut");
    }
    return closure.kind() == Closure.Kind.OPEN
        ? item(
            expected,
            State.FAILED,
            "must not be reachable, and is: " + closure.text(),
            "a network policy or firewall has to stop it before the server answers")
        : item(
            expected,
            State.FAILED,
            "is to be %s, and is not: %s".formatted(wanted.label(), closure.text()),
            "");
  }

  CheckItem status(Expectation.Status expected) {
    if (seen.status().isEmpty()) {
      return skipped(expected);
    }
    String status = Integer.toString(seen.status().getAsInt());
    boolean fits =
        expected.patterns().stream().anyMatch(p -> status.matches(p.replace("x", "[0-9]")));
    String wanted = String.join(" or ", expected.patterns());
    return fits
        ? item(expected, State.PASSED, "status " + status, "")
        : item(expected, State.FAILED, "status %s, expected %s".formatted(status, wanted), "");
  }

  CheckItem validFor(Expectation.ValidFor expected) {
    Optional<ServerChain> chain = seen.chain();
    if (chain.isEmpty()) {
      return skipped(expected);
    }
    Instant until = chain.get().validUntil();
    Duration left = Duration.between(now, until);
    if (seen.findings().stream().anyMatch(f -> f.rule().equals("certificate-expired"))) {
      return item(expected, State.SKIPPED, "it has expired, which a finding tells", "");
    }
    String text =
        left.isNegative()
            ? "the certificate for %s expired on %s".formatted(chain.get().namesShown(), until)
            : "the certificate for %s is valid for another %s, until %s"
                .formatted(chain.get().namesShown(), span(left), until);
    return left.compareTo(expected.atLeast()) >= 0
        ? item(expected, State.PASSED, text, "")
        : item(
            expected,
            State.FAILED,
            "%s; at least %s is expected".formatted(text, span(expected.atLeast())),
            "renew the certificate, and load it where it is served");
  }

  private static String span(Duration duration) {
    if (duration.toDays() >= 2) {
      return duration.toDays() + " days";
    }
    return duration.toHours() >= 2
        ? duration.toHours() + " hours"
        : duration.toMinutes() + " minutes";
  }

  CheckItem issuer(Expectation.Issuer expected) {
    Optional<ServerChain> chain = seen.chain();
    if (chain.isEmpty()) {
      return skipped(expected);
    }
    String shown = chain.get().issuer();
    String whole = chain.get().leaf().getIssuerX500Principal().getName();
    boolean fits =
        expected.patterns().stream()
            .map(Glob::new)
            .anyMatch(glob -> glob.matches(shown) || glob.matches(whole));
    return fits
        ? item(expected, State.PASSED, "issued by " + shown, "")
        : item(
            expected,
            State.FAILED,
            "issued by '%s', expected '%s'"
                .formatted(shown, String.join("' or '", expected.patterns())),
            "an interceptor issues certificates of its own; compare with the direct path");
  }

  CheckItem names(Expectation.Names expected) {
    Optional<ServerChain> chain = seen.chain();
    if (chain.isEmpty()) {
      return skipped(expected);
    }
    List<String> missing =
        expected.names().stream().filter(name -> !chain.get().covers(name)).toList();
    return missing.isEmpty()
        ? item(expected, State.PASSED, "the certificate is for " + chain.get().namesShown(), "")
        : item(
            expected,
            State.FAILED,
            "the certificate is for %s, not for %s"
                .formatted(chain.get().namesShown(), String.join(", ", missing)),
            "add the name to subjectAltName, or serve another certificate for it");
  }

  CheckItem tlsAtLeast(Expectation.TlsAtLeast expected) {
    Optional<String> agreed = seen.session().flatMap(TlsSession::version);
    Optional<ProtocolVersion> version =
        agreed.flatMap(name -> VERSIONS.stream().filter(v -> v.name().equals(name)).findFirst());
    if (version.isEmpty()) {
      return agreed.isPresent()
          ? item(expected, State.UNKNOWN, "agreed on " + agreed.get(), "")
          : skipped(expected);
    }
    boolean older = expected.version().isNewerThan(version.get());
    return older
        ? item(
            expected,
            State.FAILED,
            "agreed on %s, expected %s or newer"
                .formatted(version.get().name(), expected.version().name()),
            "let the server and everything in between offer it")
        : item(expected, State.PASSED, "agreed on " + version.get().name(), "");
  }

  CheckItem alpn(Expectation.Alpn expected) {
    Optional<TlsSession> session = seen.session();
    if (session.isEmpty() || session.get().version().isEmpty()) {
      return skipped(expected);
    }
    String agreed = session.get().alpn().orElse("none");
    return expected.protocols().contains(agreed)
        ? item(expected, State.PASSED, "ALPN agrees on " + agreed, "")
        : item(
            expected,
            State.FAILED,
            "ALPN agrees on %s, expected %s"
                .formatted(agreed, String.join(" or ", expected.protocols())),
            "");
  }

  private CheckItem skipped(Expectation expected) {
    return item(expected, State.SKIPPED, "nothing to look at: " + seen.outcome(), "");
  }

  private CheckItem item(Expectation expected, State state, String message, String hint) {
    return item(expected, seen.path().name(), state, message, hint);
  }

  static CheckItem item(
      Expectation expected, String path, State state, String message, String hint) {
    return new CheckItem(
        expected.rule(),
        path,
        state,
        Severity.ERROR,
        message,
        hint,
        expected.position().line(),
        expected.position().column(),
        Optional.empty());
  }
}
