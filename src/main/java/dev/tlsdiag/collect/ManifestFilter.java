package dev.tlsdiag.collect;

import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of manifests in YAML: values of Secrets and of environment variables. Line
 * numbers stay, so that what a report says of a line is still there.
 */
final class ManifestFilter {
  private static final String MARK = "\"" + Redaction.MARK + "\"";

  private static final Comparator<Position> ORDER =
      Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

  /** In a line, so that carets below what comes behind a value still point to it. */
  private static final int MOST_BLANKS = 200;

  private static final Pattern BLOCK_START = Pattern.compile("[\\s?-]*");
  private static final Pattern KEY =
      Pattern.compile("\\s*[\"']?[A-Za-z0-9._/-]+[\"']?\\s*:(?=\\s|$)");

  /** Where the structure is not known, also amid a line. */
  private static final Pattern VALUES =
      Pattern.compile("(?i)(?<![A-Za-z0-9_.-])[\"']?(?:data|stringData)[\"']?\\s*:");

  private final List<String> lines;

  /** What begins where, and which brackets are open there, as their ends: {@code ]}}. */
  private final NavigableMap<Position, String> places = new TreeMap<>(ORDER);

  /** Where values begin that are not shown, and where the last of what is in them begins. */
  private final NavigableMap<Position, Position> hidden = new TreeMap<>(ORDER);

  private long taken;

  private ManifestFilter(List<String> lines) {
    this.lines = lines;
  }

  /**
   * What may be shown of it.
   *
   * @param secretsTaken how many secrets were taken out
   */
  record Shown(String text, long secretsTaken) {}

  /**
   * The same text without its secrets; of YAML that cannot be read, without what looks like one.
   */
  static Shown of(YamlText text) {
    ManifestFilter manifest = new ManifestFilter(new ArrayList<>(text.text().lines().toList()));
    YamlProblems problems = new YamlProblems();
    List<YamlNode> documents = text.parseAll(problems, YamlText.Limits.PRINTED);
    documents.forEach(document -> manifest.place(document, ""));
    documents.forEach(document -> manifest.walk(document, false));
    // From the end, so that every place before is still where it was
    manifest.hidden.descendingMap().forEach(manifest::mark);
    if (!problems.all().isEmpty()) {
      manifest.everyValueBelow();
    }
    SecretFilter filter = new SecretFilter();
    List<String> shown = new ArrayList<>();
    manifest.lines.forEach(line -> shown.add(filter.structured(line)));
    return new Shown(String.join("\n", shown) + "\n", manifest.taken + filter.taken());
  }

  private void place(YamlNode node, String open) {
    places.putIfAbsent(node.position(), open);
    if (node instanceof YamlNode.Sequence list) {
      String inside = (isAt(node.position(), '[') ? "]" : "") + open;
      list.items().forEach(item -> place(item, inside));
    } else if (node instanceof YamlNode.Mapping mapping) {
      String inside = (isAt(node.position(), '{') ? "}" : "") + open;
      for (YamlNode.Entry entry : mapping.entries()) {
        places.put(entry.key().position(), inside); // a block mapping begins at its first key
        place(entry.value(), inside);
      }
    }
  }

  private boolean isAt(Position position, char c) {
    String line = position.line() <= lines.size() ? lines.get(position.line() - 1) : "";
    int offset = offset(line, position);
    return offset < line.length() && line.charAt(offset) == c;
  }

  private static int offset(String line, Position position) {
    return line.offsetByCodePoints(
        0, Math.min(position.column() - 1, line.codePointCount(0, line.length())));
  }

