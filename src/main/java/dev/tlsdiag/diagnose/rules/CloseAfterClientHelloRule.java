package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.HopTrace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code close-after-client-hello}: the first answer to the ClientHello is the end of the
 * connection.
 */
final class CloseAfterClientHelloRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "close-after-client-hello",
          Severity.ERROR,
          "The first answer to a ClientHello is that the connection is closed",
          "the server closes",
          "Vary the name first, then the size of the hello, to see what the server goes by.",
          List.of(
              new Fix(
                  "Cilium", "terminatingTLS for the name: without a TLS context the proxy closes"),
              new Fix(
                  "HAProxy",
                  "tcp-request content accept if { req.ssl_hello_type 1 } beside inspect-delay"),
              new Fix("Envoy", "a filter chain whose server_names match the name")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.way() == RefusedHello.Way.CLOSED)
        .map(
            refused ->
                Doubts.ofName(
                    refused,
                    Finding.of(
                            INFO,
                            refused.place(),
                            Severity.ERROR,
                            "closed %s after the ClientHello, without a byte of TLS"
                                .formatted(
                                    Durations.text(
                                        Duration.ofNanos(refused.handshake().answer().nanos()))))
                        .with(Confidence.LOW)));
  }
}
