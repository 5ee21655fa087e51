package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.NamedGroup;
import java.util.Arrays;
import java.util.List;

/**
 * Scenarios of servers and boxes that die of something in a ClientHello that no standard forbids.
 */
final class IntolerantScenarios {
  /** What a comparison can tell: the server ended it, and that it may be for many reasons. */
  private static final Expectation UNKNOWN =
      new Expectation(Expectation.CANNOT_TELL, Expectation.CANNOT_TELL, List.of());

  private static final int SMALLEST = 128;
  private static final int LARGEST = 255;

  static final List<Scenario> ALL =
      List.of(
          new IntolerantScenario(
              "intolerant-extension",
              "dies of one extension that it does not know",
              (hello, arrival) -> hello.hasExtension(ExtensionType.RENEGOTIATION_INFO),
              UNKNOWN),
          new IntolerantScenario(
              "intolerant-size",
              "silent to a ClientHello of 128 to 255 bytes",
              "envoy",
              "app.example.test",
              (hello, arrival) ->
                  arrival.messageBytes() >= SMALLEST && arrival.messageBytes() <= LARGEST,
              new Reaction.StaySilent(),
              tls -> tls.with(new SniPolicy.Auto()),
              UNKNOWN),
          new IntolerantScenario(
              "intolerant-order",
              "dies of key_share before supported_versions",
              (hello, arrival) ->
                  before(hello, ExtensionType.KEY_SHARE, ExtensionType.SUPPORTED_VERSIONS),
              UNKNOWN),
          new IntolerantScenario(
              "intolerant-second-group",
              "dies where x25519 is the second group",
              (hello, arrival) -> hello.groups().indexOf(NamedGroup.X25519) == 1,
              UNKNOWN),
          new IntolerantScenario(
              "intolerant-pair",
              "dies of two things, each of which it can stand alone",
              (hello, arrival) ->
                  hello.hasExtension(ExtensionType.RENEGOTIATION_INFO)
                      && !hello.hasExtension(ExtensionType.SIGNATURE_ALGORITHMS_CERT),
              UNKNOWN));

  private IntolerantScenarios() {}

  private static boolean before(ClientHello hello, int first, int second) {
    List<Integer> types = Arrays.stream(hello.extensionTypes()).boxed().toList();
    int at = types.indexOf(first);
    return at >= 0 && at < types.indexOf(second);
  }
}
