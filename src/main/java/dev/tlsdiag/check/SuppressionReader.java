package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.yaml.Fields;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a file of what is known and is not to count: a list of entries under {@code ignore}. */
public final class SuppressionReader {
  private final YamlProblems problems;

  public SuppressionReader(YamlProblems problems) {
    this.problems = requireNonNull(problems, "problems is null");
  }

  /** What could be read; what could not is a problem. An empty file has no entries. */
  public List<Suppression> read(YamlText text) {
    Optional<YamlNode> root = text.parse(problems);
    if (root.isEmpty() || root.get() instanceof YamlNode.Scalar nothing && nothing.isNull()) {
      return List.of();
    }
    Optional<Fields> file = Fields.of(root.get(), "a file of what is known", problems);
    if (file.isEmpty()) {
      return List.of();
    }
    file.get().require("ignore");
    List<Suppression> entries = new ArrayList<>();
    Optional<YamlNode> list = file.get().node("ignore");
    if (list.isPresent() && list.get() instanceof YamlNode.Sequence items) {
      items.items().forEach(item -> entry(item).ifPresent(entries::add));
    } else if (list.filter(node -> !(node instanceof YamlNode.Scalar s && s.isNull()))
        .isPresent()) {
      problems.add(
          list.get().position(), "'ignore' is a list of entries, not " + list.get().kind());
    }
    file.get().end();
    return entries;
  }

  private Optional<Suppression> entry(YamlNode node) {
    Optional<Fields> fields = Fields.of(node, "an entry", problems);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    Fields entry = fields.get();
    entry.require("rule");
    entry.require("reason");
    Optional<String> rule = entry.word("rule", names());
    Optional<String> host = entry.value("host", text -> text);
    Optional<String> check = entry.value("check", text -> text);
    Optional<String> reason = entry.value("reason", SuppressionReader::reason);
    Optional<LocalDate> until = entry.value("until", SuppressionReader::date);
    entry.end();
    return rule.isEmpty() || reason.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Suppression(
                rule.get(), rules(rule.get()), host, check, reason.get(), until, node.position()));
  }

  /** Names of rules, of failures, and of expectations. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>(ExpectationRules.names());
    Rules.ALL.forEach(rule -> names.add(rule.info().name()));
    Catalogue.ALL.forEach(entry -> names.add(entry.name()));
    return names;
  }

  private static Set<String> rules(String name) {
    Set<String> rules = new HashSet<>(Set.of(name));
    Catalogue.named(name).ifPresent(entry -> rules.addAll(entry.rules()));
    return rules;
  }

  private static String reason(String text) {
    if (text.isBlank()) {
      throw new Fields.WrongValueException("a reason has words", "");
    }
    return text.strip();
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new Fields.WrongValueException("'%s' is no day".formatted(text), "2026-12-31");
    }
  }
}
