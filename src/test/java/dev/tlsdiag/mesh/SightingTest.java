package dev.tlsdiag.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SightingTest {
  private static Sighting sighting(
      String what, Endpoint server, Map<Attribute, String> attributes) {
    return new Sighting(
        SourceKind.ENVOY_ACCESS_LOG,
        Sighting.Event.REQUEST,
        Sighting.Leg.WHOLE,
        Optional.empty(),
        Optional.empty(),
        Optional.of(server),
        attributes,
        what,
        new Evidence.LogLine("a.log", 1));
  }

  @Test
  void secretsInUrlsAreTakenOutWhateverTheReader() {
    Sighting sighting =
        sighting(
            "GET https://u:hush@h/?token=hush",
            new Endpoint("10.0.0.1", 443),
            Map.of(Attribute.PATH, "/?sig=hush", Attribute.MESSAGE, "at /?password=hush"));
    assertEquals("GET https://[redacted]@h/?token=[redacted]", sighting.what());
    assertEquals(Optional.of("/?sig=[redacted]"), sighting.attribute(Attribute.PATH));
    assertEquals(Optional.of("at /?password=[redacted]"), sighting.attribute(Attribute.MESSAGE));
  }

  /** Commands to paste are made of addresses. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "fe80::1%eth0, true",
    "a-b.example_1, true",
    "a;id, false",
    "$(id), false",
    "a b, false",
    "-x, false",
    "'a''b', false",
    "a\u001b[1m, false"
  })
  void addressesThatAShellWouldRunAreNone(String host, boolean isServer) {
    assertEquals(isServer, sighting("", new Endpoint(host, 1), Map.of()).server().isPresent());
  }
}
