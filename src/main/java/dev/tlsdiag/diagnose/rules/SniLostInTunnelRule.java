package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sni-lost-in-tunnel}: in a tunnel the client's ClientHello has no name. */
final class SniLostInTunnelRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-lost-in-tunnel",
          Severity.ERROR,
          "The ClientHello in a tunnel has no server_name",
          "the hello in the tunnel has no server_name",
          "Let the client send the host of the request as SNI through proxies too.",
          List.of(
              new Fix("Java", "SSLParameters.setServerNames; createSocket with the host's name"),
              new Fix("OpenSSL", "s_client -servername HOST; SSL_set_tlsext_host_name"),
              new Fix("Node", "servername in the options of tls.connect over the proxy's socket"),
              new Fix("Python", "server_hostname= in wrap_socket"),
              new Fix("client", "upgrade its HTTP library")),
          Optional.of("server_name"),
          RefusedHello.explaining(
              "java-omits-sni",
              "sni-required-by-server",
              "sni-missing-no-filter-chain",
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
        .filter(
            hello -> !hello.place().hello().orElseThrow().hasExtension(ExtensionType.SERVER_NAME))
        .filter(TunnelledHello::suffers)
        .map(hello -> finding(hello, facts));
  }

  private static Finding finding(TunnelledHello hello, Facts facts) {
    Finding finding =
        Finding.of(
            INFO,
            hello.place(),
            Severity.ERROR,
            "the tunnel is for %s and the ClientHello in it has no server_name%s"
                .formatted(hello.host(), hello.result()));
    Confidence confidence = hello.beside(facts);
    return confidence == Confidence.HIGH
        ? finding
        : finding
            .with(confidence)
            .notRuledOut(
                "the server may refuse every hello",
                "openssl s_client -proxy PROXY -connect HOST:PORT -servername HOST");
  }
}
