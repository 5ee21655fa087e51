package dev.tlsdiag.proxy.core.cilium;

import static dev.tlsdiag.proxy.core.cilium.PolicyTexts.egress;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.LookupPolicy.Lookup;
import dev.tlsdiag.proxy.core.LookupPolicy.Query;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CiliumLookupTest {
  private static final Endpoint CLIENT = new Endpoint("10.0.0.7", 40_000);
  private static final Endpoint SERVER = new Endpoint("127.0.0.1", 5353);

  private static Query query(String name, boolean overTcp) {
    return new Query(CLIENT, SERVER, name, "A", overTcp);
  }

  static Stream<Arguments> policies() {
    String port = "- toPorts: [{ports: [{port: \"53\", protocol: %s}]%s}]";
    String rule = ", rules: {dns: [{matchPattern: \"*.example.test\"}]}";
    return Stream.of(
        arguments("no answer", "- {}", "DROPPED", "CONNECTION DENIED_BY_DEFAULT", false),
        arguments(
            "not over UDP",
            port.formatted("TCP", rule),
            "DROPPED",
            "CONNECTION DENIED_BY_DEFAULT",
            false),
        arguments(
            "allowed and learned",
            port.formatted("ANY", rule),
            "FORWARDED",
            "CONNECTION REDIRECTED, REQUEST ALLOWED, RESPONSE ALLOWED",
            true),
        arguments(
            "allowed, nobody learns",
            port.formatted("ANY", ""),
            "FORWARDED",
            "CONNECTION ALLOWED",
            false),
        arguments(
            "refused",
            port.formatted("UDP", rule.replace("*.example", "*.other")),
            "REFUSED",
            "CONNECTION REDIRECTED, REQUEST DENIED_LOOKUP",
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void decides(String name, String item, String fate, String told, boolean learned) {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", item), false);
    Lookup lookup = scene.policy.onQuery(query("api.example.test.", false));
    assertEquals(fate, lookup.fate().name());
    lookup.onAnswer(
        new LookupAnswer(0, List.of("192.0.2.1"), Duration.ofSeconds(30), List.of(), List.of("A")));
    assertEquals(told, String.join(", ", scene.told()));
    assertEquals(
        learned ? List.of("api.example.test") : List.of(),
        scene.names.names("default/web-0", "192.0.2.1", PolicyTexts.NOW));
  }
}
