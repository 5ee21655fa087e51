package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.NearWords;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which fields resources have, and of what type: what an API server checks before anybody looks at
 * the meaning. Read from lines: a type's name, below it {@code field type} with an indentation; a
 * {@code !} behind the type where the field is required.
 *
 * <p>Types: {@code string}, {@code int}, {@code bool}, {@code int|string}, {@code any}, {@code
 * string(A|B)}, {@code {T}} for a mapping of names to T, {@code T[]} for a list, and names.
 */
public final class Schema {
  private final Map<String, Map<String, String>> types;

  private Schema(Map<String, Map<String, String>> types) {
    this.types = types;
  }

  /** What kind of mistake it is. */
  public enum Mistake {
    UNKNOWN_FIELD,
    WRONG_TYPE,
    MISSING_FIELD,
    UNKNOWN_VALUE
  }

  /**
   * A mistake.
   *
   * @param path {@code spec.egress[0].toFQDNs[0].Match Pattern}
   * @param message as the API server words it
   */
  public record Problem(
      Mistake mistake, String path, Position position, String message, Optional<String> likely) {
    public Problem {
      requireNonNull(mistake, "mistake is null");
      requireNonNull(path, "path is null");
      requireNonNull(position, "position is null");
      requireNonNull(message, "message is null");
      requireNonNull(likely, "likely is null");
    }
  }

