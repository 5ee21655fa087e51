package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment into values: {@code ${NAME}}, {@code ${NAME:-otherwise}}, and {@code $$} for
 * a dollar sign. Keys stay as they are.
 */
public final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|(\\{))");

  private final Map<String, String> environment;
  private final YamlProblems problems;

  public Variables(Map<String, String> environment, YamlProblems problems) {
    this.environment = Map.copyOf(environment);
    this.problems = requireNonNull(problems, "problems is null");
  }

  /** The same with values in place of references. */
  public YamlNode in(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return in(scalar);
    }
    if (node instanceof YamlNode.Sequence list) {
      return new YamlNode.Sequence(list.items().stream().map(this::in).toList(), list.position());
    }
    YamlNode.Mapping mapping = (YamlNode.Mapping) node;
    List<YamlNode.Entry> entries =
        mapping.entries().stream()
            .map(entry -> new YamlNode.Entry(entry.key(), in(entry.value())))
            .toList();
    return new YamlNode.Mapping(entries, mapping.position());
  }

  private YamlNode in(YamlNode.Scalar scalar) {
    if (scalar.text().indexOf('$') < 0) {
      return scalar;
    }
    Matcher reference = REFERENCE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    while (reference.find()) {
      reference.appendReplacement(text, Matcher.quoteReplacement(value(reference, scalar)));
    }
    reference.appendTail(text);
    // An empty variable is an empty text, and not the nothing of YAML.
    return new YamlNode.Scalar(
        text.toString(), scalar.plain() && text.length() > 0, scalar.position());
  }

  private String value(Matcher reference, YamlNode.Scalar scalar) {
    String name = reference.group(1);
    if (reference.group().equals("$$")) {
      return "$";
    }
    if (name == null) {
      problems.add(
          scalar.position(),
          "'${' does not begin the name of a variable",
          "${NAME}, ${NAME:-otherwise}, or $${ for the characters themselves");
      return reference.group();
    }
    String value = environment.getOrDefault(name, "");
    String otherwise = reference.group(2);
    if (!value.isEmpty()) {
      return value;
    }
    if (otherwise == null && !environment.containsKey(name)) {
      problems.add(
          scalar.position(),
          "the environment has no variable '%s'".formatted(name),
          "${%s:-otherwise} gives it a value for this case".formatted(name));
      return "";
    }
    return otherwise == null ? "" : otherwise;
  }
}
