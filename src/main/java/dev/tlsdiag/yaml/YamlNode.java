package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** A value of a YAML file (YAML 1.2 section 3.2). */
public sealed interface YamlNode {
  Position position();

  /** In words, with an article: {@code a list}. */
  String kind();

  /**
   * A scalar, as text.
   *
   * @param text without quotes and escapes; empty where there is nothing but a key
   * @param plain whether it stood without quotes, so that a number or {@code true} may be meant
   */
  record Scalar(String text, boolean plain, Position position) implements YamlNode {
    public Scalar {
      requireNonNull(text, "text is null");
      requireNonNull(position, "position is null");
    }

    /** Whether there is no value (YAML 1.2 section 10.2.1.1). */
    public boolean isNull() {
      return plain && (text.isEmpty() || text.equals("null") || text.equals("~"));
    }

    @Override
    public String kind() {
      return isNull() ? "nothing" : "a single value";
    }
  }

  /** A sequence. */
  record Sequence(List<YamlNode> items, Position position) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
      requireNonNull(position, "position is null");
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * A mapping.
   *
   * @param entries in the order of the file; no two have the same key
   */
  record Mapping(List<Entry> entries, Position position) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
      requireNonNull(position, "position is null");
    }

    public Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().text().equals(key)).findFirst();
    }

    @Override
    public String kind() {
      return "a mapping of keys to values";
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {
    public Entry {
      requireNonNull(key, "key is null");
      requireNonNull(value, "value is null");
    }
  }
}
