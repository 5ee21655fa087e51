package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.SentHello;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code alpn-mismatch-with-upstream}: a gateway hands the frames of one protocol to a server that
 * speaks another.
 */
final class AlpnMismatchWithUpstreamRule implements Rule {
  private static final String HTTP_2 = "h2";

  /** Of AWS load balancers: the versions of both sides do not go together. */
  private static final int INCOMPATIBLE_VERSIONS = 464;

  private static final RuleInfo INFO =
      new RuleInfo(
          "alpn-mismatch-with-upstream",
          Severity.ERROR,
          "A gateway agrees on one protocol with its client and on another with its server",
          "the two hops speak different protocols",
          "Let the gateway agree with both sides on the same protocol, or translate.",
          List.of(
              new Fix(
                  "Cilium", "the same protocol in the Gateway's listener and the backend's port"),
              new Fix("Kubernetes", "appProtocol: kubernetes.io/h2c, or https with h2"),
              new Fix("Envoy", "use_downstream_protocol_config, or auto_config"),
              new Fix("AWS", "ProtocolVersion of the target group: HTTP1, HTTP2, GRPC")),
          Optional.of("alpn"),
          Set.of("proxy-made-status", "http-parse-error-after-good-tls"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts).flatMap(response -> finding(response).stream());
  }

  private static Optional<Finding> finding(ResponseCase response) {
    if (response.status() == INCOMPATIBLE_VERSIONS) {
      return Optional.of(
          Finding.of(
                  INFO,
                  response.place(),
                  Severity.ERROR,
                  "the load balancer answers 464: the client speaks %s and its servers do not"
                      .formatted(response.exchange().protocol()))
              .with(Confidence.MEDIUM)
              .notRuledOut("another use of 464", "the same request with curl --http1.1"));
    }
    List<Hop> hops = response.place().trace().hops();
    boolean protocolError = response.because(ProxyReply.Cause.PROTOCOL);
    if (!protocolError || hops.size() <= response.place().number()) {
      return Optional.empty();
    }
    Hop upstream = hops.get(response.place().number());
    boolean client2 = response.exchange().protocol().equals(HTTP_2);
    return upstreamSpeaks2(upstream)
        .filter(speaks2 -> speaks2 != client2)
        .map(
            speaks2 ->
                Finding.of(
                        INFO,
                        response.place(),
                        Severity.ERROR,
                        "the client agreed on %s and the proxy on %s with its server: %s"
                            .formatted(
                                client2 ? HTTP_2 : "http/1.1",
                                speaks2 ? HTTP_2 : "no h2",
                                response.reply().orElseThrow().quote()))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "a response that breaks the rules of HTTP by itself",
                        "the same request with curl --http1.1"));
  }

  /** Whether the hop agreed on HTTP/2; empty where it was not seen. */
  private static Optional<Boolean> upstreamSpeaks2(Hop hop) {
    Optional<Boolean> agreed =
        hop.tls()
            .flatMap(tls -> tls.session())
            .map(session -> session.alpn().filter(HTTP_2::equals).isPresent());
    Optional<ClientHello> hello =
        hop.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
    return agreed.or(
        () -> hello.map(h -> h.alpnProtocols().contains(HTTP_2)).filter(offered -> !offered));
  }
}
