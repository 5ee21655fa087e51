package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tls.HelloEdit.Change;
import dev.tlsdiag.tls.HelloEdit.Field;
import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mixtures of two hellos. */
class HelloDeltaTest {
  private static final List<HelloTemplate> ALL = HelloTemplates.all();

  private static final Map<String, ClientHello> HELLOS =
      HelloTemplates.all().stream()
          .collect(
              Collectors.toMap(
                  HelloTemplate::name,
                  t -> t.to(Optional.of("app.example.test"), Optional.empty())));

  private static ClientHello of(String template) {
    return HELLOS.get(template);
  }

  static Stream<String> names() {
    return HelloTemplates.all().stream().map(HelloTemplate::name);
  }

  /** What no server can tell: random, keys and content of tickets. */
  private static ClientHello plain(ClientHello hello) {
    ClientHello plain =
        hello.withRandom(
            Bytes.wrap(new byte[32]), Bytes.wrap(new byte[hello.sessionId().length()]));
    List<Extension> extensions = new ArrayList<>();
    for (Extension each : plain.extensions()) {
      boolean random =
          each.type() == ExtensionType.KEY_SHARE
              || each.type() == ExtensionType.ENCRYPTED_CLIENT_HELLO
              || each.type() == ExtensionType.SESSION_TICKET;
      Bytes body = random ? Bytes.wrap(new byte[each.body().length()]) : each.body();
      extensions.add(new Extension(each.type(), body));
    }
    return plain.withExtensions(extensions);
  }

  @ParameterizedTest
  @MethodSource("names")
  void leadsFromEveryHelloToEveryOther(String left) {
    for (HelloTemplate other : ALL) {
      HelloDelta delta = HelloDelta.of(of(left), of(other.name()));
      String what = left + " to " + other.name();
      assertEquals(of(left), delta.apply(Set.of()), what);
      ClientHello all = delta.apply(Set.copyOf(delta.edits()));
      assertEquals(plain(of(other.name())), plain(all), what);
      assertEquals(of(other.name()).keyShares(), all.keyShares(), what);
      assertEquals(plain(of(left)).equals(plain(of(other.name()))), delta.edits().isEmpty(), what);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void makesEveryMixtureAWellFormedHello(String left) throws Exception {
    Random random = new Random(left.hashCode());
    for (int run = 0; run < 40; run++) {
      HelloDelta delta = HelloDelta.of(of(left), of(ALL.get(random.nextInt(ALL.size())).name()));
      Set<HelloEdit> chosen = new HashSet<>();
      for (HelloEdit edit : delta.edits()) {
        if (random.nextBoolean()) {
          chosen.add(edit);
        }
      }
      ClientHello mixed = delta.apply(chosen);
      Bytes message = HelloWriter.message(mixed);
      assertEquals(mixed, ClientHello.parse(message.slice(4, message.length() - 4)));
      List<NamedGroup> groups = mixed.groups();
      mixed.keyShares().forEach(s -> assertTrue(groups.contains(s.group()), s + " in " + groups));
      assertEquals(delta.closed(chosen), delta.closed(delta.closed(chosen)));
      for (HelloEdit edit : delta.without(chosen)) {
        assertFalse(chosen.contains(edit));
      }
    }
  }

  @Test
  void namesEachDifference() {
    ClientHello base = of("openssl-3.0");
    ClientHello other =
        base.without(ExtensionType.SERVER_NAME)
            .with(Extensions.padding(200))
            .with(Extensions.alpn(List.of("h2")))
            .withLegacyVersion(0x0302);
    assertEquals(
        List.of(
            "extension server_name (app.example.test) removed",
            "extension padding (200 bytes) added",
            "extension application_layer_protocol_negotiation (h2) added",
            "legacy_version TLS 1.1 instead of TLS 1.2"),
        HelloDelta.of(base, other).edits().stream().map(HelloEdit::text).toList());
  }

  @Test
  void movesAsFewItemsAsCanBe() {
    ItemDelta delta = new ItemDelta(List.of("a", "b", "c", "d"), List.of("a", "d", "b", "c"));
    assertEquals(List.of("d"), delta.moved());
    assertEquals(delta.right(), delta.merged(Set.of(), Set.of(), Set.of("d")));
    ItemDelta more = new ItemDelta(List.of("a", "b", "x"), List.of("y", "b", "a"));
    assertEquals(more.left(), more.merged(Set.of(), Set.of(), Set.of()));
    assertEquals(more.right(), more.merged(Set.of("y"), Set.of("x"), Set.copyOf(more.moved())));
  }

  @Test
  void givesAKeyShareItsGroup() {
    HelloDelta delta = HelloDelta.of(of("openssl-3.0"), of("firefox"));
    HelloEdit share = edit(delta, Field.KEY_SHARES, Change.ADD, "X25519MLKEM768");
    HelloEdit group = edit(delta, Field.GROUPS, Change.ADD, "X25519MLKEM768");
    assertTrue(delta.closed(Set.of(share)).contains(group));
    assertFalse(delta.closed(Set.of(group)).contains(share));
    assertTrue(delta.edits().indexOf(group) < delta.edits().indexOf(share));
    assertFalse(delta.without(Set.of(group)).contains(share), "it needs what is undone");
    ClientHello mixed = delta.apply(Set.of(share));
    assertEquals(1184 + 32, mixed.keyShares().get(0).lengthBytes());
  }

  @Test
  void bringsAllThatTls13Needs() {
    HelloDelta delta = HelloDelta.of(of("nginx-sni"), of("curl-openssl-3.0"));
    HelloEdit versions = edit(delta, Field.EXTENSION, Change.ADD, "supported_versions");
    ClientHello mixed = delta.apply(Set.of(versions));
    assertFalse(mixed.keyShares().isEmpty());
    assertTrue(mixed.cipherSuites().contains(CipherSuite.TLS_AES_128_GCM_SHA256));
    HelloDelta back = HelloDelta.of(of("curl-openssl-3.0"), of("nginx-sni"));
    HelloEdit share = edit(back, Field.EXTENSION, Change.REMOVE, "key_share");
    assertTrue(back.apply(Set.of(share)).supportedVersions().isEmpty());
  }

  @Test
  void leavesPreSharedKeysOut() {
    ClientHello base = of("openssl-3.0");
    Extension psk = new Extension(ExtensionType.PRE_SHARED_KEY, Bytes.wrap(new byte[40]));
    HelloDelta delta = HelloDelta.of(base, base.with(psk));
    assertEquals(List.of(), delta.edits());
    assertFalse(delta.right().offersPsk());
  }

  private static HelloEdit edit(HelloDelta delta, Field field, Change change, String item) {
    return delta.edits().stream()
        .filter(e -> e.field() == field && e.change() == change && e.items().contains(item))
        .findFirst()
        .orElseThrow(() -> new AssertionError(item + " in " + delta.edits()));
  }
}
