package dev.tlsdiag.tls;

import dev.tlsdiag.tls.HelloEdit.Change;
import dev.tlsdiag.tls.HelloEdit.Field;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which edits cannot be made without others, because the hello between would not be one (RFC 8446
 * sections 4.2.8 and 9.2).
 *
 * @param found all edits that lead from one hello to the other
 */
record EditNeeds(ClientHello left, ClientHello right, List<HelloEdit> found) {
  private static final int TLS_1_3_SUITES = 0x13;

  /** Those that need others, and these. */
  Map<HelloEdit, Set<HelloEdit>> all() {
    Map<HelloEdit, Set<HelloEdit>> needs = new LinkedHashMap<>();
    for (HelloEdit edit : found) {
      Set<HelloEdit> needed = needed(edit);
      needed.remove(edit);
      if (!needed.isEmpty()) {
        needs.put(edit, needed);
      }
    }
    return needs;
  }

  private Set<HelloEdit> needed(HelloEdit edit) {
    Set<HelloEdit> needed = new LinkedHashSet<>();
    String item = edit.items().get(0);
    boolean adds = edit.change() == Change.ADD;
    boolean removes = edit.change() == Change.REMOVE;
    if (edit.field() == Field.KEY_SHARES && adds) {
      take(needed, Field.GROUPS, Change.ADD, item::equals);
    }
    if (edit.field() == Field.GROUPS && removes) {
      take(needed, Field.KEY_SHARES, Change.REMOVE, item::equals);
      if (left.keyShares().stream().anyMatch(s -> s.group().name().equals(item))) {
        take(needed, Field.EXTENSION, Change.REMOVE, name(ExtensionType.KEY_SHARE)::equals);
      }
    }
    if (adds && item.equals(name(ExtensionType.KEY_SHARE))) {
      Set<String> shared =
          right.keyShares().stream().map(s -> s.group().name()).collect(Collectors.toSet());
      take(needed, Field.GROUPS, Change.ADD, shared::contains);
      take(needed, Field.EXTENSION, Change.ADD, name(ExtensionType.SUPPORTED_GROUPS)::equals);
    }
    if (offers13(edit, Change.ADD, right)) {
      for (int type : partsOf13()) {
        take(needed, Field.EXTENSION, Change.ADD, name(type)::equals);
      }
      if (left.cipherSuites().stream().noneMatch(EditNeeds::isOf13)) {
        Set<String> those = namesOf13(right.cipherSuites());
        take(needed, Field.CIPHER_SUITES, Change.ADD, those::contains);
      }
    }
    boolean part = removes && partsOf13().stream().map(EditNeeds::name).anyMatch(item::equals);
    boolean lastSuite =
        removes
            && edit.field() == Field.CIPHER_SUITES
            && namesOf13(left.cipherSuites()).contains(item)
            && right.cipherSuites().stream().noneMatch(EditNeeds::isOf13);
    if (part && edit.field() == Field.EXTENSION || lastSuite) {
      found.stream().filter(e -> offers13(e, Change.REMOVE, left)).forEach(needed::add);
    }
    if (part && item.equals(name(ExtensionType.SUPPORTED_GROUPS))) {
      take(needed, Field.EXTENSION, Change.REMOVE, name(ExtensionType.KEY_SHARE)::equals);
    }
    return needed;
  }

  /** Whether this is the edit by which TLS 1.3 comes, or goes. */
  private static boolean offers13(HelloEdit edit, Change change, ClientHello holder) {
    if (edit.change() != change) {
      return false;
    }
    boolean version =
        edit.field() == Field.VERSIONS && edit.items().contains(ProtocolVersion.TLS_1_3.name());
    boolean extension =
        edit.field() == Field.EXTENSION
            && edit.items().contains(name(ExtensionType.SUPPORTED_VERSIONS))
            && holder.supportedVersions().contains(ProtocolVersion.TLS_1_3);
    return version || extension;
  }

  /** What a hello with TLS 1.3 cannot be without (RFC 8446 section 9.2). */
  private static List<Integer> partsOf13() {
    return List.of(
        ExtensionType.SUPPORTED_GROUPS,
        ExtensionType.KEY_SHARE,
        ExtensionType.SIGNATURE_ALGORITHMS);
  }

  private static boolean isOf13(CipherSuite suite) {
    return suite.code() >> 8 == TLS_1_3_SUITES;
  }

  private static Set<String> namesOf13(List<CipherSuite> suites) {
    return suites.stream()
        .filter(EditNeeds::isOf13)
        .map(CipherSuite::name)
        .collect(Collectors.toSet());
  }

  private static String name(int extensionType) {
    return ExtensionType.of(extensionType).name();
  }

  private void take(Set<HelloEdit> into, Field field, Change change, Predicate<String> item) {
    found.stream()
        .filter(e -> e.field() == field && e.change() == change)
        .filter(e -> e.items().stream().anyMatch(item))
        .forEach(into::add);
  }
}
