package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A list of a hello whose items have names that are unique in it. GREASE values are numbered, so
 * that those of two hellos can be told to be the same thing.
 *
 * @param names in wire order
 * @param codes of each name; of a list of texts none
 */
record HelloItems(List<String> names, Map<String, Integer> codes) {
  HelloItems {
    names = List.copyOf(names);
    codes = Map.copyOf(codes);
  }

  static HelloItems of(List<? extends WireCode> values) {
    return ofCodes(values.stream().map(WireCode::code).toList(), code -> name(values, code));
  }

  private static String name(List<? extends WireCode> values, int code) {
    return values.stream()
        .filter(v -> v.code() == code)
        .map(WireCode::name)
        .findFirst()
        .orElseThrow();
  }

  static HelloItems ofCodes(List<Integer> values, IntFunction<String> name) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    Map<String, Integer> seen = new HashMap<>();
    for (int code : values) {
      codes.put(unique(name.apply(code), seen), code);
    }
    return new HelloItems(List.copyOf(codes.keySet()), codes);
  }

  static HelloItems ofTexts(List<String> texts) {
    Map<String, Integer> seen = new HashMap<>();
    return new HelloItems(texts.stream().map(t -> unique(t, seen)).toList(), Map.of());
  }

  private static String unique(String name, Map<String, Integer> seen) {
    int count = seen.merge(name, 1, Integer::sum);
    return count == 1 ? name : name + " #" + count;
  }

  static HelloItems extensions(ClientHello hello) {
    return ofCodes(
        hello.extensions().stream().map(Extension::type).toList(),
        code -> ExtensionType.of(code).name());
  }

  /** The list in the body of an extension; empty where it is none, or not written as usual. */
  static Optional<HelloItems> in(Extension extension) {
    ClientHello alone =
        new ClientHello(
            0,
            Bytes.EMPTY,
            Bytes.EMPTY,
            Optional.empty(),
            List.of(),
            Bytes.EMPTY,
            List.of(extension),
            false);
    Optional<HelloItems> items =
        switch (extension.type()) {
          case ExtensionType.SUPPORTED_GROUPS -> Optional.of(of(alone.groups()));
          case ExtensionType.SUPPORTED_VERSIONS -> Optional.of(of(alone.supportedVersions()));
          case ExtensionType.SIGNATURE_ALGORITHMS -> Optional.of(of(alone.signatureSchemes()));
          case ExtensionType.KEY_SHARE ->
              Optional.of(of(alone.keyShares().stream().map(KeyShareEntry::group).toList()));
          case ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION ->
              Optional.of(ofTexts(alone.alpnProtocols()));
          default -> Optional.empty();
        };
    return items
        .filter(list -> !list.names().isEmpty())
        .filter(list -> written(extension, list, list.names()).equals(extension.body()));
  }

  /** The body with these items, whose codes are known here; shares are looked up in the body. */
  static Bytes written(Extension extension, HelloItems items, List<String> names) {
    return written(extension.type(), items, names, shares(extension));
  }

  static Bytes written(int type, HelloItems items, List<String> names, Map<Integer, Bytes> shares) {
    List<Integer> codes = names.stream().map(items.codes()::get).toList();
    return switch (type) {
      case ExtensionType.SUPPORTED_GROUPS ->
          Extensions.supportedGroups(codes.stream().map(NamedGroup::of).toList()).body();
      case ExtensionType.SUPPORTED_VERSIONS ->
          Extensions.supportedVersions(codes.stream().map(ProtocolVersion::of).toList()).body();
      case ExtensionType.SIGNATURE_ALGORITHMS ->
          Extensions.signatureAlgorithms(codes.stream().map(SignatureScheme::of).toList()).body();
      case ExtensionType.KEY_SHARE -> {
        Map<NamedGroup, Bytes> entries = new LinkedHashMap<>();
        codes.forEach(
            code -> entries.put(NamedGroup.of(code), shares.getOrDefault(code, Bytes.EMPTY)));
        yield Extensions.keyShare(entries).body();
      }
      default -> Extensions.alpn(names.stream().map(HelloItems::text).toList()).body();
    };
  }

  /** Without the number that a repetition got. */
  private static String text(String name) {
    int at = name.indexOf(" #");
    return at < 0 ? name : name.substring(0, at);
  }

  /** {@code key_exchange} by group. */
  static Map<Integer, Bytes> shares(Extension extension) {
    Map<Integer, Bytes> shares = new LinkedHashMap<>();
    if (extension.type() != ExtensionType.KEY_SHARE) {
      return shares;
    }
    Bytes body = extension.body();
    for (int at = 2; at + 4 <= body.length(); at += 4 + body.u16(at + 2)) {
      int length = Math.min(body.u16(at + 2), body.length() - at - 4);
      shares.put(body.u16(at), body.slice(at + 4, length));
    }
    return shares;
  }

  /**
   * The codes of names that stand in either list; of those in both the one that {@code first} has.
   */
  static HelloItems joined(HelloItems first, HelloItems second) {
    Map<String, Integer> codes = new HashMap<>(second.codes());
    codes.putAll(first.codes());
    List<String> names = new ArrayList<>(first.names());
    second.names().stream().filter(name -> !names.contains(name)).forEach(names::add);
    return new HelloItems(names, codes);
  }
}
