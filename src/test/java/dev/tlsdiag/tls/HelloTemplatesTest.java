package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded hellos keep what their clients are known by. */
class HelloTemplatesTest {
  static Stream<HelloTemplate> all() {
    return HelloTemplates.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasTheFingerprintOfTheOriginal(HelloTemplate template) throws Exception {
    assertEquals(template.ja4(), Ja4.of(template.hello(), 't'), template.name());
    Bytes written = HelloWriter.message(template.hello());
    assertEquals(
        template.hello(), ClientHello.parse(written.slice(4, written.length() - 4)), "written");
    assertFalse(template.hello().offersPsk(), "a binder would be wrong for any other hello");
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsItWithAnotherNameAndOtherGrease(HelloTemplate template) {
    ClientHello other = template.to(Optional.of("other.example.test"), Optional.empty());
    assertEquals(template.ja4(), Ja4.of(other, 't'));
    boolean named = template.hello().serverName().isPresent();
    assertEquals(
        named ? Optional.of("other.example.test") : Optional.empty(),
        other.serverName(),
        template.name());
    ClientHello fresh = HelloTemplate.regreased(other, 5);
    assertEquals(template.ja4(), Ja4.of(fresh, 't'));
    assertEquals(HelloWriter.message(other).length(), HelloWriter.message(fresh).length());
    assertEquals(other, HelloTemplate.regreased(fresh, 11), "16 values go round");
    boolean grease = other.cipherSuites().stream().anyMatch(CipherSuite::isGrease);
    assertEquals(!grease, other.equals(fresh), template.name());
  }

  @Test
  void keepsGroupsAndSharesTogether() {
    ClientHello chrome = HelloTemplates.named("chrome-125").orElseThrow().hello();
    ClientHello fresh = HelloTemplate.regreased(chrome, 3);
    assertNotEquals(chrome.groups().get(0), fresh.groups().get(0));
    assertEquals(fresh.groups().get(0), fresh.keyShares().get(0).group());
    assertTrue(fresh.supportedVersions().get(0).isGrease());
  }

  @Test
  void replacesTheProtocols() {
    HelloTemplate curl = HelloTemplates.named("curl-openssl-3.0").orElseThrow();
    Optional<String> name = Optional.of("a.example.test");
    assertEquals(List.of("h3"), curl.to(name, Optional.of(List.of("h3"))).alpnProtocols());
    assertFalse(
        curl.to(name, Optional.of(List.of()))
            .hasExtension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION));
    assertTrue(curl.to(Optional.empty(), Optional.empty()).serverName().isEmpty());
  }

  @Test
  void areKnownByDifferentNames() {
    List<String> names = all().map(HelloTemplate::name).toList();
    assertEquals(names.stream().sorted().distinct().toList(), names);
    assertTrue(names.size() >= 25, names.toString());
    assertEquals(Optional.empty(), HelloTemplates.named("netscape"));
  }
}
