package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.yaml.Fields;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.Variables;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a file of checks. Everything that is wrong is noted with its place; only a file without a
 * problem becomes a {@link CheckFile}.
 */
public final class CheckReader {
  static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
  static final Duration USUAL_BACKOFF = Duration.ofSeconds(1);

  private static final int MOST_RETRIES = 20;
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /** Only a check itself can say these. */
  private static final Set<String> OF_ONE_CHECK = Set.of("url", "lab", "description");

  private final Map<String, String> environment;
  private final Path folder;
  private final YamlProblems problems;

  /**
   * @param environment for {@code ${NAME}}
   * @param folder that names of files are relative to
   */
  public CheckReader(Map<String, String> environment, Path folder, YamlProblems problems) {
    this.environment = Map.copyOf(environment);
    this.folder = requireNonNull(folder, "folder is null");
    this.problems = requireNonNull(problems, "problems is null");
  }

  /** Empty where there is a problem. */
  public Optional<CheckFile> read(YamlText text) {
    Optional<YamlNode> root = text.parse(problems);
    if (root.isEmpty() || root.get() instanceof YamlNode.Scalar s && s.isNull()) {
      if (problems.isEmpty()) {
        problems.add(
            Position.START, "the file is empty", "checks: {app: \"https://app.example.test/\"}");
      }
      return Optional.empty();
    }
    YamlNode filled = new Variables(environment, problems).in(root.get());
    Optional<Fields> file = Fields.of(filled, "a file of checks", problems);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    List<CheckSpec> checks = checks(file.get());
    return problems.isEmpty() ? Optional.of(new CheckFile(text.name(), checks)) : Optional.empty();
  }

  private List<CheckSpec> checks(Fields file) {
    Map<String, PathSpec> paths = new PathReader(problems).read(file);
    Optional<YamlNode> defaults = file.node("defaults");
    YamlNode.Mapping usual = defaults.map(this::defaults).orElse(empty(file.position()));
    file.require("checks");
    List<CheckSpec> checks = new ArrayList<>();
    List<YamlNode.Entry> entries = file.named("checks", "checks");
    boolean none = file.node("checks").filter(YamlNode.Mapping.class::isInstance).isPresent();
    if (none && entries.isEmpty()) {
      problems.add(file.positionOf("checks"), "there is no check in 'checks'");
    }
    for (YamlNode.Entry entry : entries) {
      String name = entry.key().text();
      if (!name.matches(NAME)) {
        problems.add(
            entry.key().position(),
            "'%s' is no name for a check".formatted(name),
            "letters, digits, '.', '_' and '-', at most 64");
      }
      own(entry).flatMap(own -> check(entry, own, usual, paths)).ifPresent(checks::add);
    }
    file.end();
    return checks;
  }

  private YamlNode.Mapping defaults(YamlNode node) {
    Optional<Fields> fields = Fields.of(node, "'defaults'", problems);
    if (fields.isEmpty()) {
      return empty(node.position());
    }
    for (YamlNode.Entry entry : ((YamlNode.Mapping) node).entries()) {
      if (OF_ONE_CHECK.contains(entry.key().text())) {
        problems.add(
            entry.key().position(),
            "'%s' is of one check, and cannot be a default".formatted(entry.key().text()));
      }
    }
    return (YamlNode.Mapping) node;
  }

  private static YamlNode.Mapping empty(Position position) {
    return new YamlNode.Mapping(List.of(), position);
  }

