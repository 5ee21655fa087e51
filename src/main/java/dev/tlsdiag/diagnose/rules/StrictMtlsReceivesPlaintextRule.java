package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code strict-mtls-receives-plaintext}: a port that takes TLS alone gets plain HTTP. */
final class StrictMtlsReceivesPlaintextRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "strict-mtls-receives-plaintext",
          Severity.ERROR,
          "A port that takes mutual TLS alone gets plain HTTP",
          "the port takes TLS and gets plain HTTP",
          "Let who sends the request speak the mesh's TLS, or the port take plain HTTP too.",
          List.of(
              new Fix("Istio", "PeerAuthentication mtls.mode: PERMISSIVE, or portLevelMtls"),
              new Fix("Istio", "DestinationRule trafficPolicy.tls.mode: ISTIO_MUTUAL, or no tls"),
              new Fix("Istio", "a sidecar for the client: istio-injection=enabled"),
              new Fix("Istio", "the Host of a service of the mesh: passthrough is plain")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.strict(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.of(trace, facts)
        .filter(response -> response.place().hop().tls().isEmpty())
        .filter(response -> response.exchange().status().isEmpty())
        .filter(response -> response.exchange().endedBy().filter(Side.SERVER::equals).isPresent())
        .filter(response -> response.exchange().protocol().startsWith("http/1"))
        .map(response -> finding(response, facts));
  }

  private static Finding finding(ResponseCase response, Facts facts) {
    Optional<Handshake> spoken =
        facts.seen().stream()
            .filter(
                other ->
                    response
                        .place()
                        .hop()
                        .to()
                        .endpoint()
                        .filter(other.server()::equals)
                        .isPresent())
            .filter(other -> other.serverHello().isPresent())
            .findFirst();
    String message =
        "%s gets plain HTTP and ends the connection without a word"
            .formatted(response.place().server());
    if (spoken.isEmpty()) {
      return Finding.of(INFO, response.place(), Severity.ERROR, message)
          .with(Confidence.LOW)
          .notRuledOut(
              "the server may end every request so, or this one",
              "openssl s_client -connect %s".formatted(response.place().server()));
    }
    boolean mutual = spoken.get().certificateRequested();
    return Finding.of(
        INFO,
        response.place(),
        Severity.ERROR,
        message
            + ", and a ClientHello is answered there"
            + (mutual ? ", with a request for a client certificate" : ""));
  }
}
