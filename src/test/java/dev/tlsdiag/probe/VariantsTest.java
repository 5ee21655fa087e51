package dev.tlsdiag.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.wire.Bytes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VariantsTest {
  private static final Probe BASE = new Probe("base", BaseHello.of("app.example.test"));

  private static Map<String, Variant> of(Probe base, String host) {
    return Variants.of(base, host, "192.0.2.7", EnumSet.allOf(Axis.class)).stream()
        .collect(Collectors.toMap(v -> v.axis().label() + " " + v.name(), Function.identity()));
  }

  private static final Map<String, Variant> ALL = of(BASE, "app.example.test");

  private static ClientHello hello(String variant) {
    return ALL.get(variant).probe().hello();
  }

  @Test
  void namesAreSpelledAsTheVariantSays() {
    assertEquals(Optional.empty(), hello("sni none").serverName());
    assertEquals(Optional.of("other-name.invalid"), hello("sni other").serverName());
    assertEquals(Optional.of("APP.EXAMPLE.TEST"), hello("sni upper case").serverName());
    assertEquals(Optional.of("app.example.test."), hello("sni trailing dot").serverName());
    assertEquals(Optional.of("192.0.2.7"), hello("sni IP address").serverName());
  }

  @Test
  void aNameIsChangedInItsPlace() {
    assertEquals(
        Arrays.toString(BASE.hello().extensionTypes()),
        Arrays.toString(hello("sni other").extensionTypes()));
  }

  @Test
  void sizesAreWhatTheirNamesSay() {
    assertEquals(520, HelloWriter.message(hello("size 520 bytes")).length());
    assertEquals(2000, HelloWriter.message(hello("size 2000 bytes")).length());
    assertTrue(HelloWriter.message(hello("size small")).length() < 256);
  }

  @Test
  void aPostQuantumShareHasItsLength() {
    List<KeyShareEntry> shares = hello("groups with X25519MLKEM768").keyShares();
    assertEquals(
        List.of(
            new KeyShareEntry(NamedGroup.X25519MLKEM768, 1216),
            new KeyShareEntry(NamedGroup.X25519, 32)),
        shares);
  }

  @Test
  void aClientWithAPostQuantumShareIsTriedWithout() {
    ClientHello newest =
        HelloTemplates.all().stream()
            .map(each -> each.hello())
            .filter(h -> h.groups().contains(NamedGroup.X25519MLKEM768))
            .filter(h -> h.keyShares().size() > 1)
            .findFirst()
            .orElseThrow();
    ClientHello without =
        of(new Probe("base", newest), "app.example.test")
            .get("groups without post-quantum")
            .probe()
            .hello();
    assertFalse(without.groups().contains(NamedGroup.X25519MLKEM768));
    assertTrue(without.keyShares().stream().anyMatch(s -> s.group().equals(NamedGroup.X25519)));
  }

  @Test
  void everyKnownClientCanBeVariedAndWritten() {
    HelloTemplates.all()
        .forEach(
            template ->
                of(new Probe("base", template.hello()), "app.example.test")
                    .values()
                    .forEach(v -> assertFalse(HelloWriter.message(v.probe().hello()).isEmpty())));
  }

  @Test
  void versionsAreAloneInTheirHello() {
    ClientHello old = hello("versions TLS 1.2 only");
    assertEquals(ProtocolVersion.TLS_1_2, old.maxVersion(false));
    assertFalse(old.hasExtension(ExtensionType.KEY_SHARE));
    assertTrue(old.cipherSuites().stream().noneMatch(suite -> suite.code() >> 8 == 0x13));
    assertEquals(
        List.of(ProtocolVersion.TLS_1_3), hello("versions TLS 1.3 only").supportedVersions());
    assertEquals(ProtocolVersion.TLS_1_1, hello("versions TLS 1.1 and 1.0").maxVersion(false));
  }

  @Test
  void onlyTheAxesAskedFor() {
    List<Variant> some =
        Variants.of(BASE, "app.example.test", "192.0.2.7", Set.of(Axis.SNI, Axis.ALPN));
    assertEquals(
        Set.of(Axis.SNI, Axis.ALPN), some.stream().map(Variant::axis).collect(Collectors.toSet()));
  }

  @Test
  void anAddressHasNoSpellings() {
    Map<String, Variant> all = of(new Probe("base", BaseHello.of("192.0.2.7")), "192.0.2.7");
    assertEquals(
        Set.of("sni other", "sni IP address"),
        all.keySet().stream().filter(name -> name.startsWith("sni")).collect(Collectors.toSet()));
  }

  @Test
  void labelsAreUnique() {
    List<String> labels = ALL.values().stream().map(v -> v.probe().label()).toList();
    assertEquals(labels.size(), Set.copyOf(labels).size());
  }

  @Test
  void aMessageIsCutAndJoinedWithoutLoss() {
    Bytes message = HelloWriter.message(BASE.hello());
    int total = message.length() + 5;
    for (Framing framing : List.of(Framing.ONE, Framing.TWO_WITH_PAUSE, Framing.byteByByte(10))) {
      assertEquals(total, framing.writes(message).stream().mapToInt(Bytes::length).sum());
    }
    assertEquals(
        total + 5, Framing.TWO_RECORDS.writes(message).stream().mapToInt(Bytes::length).sum());
    assertEquals(11, Framing.byteByByte(10).writes(message).size());
  }
}