  /** A check that is nothing but a URL needs no more than that. */
  private Optional<YamlNode.Mapping> own(YamlNode.Entry entry) {
    if (entry.value() instanceof YamlNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    if (entry.value() instanceof YamlNode.Scalar url && !url.isNull()) {
      YamlNode.Scalar key = new YamlNode.Scalar("url", true, url.position());
      return Optional.of(
          new YamlNode.Mapping(List.of(new YamlNode.Entry(key, url)), entry.key().position()));
    }
    problems.add(
        entry.value().position(),
        "the check '%s' is a URL or a mapping of keys to values, not %s"
            .formatted(entry.key().text(), entry.value().kind()));
    return Optional.empty();
  }

  private Optional<CheckSpec> check(
      YamlNode.Entry entry,
      YamlNode.Mapping own,
      YamlNode.Mapping defaults,
      Map<String, PathSpec> paths) {
    Fields fields = new Fields(merged(defaults, own), "a check", problems);
    Position position = entry.key().position();
    Optional<String> description = fields.value("description", text -> text);
    Optional<CheckSpec.Goal> goal = goal(entry, own, fields);
    List<PathSpec> taken = taken(fields, paths, goal);
    boolean experiments = fields.bool("experiments").orElse(true);
    Duration timeout = fields.value("timeout", Spans::parse).orElse(USUAL_TIMEOUT);
    int retries = fields.number("retries", 0, MOST_RETRIES).orElse(0);
    Duration backoff = fields.value("backoff", Spans::parse).orElse(USUAL_BACKOFF);
    boolean secure =
        goal.filter(g -> g instanceof CheckSpec.Goal.Url url && !url.request().request().secure())
            .isEmpty();
    List<Expectation> expectations =
        new ExpectationReader(problems)
            .read(fields, own.entry("expect"), new ExpectationReader.Case(position, secure, taken));
    fields.end();
    return goal.map(
        g ->
            new CheckSpec(
                entry.key().text(),
                description.orElse(""),
                position,
                g,
                taken,
                expectations,
                experiments,
                timeout,
                retries,
                backoff));
  }

  private Optional<CheckSpec.Goal> goal(YamlNode.Entry entry, YamlNode.Mapping own, Fields fields) {
    RequestReader requests = new RequestReader(folder, problems);
    Optional<Scenario> scenario = fields.value("lab", CheckReader::scenario);
    boolean lab = own.entry("lab").isPresent();
    if (lab) {
      requests.refuse(own, fields);
      return scenario.map(CheckSpec.Goal.Lab::new);
    }
    if (own.entry("url").isEmpty()) {
      problems.add(
          entry.key().position(), "the check '%s' has no 'url'".formatted(entry.key().text()));
    }
    return requests.read(fields).map(CheckSpec.Goal.Url::new);
  }

  private static Scenario scenario(String name) {
    List<String> names = Scenarios.ALL.stream().map(Scenario::name).toList();
    return Scenarios.named(Fields.wordOf(name, names)).orElseThrow();
  }

  private List<PathSpec> taken(
      Fields fields, Map<String, PathSpec> paths, Optional<CheckSpec.Goal> goal) {
    boolean lab = goal.filter(CheckSpec.Goal.Lab.class::isInstance).isPresent();
    List<PathSpec> taken =
        fields.values(
            "paths",
            name -> {
              if (name.equals(PathSpec.LAB_NAME) && goal.isPresent() && !lab) {
                throw new Fields.WrongValueException("'lab' is the path of a 'lab' check", "");
              }
              if (name.contains(",")) {
                throw new Fields.WrongValueException(
                    "'%s' is one value".formatted(name), "a list: [%s]".formatted(name));
              }
              List<String> known = new ArrayList<>(paths.keySet());
              if (!lab) {
                known.remove(PathSpec.LAB_NAME);
              }
              return paths.get(Fields.wordOf(name, known));
            });
    long different = taken.stream().map(PathSpec::name).distinct().count();
    if (different < taken.size()) {
      problems.add(fields.positionOf("paths"), "'paths' names one path twice");
    }
    if (!taken.isEmpty()) {
      return taken;
    }
    return lab ? List.of(PathSpec.DIRECT, PathSpec.LAB) : List.of(PathSpec.DIRECT);
  }

  /** The defaults, but for what the check says itself; mappings in both are merged likewise. */
  static YamlNode.Mapping merged(YamlNode.Mapping defaults, YamlNode.Mapping own) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (YamlNode.Entry entry : defaults.entries()) {
      Optional<YamlNode.Entry> instead = own.entry(entry.key().text());
      if (instead.isEmpty()) {
        entries.add(entry);
      } else if (instead.get().value() instanceof YamlNode.Mapping mine
          && entry.value() instanceof YamlNode.Mapping usual) {
        entries.add(new YamlNode.Entry(instead.get().key(), merged(usual, mine)));
      } else {
        entries.add(instead.get());
      }
    }
    own.entries().stream()
        .filter(entry -> defaults.entry(entry.key().text()).isEmpty())
        .forEach(entries::add);
    return new YamlNode.Mapping(entries, own.position());
  }
}
