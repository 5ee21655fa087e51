package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code connect-407-auth}: a forward proxy wants credentials, and gets none that it takes. */
final class Connect407AuthRule implements Rule {
  private static final Fix CURL =
      new Fix("curl", "--proxy-user USER:PASSWORD, or --proxy-negotiate -U :");
  private static final Fix VARIABLE =
      new Fix("environment", "HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT");
  private static final Fix JAVA =
      new Fix(
          "Java",
          "-Djdk.http.auth.tunneling.disabledSchemes=\"\" as an argument of the JVM: Basic");
  private static final Fix NO_PROXY =
      new Fix("NO_PROXY", "the host itself, for hosts that need no proxy");

  private static final RuleInfo INFO =
      new RuleInfo(
          "connect-407-auth",
          Severity.ERROR,
          "A forward proxy wants credentials and gets none that it takes",
          "the proxy wants credentials",
          "Give the client credentials for the proxy, in a scheme that both of them use.",
          List.of(CURL, VARIABLE, JAVA, NO_PROXY),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelCase.of(trace)
        .filter(refused -> refused.status() == 407)
        .map(Connect407AuthRule::finding);
  }

  private static Finding finding(TunnelCase refused) {
    String scheme =
        refused.header("Proxy-Authenticate").map(value -> value.split("[ ,]", 2)[0]).orElse("");
    String wanted = scheme.isEmpty() ? "credentials" : scheme + " credentials";
    if (refused.withCredentials()) {
      return Finding.of(
              INFO,
              refused.place(),
              Severity.ERROR,
              "%s does not take the credentials that the client shows: %s"
                  .formatted(refused.who(), refused.problem()))
          .withFixes(List.of(CURL, VARIABLE, NO_PROXY));
    }
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "%s wants %s and the client shows none: %s"
                .formatted(refused.who(), wanted, refused.problem()));
    return refused.place().live()
        ? finding
        : finding
            .withFixes(List.of(JAVA, CURL, VARIABLE, NO_PROXY))
            .notRuledOut(
                "the client may have credentials and refuse the scheme (Java: Basic is off for"
                    + " tunnels)",
                "a second CONNECT with Proxy-Authorization on another connection; plain HTTP"
                    + " through the same proxy works");
  }
}
