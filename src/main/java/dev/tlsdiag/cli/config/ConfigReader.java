package dev.tlsdiag.cli.config;

import dev.tlsdiag.cli.config.Setting.Layer;
import dev.tlsdiag.cli.config.Setting.Source;
import dev.tlsdiag.yaml.NearWords;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads a configuration file: at the top a scalar or a list is an option of every command that has
 * it, and a mapping is a command with options of its own.
 */
final class ConfigReader {
  private static final int DEEPEST = 2; // policy: lint:

  private final Source source;
  private final KnownOptions known;
  private final YamlProblems problems;
  private final List<Setting> settings = new ArrayList<>();

  ConfigReader(Source source, KnownOptions known, YamlProblems problems) {
    this.source = source;
    this.known = known;
    this.problems = problems;
  }

  /** What it says; what is wrong in it is a problem more each. */
  List<Setting> read(YamlText text) {
    Optional<YamlNode> root = text.parse(problems);
    if (root.isEmpty() || root.get() instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      return List.of();
    }
    if (root.get() instanceof YamlNode.Mapping mapping) {
      command("", mapping, 0);
    } else {
      problems.add(
          root.get().position(),
          "a mapping of options to values is expected, not " + root.get().kind());
    }
    return List.copyOf(settings);
  }

  private void command(String command, YamlNode.Mapping mapping, int depth) {
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (entry.value() instanceof YamlNode.Mapping below) {
        String name = (command + " " + key).strip();
        if (depth < DEEPEST && known.isCommand(name)) {
          command(name, below, depth + 1);
        } else {
          wrong(entry, "there is no command '%s'".formatted(name), known.commandsBelow(command));
        }
      } else {
        option(command, key, entry);
      }
    }
  }

  private void option(String command, String key, YamlNode.Entry entry) {
    Optional<KnownOptions.Shape> shape = known.shape(command, key);
    if (shape.isEmpty()) {
      String of = command.isEmpty() ? "no command has" : "'%s' has no".formatted(command);
      wrong(entry, "%s option '--%s'".formatted(of, key), known.keys(command));
      return;
    }
    boolean allowed = !shape.get().hidden() && OptionKeys.mayStandInProjects(key);
    if (source.layer() == Layer.PROJECT && !allowed) {
      problems.add(
          entry.key().position(),
          "'%s' cannot stand in the file of a project".formatted(key),
          "whoever wrote this repository would decide it for you; put it into your own file");
      return;
    }
    List<String> values = values(entry, shape.get());
    if (!values.isEmpty()) {
      settings.add(new Setting(command, key, values, source, Optional.of(entry.key().position())));
    }
  }

  private List<String> values(YamlNode.Entry entry, KnownOptions.Shape shape) {
    String key = entry.key().text();
    List<YamlNode> nodes =
        entry.value() instanceof YamlNode.Sequence list ? list.items() : List.of(entry.value());
    if (nodes.size() != 1 && !shape.repeatable()) {
      problems.add(entry.value().position(), "'%s' takes one value".formatted(key));
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (YamlNode node : nodes) {
      if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
        problems.add(node.position(), "'%s' takes a value, not %s".formatted(key, node.kind()));
      } else if (shape.flag() && !isBoolean(scalar.text())) {
        problems.add(
            node.position(), "'%s' takes true or false, not '%s'".formatted(key, scalar.text()));
      } else {
        values.add(scalar.text());
      }
    }
    return values;
  }

  static boolean isBoolean(String text) {
    return text.equals("true") || text.equals("false");
  }

  private void wrong(YamlNode.Entry entry, String message, Collection<String> all) {
    List<String> near = NearWords.nearest(entry.key().text(), all);
    if (near.isEmpty()) {
      problems.add(entry.key().position(), message);
    } else {
      problems.add(entry.key().position(), message, String.join(", ", near));
    }
  }
}
