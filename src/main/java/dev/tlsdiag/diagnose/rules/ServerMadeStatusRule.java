package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code server-made-status}: the server itself answered with a failure. */
final class ServerMadeStatusRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "server-made-status",
          Severity.ERROR,
          "The server itself, behind all proxies, answered with a failure",
          "the server's own answer is a failure",
          "Look at the server: TLS and the way to it work.",
          List.of(
              new Fix("server", "its own log at that time, by the request id"),
              new Fix("Envoy", "details via_upstream: this proxy only handed it on")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Packets do not show it. */
  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.empty();
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldTlsErrors.serversOwn(INFO, trace, mesh);
  }
}
