package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A mapping of a resource, read leniently: what is missing or of another shape is empty. That it is
 * wrong is for the checks to say.
 *
 * @param position where it begins
 */
record Part(YamlNode.Mapping node, Position position) {
  Part {
    requireNonNull(node, "node is null");
    requireNonNull(position, "position is null");
  }

  static Part of(YamlNode.Mapping node) {
    return new Part(node, node.position());
  }

  private static Optional<Part> of(YamlNode node) {
    return node instanceof YamlNode.Mapping mapping ? Optional.of(of(mapping)) : Optional.empty();
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  /** Where the key stands; the mapping itself where it does not. */
  Position at(String key) {
    return node.entry(key).map(entry -> entry.key().position()).orElse(position);
  }

  Optional<YamlNode> value(String key) {
    return node.entry(key)
        .map(YamlNode.Entry::value)
        .filter(value -> !(value instanceof YamlNode.Scalar scalar && scalar.isNull()));
  }

  /** A mapping below a key; its position is the key's. */
  Optional<Part> part(String key) {
    return value(key)
        .filter(YamlNode.Mapping.class::isInstance)
        .map(value -> new Part((YamlNode.Mapping) value, at(key)));
  }

  /** The mappings of a list. */
  List<Part> parts(String key) {
    return items(key).stream().flatMap(item -> of(item).stream()).toList();
  }

  Optional<Word> word(String key) {
    return value(key).flatMap(Part::word);
  }

  /** The single values of a list. */
  List<Word> words(String key) {
    return items(key).stream().flatMap(item -> word(item).stream()).toList();
  }

  /** A whole number that fits a port; empty for everything else. */
  OptionalInt number(String key) {
    return word(key).map(word -> portNumber(word.text())).orElse(OptionalInt.empty());
  }

  Optional<Boolean> bool(String key) {
    return word(key)
        .filter(word -> word.is("true") || word.is("false"))
        .map(word -> word.is("true"));
  }

  /** Names to values; empty where the key is not there. */
  Map<String, String> labels(String key) {
    Map<String, String> labels = new LinkedHashMap<>();
    part(key)
        .ifPresent(
            part ->
                part.node()
                    .entries()
                    .forEach(
                        entry ->
                            word(entry.value())
                                .ifPresent(word -> labels.put(entry.key().text(), word.text()))));
    return Collections.unmodifiableMap(labels);
  }

  static OptionalInt portNumber(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }

  private List<YamlNode> items(String key) {
    return value(key)
        .filter(YamlNode.Sequence.class::isInstance)
        .map(list -> ((YamlNode.Sequence) list).items())
        .orElse(List.of());
  }

  private static Optional<Word> word(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && !scalar.isNull()
        ? Optional.of(new Word(scalar.text(), scalar.position()))
        : Optional.empty();
  }
}