  /**
   * Hides what is secret in a value.
   *
   * @param inSecrets whether it is an item of a list of Secrets, that need not say so themselves
   */
  private void walk(YamlNode node, boolean inSecrets) {
    if (node instanceof YamlNode.Sequence list) {
      list.items().forEach(item -> walk(item, inSecrets));
      return;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return;
    }
    String kind = scalar(mapping, "kind").orElse("");
    boolean secret = kind.equals("Secret") || inSecrets && kind.isEmpty();
    boolean header = scalar(mapping, "name").map(Redaction::isSecretHeader).orElse(false);
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (secret && (key.equals("data") || key.equals("stringData"))) {
        values(entry.value());
      } else if (secret && key.equals("metadata")) {
        annotations(entry.value());
      } else if (key.equals("env") && entry.value() instanceof YamlNode.Sequence list) {
        list.items().forEach(this::variable);
      } else if (key.endsWith("last-applied-configuration")
          || header && key.equals("value") && !isEmpty(entry.value())) {
        hide(entry.value());
      } else {
        walk(entry.value(), key.equals("items") && kind.equals("SecretList"));
      }
    }
  }

  private void values(YamlNode node) {
    if (node instanceof YamlNode.Mapping values) {
      values.entries().stream()
          .filter(value -> !SecretFilter.CERTIFICATES.contains(value.key().text()))
          .forEach(value -> hide(value.value()));
    } else if (!isEmpty(node)) {
      hide(node);
    }
  }

  /** {@code kubectl apply} keeps the whole Secret in one of them. */
  private void annotations(YamlNode metadata) {
    if (metadata instanceof YamlNode.Mapping mapping
        && mapping.entry("annotations").map(YamlNode.Entry::value).orElse(null)
            instanceof YamlNode.Mapping annotations) {
      annotations.entries().forEach(each -> hide(each.value()));
    }
  }

  private void variable(YamlNode variable) {
    if (variable instanceof YamlNode.Mapping mapping) {
      mapping
          .entry("value")
          .filter(value -> !isEmpty(value.value()))
          .ifPresent(value -> hide(value.value()));
    }
  }

  private static Optional<String> scalar(YamlNode.Mapping mapping, String key) {
    return mapping
        .entry(key)
        .map(YamlNode.Entry::value)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(value -> ((YamlNode.Scalar) value).text());
  }

  private static boolean isEmpty(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && scalar.text().isEmpty();
  }

  private void hide(YamlNode value) {
    hidden.merge(value.position(), last(value, value.position()), ManifestFilter::later);
  }

  private static Position last(YamlNode node, Position soFar) {
    Position last = later(soFar, node.position());
    if (node instanceof YamlNode.Sequence list) {
      for (YamlNode item : list.items()) {
        last = last(item, last);
      }
    } else if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        last = last(entry.value(), later(last, entry.key().position()));
      }
    }
    return last;
  }

  private static Position later(Position one, Position other) {
    return ORDER.compare(one, other) < 0 ? other : one;
  }

  /** The mark in place of a value: of all that stands before what comes next in the document. */
  private void mark(Position from, Position last) {
    if (from.line() > lines.size()) {
      return;
    }
    taken++;
    Map.Entry<Position, String> next = places.higherEntry(last);
    String open = places.getOrDefault(from, "");
    String then = next == null ? "" : next.getValue();
    String ends = open.endsWith(then) ? open.substring(0, open.length() - then.length()) : "";
    String mark = MARK + ends + (then.isEmpty() ? "" : ",") + " ";
    int first = from.line() - 1;
    String text = lines.get(first);
    String before = text.substring(0, offset(text, from));
    if (next != null && next.getKey().line() == from.line()) {
      int until = offset(text, next.getKey());
      int room = Math.min(MOST_BLANKS, until - before.length()) - mark.length();
      lines.set(first, before + mark + " ".repeat(Math.max(0, room)) + text.substring(until));
      return;
    }
    lines.set(first, (before + mark).stripTrailing());
    for (int i = first + 1; i < lines.size() && !lines.get(i).startsWith("---"); i++) {
      String line = lines.get(i);
      if (next != null && i == next.getKey().line() - 1) {
        int until = offset(line, next.getKey());
        if (!BLOCK_START.matcher(line.substring(0, until)).matches()) {
          lines.set(i, " ".repeat(until) + line.substring(until));
        }
        return;
      }
      lines.set(i, "");
    }
  }

  /** Where the structure is not known: every indented line behind such a key. */
  private void everyValueBelow() {
    int below = -1;
    boolean all = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("---")) {
        below = -1;
        all = false;
      } else if (line.isBlank()) {
        continue;
      } else if (all) {
        lines.set(i, "");
      } else if (below >= 0 && indentation(line) > below) {
        Matcher key = KEY.matcher(line);
        boolean known = key.lookingAt();
        all = known && isOpen(line.substring(key.end()));
        taken += line.contains(MARK) ? 0 : 1;
        lines.set(i, known ? key.group() + " " + MARK : "");
      } else {
        Matcher values = VALUES.matcher(line);
        below = values.find() ? indentation(line) : -1;
        if (below >= 0) {
          all = isOpen(line.substring(values.end()));
          lines.set(i, line.substring(0, values.end()));
        }
      }
    }
  }

  /** Whether it may go on at any indentation: in brackets or quotes. */
  private static boolean isOpen(String value) {
    String text = value.strip();
    return !text.isEmpty() && "{[\"'".indexOf(text.charAt(0)) >= 0 && !text.equals(MARK);
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }
}
