package dev.tlsdiag.mesh.hubble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label selector as {@code hubble -l} and {@code kubectl -l} take it: {@code app=x,tier!=db},
 * {@code env in (a, b)}, {@code !canary}, {@code reserved:world}. A key without a source ({@code
 * k8s:}) matches labels of every source.
 */
record LabelQuery(List<Requirement> requirements) {
  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
  private static final Pattern KEY = Pattern.compile("(!?)\\s*([^=!(),\\s]+)");

  /**
   * One part.
   *
   * @param source empty text of any
   * @param values that it has to be one of; empty where its being there is enough
   * @param wanted false of one that must not be there, or not have these values
   */
  record Requirement(String source, String key, Set<String> values, boolean wanted) {
    Requirement {
      values = Set.copyOf(values);
    }

    boolean matches(List<String> labels) {
      for (String label : labels) {
        if (matches(label)) {
          return wanted;
        }
      }
      return !wanted;
    }

    /** Labels read {@code source:key=value}. */
    private boolean matches(String label) {
      int equals = label.indexOf('=');
      String name = equals < 0 ? label : label.substring(0, equals);
      int colon = name.indexOf(':');
      String from = colon < 0 ? "" : name.substring(0, colon);
      return name.substring(colon + 1).equals(key)
          && (source.isEmpty() || source.equals("any") || source.equals(from))
          && (values.isEmpty() || values.contains(equals < 0 ? "" : label.substring(equals + 1)));
    }
  }

  LabelQuery {
    requirements = List.copyOf(requirements);
  }

  boolean matches(List<String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.matches(labels));
  }

  /**
   * Reads a selector.
   *
   * @throws IllegalArgumentException where it is none
   */
  static LabelQuery parse(String text) {
    List<Requirement> all = new ArrayList<>();
    for (String part : parts(text)) {
      all.add(
          requirement(part.strip())
              .orElseThrow(
                  () -> new IllegalArgumentException("'" + text + "' is no label selector")));
    }
    return new LabelQuery(all);
  }

  /** Between commas that stand in no brackets. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Optional<Requirement> requirement(String part) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      List<String> values = Arrays.stream(set.group(3).split(",")).map(String::strip).toList();
      return Optional.of(of(set.group(1), Set.copyOf(values), set.group(2).equals("in")));
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      boolean wanted = !equality.group(2).equals("!=");
      return Optional.of(of(equality.group(1), Set.of(equality.group(3)), wanted));
    }
    Matcher key = KEY.matcher(part);
    return key.matches()
        ? Optional.of(of(key.group(2), Set.of(), key.group(1).isEmpty()))
        : Optional.empty();
  }

  private static Requirement of(String name, Set<String> values, boolean wanted) {
    int colon = name.indexOf(':');
    String source = colon < 0 ? "" : name.substring(0, colon);
    return new Requirement(source, name.substring(colon + 1), values, wanted);
  }
}
