package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes values of what type they ought to be out of nodes and leaves what is of another: that is
 * told elsewhere, see {@link PolicySchema}. A key without a value is a missing key.
 */
final class LenientNode {
  private LenientNode() {}

  static Optional<YamlNode> value(YamlNode.Mapping mapping, String key) {
    return mapping
        .entry(key)
        .map(YamlNode.Entry::value)
        .filter(value -> !(value instanceof YamlNode.Scalar scalar && scalar.isNull()));
  }

  static Optional<YamlNode.Mapping> mapping(YamlNode.Mapping mapping, String key) {
    return value(mapping, key)
        .filter(YamlNode.Mapping.class::isInstance)
        .map(YamlNode.Mapping.class::cast);
  }

  /** Empty where the key is missing or has no list. */
  static Optional<List<YamlNode>> list(YamlNode.Mapping mapping, String key) {
    return value(mapping, key)
        .filter(YamlNode.Sequence.class::isInstance)
        .map(value -> ((YamlNode.Sequence) value).items());
  }

  /**
   * The mappings of a list, each read; an item without a value is an empty mapping, as it is to the
   * API server.
   */
  static <T> Optional<List<T>> mappings(
      YamlNode.Mapping mapping, String key, Function<YamlNode.Mapping, T> read) {
    return list(mapping, key)
        .map(
            items ->
                items.stream()
                    .map(
                        item ->
                            item instanceof YamlNode.Scalar scalar && scalar.isNull()
                                ? new YamlNode.Mapping(List.of(), item.position())
                                : item)
                    .filter(YamlNode.Mapping.class::isInstance)
                    .map(item -> read.apply((YamlNode.Mapping) item))
                    .toList());
  }

  /** Also of a number or a boolean, as text. */
  static Optional<String> text(YamlNode.Mapping mapping, String key) {
    return value(mapping, key)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(value -> ((YamlNode.Scalar) value).text());
  }

  static Optional<Boolean> bool(YamlNode.Mapping mapping, String key) {
    return text(mapping, key)
        .filter(text -> text.equals("true") || text.equals("false"))
        .map(Boolean::valueOf);
  }

  /** The single values of a list. */
  static Optional<List<YamlNode.Scalar>> scalars(YamlNode.Mapping mapping, String key) {
    return list(mapping, key)
        .map(
            items ->
                items.stream()
                    .filter(YamlNode.Scalar.class::isInstance)
                    .map(YamlNode.Scalar.class::cast)
                    .toList());
  }

  static List<String> texts(YamlNode.Mapping mapping, String key) {
    return scalars(mapping, key).orElse(List.of()).stream().map(YamlNode.Scalar::text).toList();
  }

  /** The single values of a mapping of names, in their order. */
  static Map<String, String> names(YamlNode.Mapping mapping) {
    Map<String, String> names = new LinkedHashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      if (entry.value() instanceof YamlNode.Scalar scalar) {
        names.put(entry.key().text(), scalar.isNull() ? "" : scalar.text());
      }
    }
    return names;
  }
}
