package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ech-and-grease}: the failing hello has encrypted_client_hello: the name seen may not be
 * the one that was asked for.
 */
final class EchRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "ech-and-grease",
          Severity.ERROR,
          "A failing ClientHello has encrypted_client_hello",
          "the name seen may be an outer one",
          "Try without ECH to see whether a filter goes by the outer name, or by the larger hello.",
          List.of(
              new Fix("Firefox", "network.dns.echconfig.enabled false, as a test"),
              new Fix("Chrome", "the policy EncryptedClientHelloEnabled false, as a test"),
              new Fix(
                  "proxies",
                  "one that ends TLS has to make a hello of its own, without this extension")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.last().outcome().failed() && !RefusedHello.taken(place.last()))
        .filter(
            place ->
                place
                    .hello()
                    .filter(hello -> hello.hasExtension(ExtensionType.ENCRYPTED_CLIENT_HELLO))
                    .isPresent())
        .map(
            place ->
                Finding.of(
                    INFO,
                    place,
                    Severity.NOTE,
                    "the hello has encrypted_client_hello: %s may be an outer name, and the hello is"
                            .formatted(place.last().serverName().orElse("the name"))
                        + " larger by it"));
  }
}