  public static Schema parse(String text) {
    Map<String, Map<String, String>> types = new LinkedHashMap<>();
    Map<String, String> fields = Map.of();
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        fields = new LinkedHashMap<>();
        types.put(line.strip(), fields);
        continue;
      }
      String[] words = line.strip().split(" +", 2);
      fields.put(words[0], words[1]);
    }
    return new Schema(types);
  }

  /** Whether there is a type of this name. */
  public boolean has(String type) {
    return types.containsKey(type);
  }

  /** What is wrong with a resource of that type, from the top down. */
  public List<Problem> check(String type, YamlNode node) {
    List<Problem> problems = new ArrayList<>();
    check(type, node, "", problems);
    return problems;
  }

  private void check(String type, YamlNode node, String path, List<Problem> problems) {
    if (type.equals("any") || node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      return; // null is what is not there
    }
    if (type.endsWith("[]")) {
      list(type.substring(0, type.length() - 2), node, path, problems);
    } else if (type.startsWith("{")) {
      names(type.substring(1, type.length() - 1), node, path, problems);
    } else if (types.containsKey(type)) {
      fields(types.get(type), node, path, problems);
    } else {
      scalar(type, node, path, problems);
    }
  }

  private void list(String item, YamlNode node, String path, List<Problem> problems) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      wrongType("array", node, path, problems);
      return;
    }
    for (int i = 0; i < sequence.items().size(); i++) {
      check(item, sequence.items().get(i), path + "[" + i + "]", problems);
    }
  }

  private void names(String value, YamlNode node, String path, List<Problem> problems) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      wrongType("object", node, path, problems);
      return;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      check(value, entry.value(), path + "." + entry.key().text(), problems);
    }
  }

  private void fields(
      Map<String, String> fields, YamlNode node, String path, List<Problem> problems) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      wrongType("object", node, path, problems);
      return;
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      String type = fields.get(key);
      if (type == null) {
        problems.add(
            new Problem(
                Mistake.UNKNOWN_FIELD,
                prefix + key,
                entry.key().position(),
                "strict decoding error: unknown field \"%s\"".formatted(prefix + key),
                likely(key, fields)));
      } else {
        check(
            required(type) ? type.substring(0, type.length() - 1) : type,
            entry.value(),
            prefix + key,
            problems);
      }
    }
    fields.forEach(
        (name, type) -> {
          if (required(type) && isMissing(mapping, name)) {
            problems.add(
                new Problem(
                    Mistake.MISSING_FIELD,
                    prefix + name,
                    mapping.position(),
                    prefix + name + ": Required value",
                    Optional.empty()));
          }
        });
  }

  private static boolean required(String type) {
    return type.endsWith("!");
  }

  private static boolean isMissing(YamlNode.Mapping mapping, String name) {
    return mapping
        .entry(name)
        .filter(e -> !(e.value() instanceof YamlNode.Scalar scalar && scalar.isNull()))
        .isEmpty();
  }

  private static Optional<String> likely(String key, Map<String, String> fields) {
    String bare = bare(key);
    Optional<String> same = fields.keySet().stream().filter(f -> bare(f).equals(bare)).findFirst();
    return same.or(
        () -> {
          List<String> near = NearWords.nearest(key, fields.keySet());
          return near.isEmpty()
              ? Optional.of("one of " + String.join(", ", fields.keySet()))
                  .filter(text -> text.length() < 200)
              : Optional.of(String.join(", ", near));
        });
  }

  private static String bare(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(java.util.Locale.ROOT);
  }

  private static void scalar(String type, YamlNode node, String path, List<Problem> problems) {
    int open = type.indexOf('(');
    String wanted = open < 0 ? type : type.substring(0, open);
    String wantedWord =
        switch (wanted) {
          case "int" -> "integer";
          case "bool" -> "boolean";
          case "int|string" -> "integer or string";
          default -> wanted;
        };
    String given = typeOf(node);
    boolean fits =
        wanted.equals("int|string")
            ? given.equals("integer") || given.equals("string")
            : given.equals(wantedWord);
    if (!fits) {
      wrongType(wantedWord, node, path, problems);
      return;
    }
    if (open >= 0) {
      String text = ((YamlNode.Scalar) node).text();
      List<String> known = List.of(type.substring(open + 1, type.length() - 1).split("\\|"));
      if (!known.contains(text)) {
        List<String> near = NearWords.nearest(text, known);
        Optional<String> likely =
            known.stream()
                .filter(k -> k.equalsIgnoreCase(text))
                .findFirst()
                .or(() -> near.stream().findFirst());
        problems.add(
            new Problem(
                Mistake.UNKNOWN_VALUE,
                path,
                node.position(),
                "%s: Unsupported value: \"%s\": supported values: %s"
                    .formatted(
                        path,
                        text,
                        known.stream().map(k -> "\"" + k + "\"").collect(Collectors.joining(", "))),
                likely));
      }
    }
  }

  private static void wrongType(String wanted, YamlNode node, String path, List<Problem> problems) {
    String given = typeOf(node);
    Optional<String> likely =
        wanted.equals("string") && node instanceof YamlNode.Scalar scalar
            ? Optional.of("quotes: \"" + scalar.text() + "\"")
            : wanted.equals("array") && !(node instanceof YamlNode.Sequence)
                ? Optional.of("a list: '- ' before it")
                : Optional.empty();
    problems.add(
        new Problem(
            Mistake.WRONG_TYPE,
            path,
            node.position(),
            "%1$s: Invalid value: \"%2$s\": %1$s in body must be of type %3$s: \"%2$s\""
                .formatted(path.isEmpty() ? "<nil>" : path, given, wanted),
            likely));
  }

  /** As kubectl sees it, whose YAML is 1.1: {@code yes} is a boolean there. */
  private static String typeOf(YamlNode node) {
    if (node instanceof YamlNode.Mapping) {
      return "object";
    }
    if (node instanceof YamlNode.Sequence) {
      return "array";
    }
    YamlNode.Scalar scalar = (YamlNode.Scalar) node;
    if (!scalar.plain()) {
      return "string";
    }
    String text = scalar.text();
    if (text.matches("(?i)true|false|yes|no|on|off|y|n")) {
      return "boolean";
    }
    if (text.matches("[-+]?(0|[1-9][0-9_]*|0[0-7]+|0x[0-9a-fA-F]+)")) {
      return "integer";
    }
    return text.matches(
            "[-+]?([0-9]+\\.[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
        ? "number"
        : "string";
  }
}
