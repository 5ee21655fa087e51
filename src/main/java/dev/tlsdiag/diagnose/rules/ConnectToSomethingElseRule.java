package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
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

/**
 * {@code connect-to-something-that-is-not-a-forward-proxy}: what is asked for a tunnel makes none
 * for anybody.
 */
final class ConnectToSomethingElseRule implements Rule {
  /** What servers answer that know no CONNECT. */
  private static final Set<Integer> NOT_FOR_ANYBODY = Set.of(400, 404, 405, 411, 426, 501);

  /** A forward proxy may answer these too, about one request. */
  private static final Set<Integer> VAGUE = Set.of(400, 404);

  private static final Set<String> FORWARD_PROXIES =
      Set.of(
          "Squid", "Apache Traffic Server", "Websense Content Gateway", "Blue Coat", "mitmproxy");

  private static final RuleInfo INFO =
      new RuleInfo(
          "connect-to-something-that-is-not-a-forward-proxy",
          Severity.ERROR,
          "What is asked for a tunnel is no forward proxy",
          "it is no forward proxy",
          "Name a forward proxy to the client, or none.",
          List.of(
              new Fix(
                  "client", "the address of a forward proxy, in -x or HTTPS_PROXY; this is none"),
              new Fix(
                  "tlsdiag", "compare --via HOST:PORT, where this is the server's reverse proxy"),
              new Fix("nginx", "ngx_http_proxy_connect_module: nginx itself makes no tunnels"),
              new Fix("Apache", "ProxyRequests On and mod_proxy_connect, for a forward proxy"),
              new Fix("NO_PROXY", "the host itself, for hosts that need no proxy")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelCase.of(trace)
        .filter(refused -> !refused.byEnvoy())
        .filter(refused -> refused.product().filter(FORWARD_PROXIES::contains).isEmpty())
        .flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(TunnelCase refused) {
    if (refused.answeredInTls()) {
      return Optional.of(
          of(refused, "the answer to CONNECT%s is a record of TLS: this port wants a ClientHello")
              .withFixes(
                  List.of(
                      new Fix("client", "https://HOST:PORT as the proxy's URL, if it is one"),
                      INFO.fixes().get(0),
                      INFO.fixes().get(1))));
    }
    int status = refused.status();
    if (NOT_FOR_ANYBODY.contains(status)) {
      String product = refused.product().map(p -> " (" + p + ")").orElse("");
      Finding finding =
          of(
              refused,
              "CONNECT%s is answered "
                  + escaped(refused.problem())
                  + ": this is a web server"
                  + product
                  + " and no forward proxy");
      return Optional.of(
          VAGUE.contains(status) && refused.product().isEmpty()
              ? finding
                  .with(Confidence.MEDIUM)
                  .notRuledOut(
                      "a forward proxy that does not like this one request",
                      "CONNECT to another host; GET / of the same address, without a proxy")
              : finding);
    }
    boolean hungUp = status == 0 && refused.unanswered() && refused.problem().startsWith("closed");
    if (hungUp) {
      return Optional.of(
          of(refused, "CONNECT%s is not answered, the connection is closed")
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "a port that speaks TLS, or a proxy that fails",
                  "a ClientHello to the same address; its log"));
    }
    boolean notHttp = status == 0 && !refused.unanswered() && !refused.answer().startsWith("HTTP/");
    return notHttp
        ? Optional.of(of(refused, "the answer to CONNECT%s is not HTTP"))
        : Optional.empty();
  }

  /** The peer's words may hold what a format takes for its own. */
  private static String escaped(String words) {
    return words.replace("%", "%%");
  }

  private static Finding of(TunnelCase refused, String message) {
    return Finding.of(INFO, refused.place(), Severity.ERROR, message.formatted(refused.toTarget()));
  }
}
