package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys of a mapping on their way to values. What is wrong is noted and left out, so that a file
 * is read to its end whatever is in it. Ask for every key that there may be, then call {@link
 * #end}.
 */
public final class Fields {
  /** A longer list of what could be meant helps nobody. */
  private static final int MOST_SHOWN = 20;

  private final YamlNode.Mapping mapping;
  private final String what;
  private final YamlProblems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param what the mapping is, for messages: {@code a check}
   */
  public Fields(YamlNode.Mapping mapping, String what, YamlProblems problems) {
    this.mapping = requireNonNull(mapping, "mapping is null");
    this.what = requireNonNull(what, "what is null");
    this.problems = requireNonNull(problems, "problems is null");
  }

  /** Of a node that has to be a mapping. */
  public static Optional<Fields> of(YamlNode node, String what, YamlProblems problems) {
    if (node instanceof YamlNode.Mapping mapping) {
      return Optional.of(new Fields(mapping, what, problems));
    }
    problems.add(
        node.position(), "%s is a mapping of keys to values, not %s".formatted(what, node.kind()));
    return Optional.empty();
  }

  /** A text that cannot be what its key is for. */
  public static final class WrongValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String likely;

    /**
     * @param message in lower case, with the given value in single quotes
     * @param likely what would be right; empty text where the message says it
     */
    public WrongValueException(String message, String likely) {
      super(message);
      this.likely = requireNonNull(likely, "likely is null");
    }

    String likely() {
      return likely;
    }
  }

  public Position position() {
    return mapping.position();
  }

  public YamlProblems problems() {
    return problems;
  }

  /** Where the key stands; the mapping itself where it does not. */
  public Position positionOf(String key) {
    return mapping.entry(key).map(e -> e.key().position()).orElse(mapping.position());
  }

  /** The value of a key; empty where it is not there. */
  public Optional<YamlNode> node(String key) {
    asked.add(key);
    return mapping.entry(key).map(YamlNode.Entry::value);
  }

  /** A single value that is there and is not empty. */
  public <T> Optional<T> value(String key, Function<String, T> parse) {
    return node(key).flatMap(node -> value(key, node, parse));
  }

  /**
   * One value or a list of them; empty where the key is not there.
   *
   * @param parse throws {@link IllegalArgumentException} or {@link WrongValueException} with a
   *     message for the user
   */
  public <T> List<T> values(String key, Function<String, T> parse) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    List<YamlNode> items =
        node.get() instanceof YamlNode.Sequence list ? list.items() : List.of(node.get());
    if (items.isEmpty()) {
      problems.add(node.get().position(), "'%s' is an empty list".formatted(key));
    }
    List<T> values = new ArrayList<>();
    items.forEach(item -> value(key, item, parse).ifPresent(values::add));
    return values;
  }

  private <T> Optional<T> value(String key, YamlNode node, Function<String, T> parse) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      problems.add(node.position(), "'%s' is a single value, not %s".formatted(key, node.kind()));
      return Optional.empty();
    }
    if (problems.isAt(scalar.position())) {
      return Optional.empty(); // a variable without a value: all else follows from that
    }
    if (scalar.isNull()) {
      problems.add(scalar.position(), "'%s' has no value".formatted(key));
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(scalar.text()));
    } catch (WrongValueException e) {
      String message = "'%s': %s".formatted(key, e.getMessage());
      problems.add(
          new YamlProblem(
              scalar.position(), message, Optional.of(e.likely()).filter(l -> !l.isEmpty())));
    } catch (IllegalArgumentException e) {
      problems.add(scalar.position(), "'%s': %s".formatted(key, e.getMessage()));
    }
    return Optional.empty();
  }

  /** A mapping below a key. */
  public Optional<Fields> fields(String key, String whatItIs) {
    return node(key).flatMap(node -> of(node, whatItIs, problems));
  }

  /** Entries of a mapping whose keys are names of the user's. */
  public List<YamlNode.Entry> named(String key, String whatItIs) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof YamlNode.Mapping names) {
      return names.entries();
    }
    problems.add(
        node.get().position(),
        "'%s' is a mapping of names to %s, not %s".formatted(key, whatItIs, node.get().kind()));
    return List.of();
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> bool(String key) {
    return value(
        key,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new WrongValueException(
                      "'%s' is neither true nor false".formatted(text), boolMeant(text));
            });
  }

  /** YAML 1.1 had more words for it (YAML 1.2 section 10.3.2 has two). */
  private static String boolMeant(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "on", "y", "true" -> "true";
      case "no", "off", "n", "false" -> "false";
      default -> "";
    };
  }

  /** A whole number within bounds. */
  public Optional<Integer> number(String key, int min, int max) {
    return value(
        key,
        text -> {
          if (!text.matches("[0-9]{1,9}")
              || Integer.parseInt(text) < min
              || Integer.parseInt(text) > max) {
            throw new WrongValueException(
                "'%s' is no whole number from %d to %d".formatted(text, min, max), "");
          }
          return Integer.parseInt(text);
        });
  }

  /** One of a few words. */
  public Optional<String> word(String key, Collection<String> known) {
    return value(key, text -> wordOf(text, known));
  }

  /**
   * The word, which is one of those that are known.
   *
   * @throws WrongValueException where it is not
   */
  public static String wordOf(String text, Collection<String> known) {
    if (known.contains(text)) {
      return text;
    }
    List<String> near = NearWords.nearest(text, known);
    throw new WrongValueException(
        "'%s' is not known".formatted(text),
        near.isEmpty() && known.size() <= MOST_SHOWN
            ? String.join(", ", known)
            : String.join(", ", near));
  }

  /** That a key has to be there. */
  public void require(String key) {
    if (mapping.entry(key).isEmpty()) {
      problems.add(mapping.position(), "%s has no '%s'".formatted(what, key));
    }
  }

  /** Notes the keys that nobody asked for; {@code x-…} are the user's own, to hang anchors on. */
  public void end() {
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (asked.contains(key) || key.startsWith("x-")) {
        continue;
      }
      YamlProblem problem =
          YamlProblem.of(entry.key().position(), "%s has no key '%s'".formatted(what, key));
      List<String> near = NearWords.nearest(key.replace('_', '-'), asked);
      if (key.equals("<<")) {
        problems.add(problem.likely("merge keys are not part of YAML 1.2; use 'defaults'"));
      } else if (near.isEmpty()) {
        problems.add(problem.likely("one of " + String.join(", ", asked)));
      } else {
        problems.add(problem.likely(String.join(", ", near)));
      }
    }
  }
}
