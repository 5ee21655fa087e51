package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sni-names-the-proxy}: in a tunnel to one host the ClientHello names another. */
final class SniNamesTheProxyRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-names-the-proxy",
          Severity.ERROR,
          "The ClientHello in a tunnel names the proxy and not the server",
          "the hello in the tunnel names another host",
          "Let the client send the host of the request as SNI, whatever it connects to.",
          List.of(
              new Fix("OpenSSL", "s_client -proxy PROXY -connect HOST:PORT -servername HOST"),
              new Fix(
                  "Java", "SSLSocketFactory.createSocket(socket, host, port, true): the server"),
              new Fix("Go", "tls.Config.ServerName: the host of the request"),
              new Fix("mitmproxy", "reverse mode: keep_host_header, and upgrade"),
              new Fix("client", "upgrade its HTTP library")),
          Optional.of("server_name"),
          RefusedHello.explaining(
              "sni-refused-by-server",
              "sni-no-filter-chain-match",
              "sni-policy-deny",
              "sni-blocklist-reset",
              "default-certificate-served",
              "certificate-wrong-name",
              "untrusted-internal-ca"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelledHello.of(trace)
        .filter(hello -> hello.serverName().isPresent())
        .filter(hello -> !HostName.same(hello.serverName().orElseThrow(), hello.host()))
        .filter(TunnelledHello::suffers)
        .map(hello -> finding(hello, facts));
  }

  private static Finding finding(TunnelledHello hello, Facts facts) {
    String name = hello.serverName().orElseThrow();
    boolean proxys = namesProxy(hello, name, facts);
    Finding finding =
        Finding.of(
            INFO,
            hello.place(),
            Severity.ERROR,
            "the tunnel is for %s and the ClientHello in it names %s%s%s"
                .formatted(hello.host(), name, proxys ? ", the proxy" : "", hello.result()));
    Confidence confidence = proxys ? Confidence.HIGH : hello.beside(facts);
    return confidence == Confidence.HIGH
        ? finding
        : finding
            .with(confidence)
            .notRuledOut(
                "the client may mean another server than the tunnel's, and that one fails",
                "the same request without the proxy, and with the name of the tunnel as SNI");
  }

  /** Whether the name led to the proxy's address. */
  private static boolean namesProxy(TunnelledHello hello, String name, Facts facts) {
    boolean resolved =
        hello.place().hop().steps().stream()
            .filter(Step.Resolve.class::isInstance)
            .map(Step.Resolve.class::cast)
            .anyMatch(resolve -> HostName.same(resolve.name(), name));
    Optional<String> address = hello.place().hop().to().endpoint().map(Endpoint::host);
    return resolved
        || facts.dns().stream()
            .filter(answer -> HostName.same(answer.name(), name))
            .anyMatch(answer -> address.filter(answer.addresses()::contains).isPresent());
  }
}
