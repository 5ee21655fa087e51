package dev.tlsdiag.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsdiag.cli.config.Configuration;
import dev.tlsdiag.cli.config.OptionKeys;
import dev.tlsdiag.cli.config.Setting;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.yaml.NearWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag config show}: what is set, which of several counts, where it comes from. */
@Command(
    name = "show",
    customSynopsis = {"tlsdiag config show [OPTIONS] [COMMAND …]", ""},
    description = {
      "Shows each option that is set, with its value; secrets in values are masked.",
      "",
      "Examples:",
      "  tlsdiag config show --origin",
      "  tlsdiag config show compare --all --origin    # with those that are at their default",
      "  tlsdiag config show policy lint -o json",
      ""
    },
    footer = {"", "Exit: 0 done · 2 usage, or a file is wrong · 4 could not run"})
final class ConfigShowCommand implements Callable<Integer>, ConfigFiles.Taker {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DEFAULT = "default";

  @Spec CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "What counts for this command.")
  List<String> command = List.of();

  @Option(names = "--origin", order = 1, description = "Where each value comes from.")
  boolean origin;

  @Option(names = "--all", order = 2, description = "Of COMMAND: options at their default too.")
  boolean all;

  @Option(
      names = {"-o", "--output"},
      order = 3,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      description = "text (default) or json.")
  String format = "text";

  /**
   * One line.
   *
   * @param counts whether no stronger one stands above it
   */
  private record Row(String path, String value, String origin, boolean counts) {}

  private ConfigFiles files;

  @Override
  public void take(ConfigFiles given) {
    files = given;
  }

  @Override
  public Integer call() throws IOException {
    Choices.requireOneOf("--output", format, List.of("text", "json"));
    PrintWriter err = spec.commandLine().getErr();
    Optional<CommandSpec> asked = asked();
    if (all && asked.isEmpty()) {
      throw CommandException.usage("'--all' is of one command")
          .attempt("tlsdiag config show compare --all");
    }
    Configuration configuration = files.read(Optional.empty(), err);
    List<Row> rows =
        asked.map(each -> of(each, configuration)).orElseGet(() -> ofAll(configuration, err));
    if (format.equals("json")) {
      json(rows);
    } else if (rows.isEmpty()) {
      err.println(
          "note: nothing is set"
              + asked.map(each -> " for this command").orElse("")
              + "; tlsdiag config files says where it could be");
    } else {
      text(rows);
    }
    return ExitCode.CLEAN;
  }

  private Optional<CommandSpec> asked() {
    if (command.isEmpty()) {
      return Optional.empty();
    }
    Commands.Entry entry =
        Commands.named(command.get(0)).orElseThrow(() -> unknown(command.get(0), Commands.names()));
    CommandSpec found = CommandModels.of(entry);
    for (String name : command.subList(1, command.size())) {
      if (!found.subcommands().containsKey(name)) {
        throw unknown(String.join(" ", command), found.subcommands().keySet());
      }
      found = found.subcommands().get(name).getCommandSpec();
    }
    return Optional.of(found);
  }

  private static CommandException unknown(String name, Set<String> known) {
    CommandException problem = CommandException.usage("unknown command '%s'".formatted(name));
    List<String> near = NearWords.nearest(name, known);
    return near.isEmpty() ? problem : problem.likely(String.join(", ", near));
  }

  private List<Row> of(CommandSpec asked, Configuration configuration) {
    List<Row> rows = new ArrayList<>();
    Map<String, Setting> set = new LinkedHashMap<>();
    configuration.of(asked).forEach((option, setting) -> set.put(setting.key(), setting));
    for (Map.Entry<String, OptionSpec> key : OptionKeys.of(asked).entrySet()) {
      Setting setting = set.get(key.getKey());
      if (setting != null) {
        rows.add(row(key.getKey(), setting, true));
      } else if (all && !key.getValue().hidden()) {
        rows.add(new Row(key.getKey(), usual(key.getValue()), DEFAULT, true));
      }
    }
    return rows;
  }

  /** What the option is where nobody sets it; empty where it is not set then. */
  private static String usual(OptionSpec option) {
    String told = option.defaultValue();
    Object initial = told == null ? option.initialValue() : told;
    boolean empty = initial == null || initial instanceof List<?> list && list.isEmpty();
    return empty ? "" : String.valueOf(initial);
  }

  private List<Row> ofAll(Configuration configuration, PrintWriter err) {
    Set<String> keys = new TreeSet<>();
    CommandModels.all().stream()
        .flatMap(CommandModels::withSubcommands)
        .forEach(each -> keys.addAll(OptionKeys.of(each).keySet()));
    List<Row> rows = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (Setting setting : configuration.settings()) {
      if (keys.contains(setting.key())) {
        rows.add(row(setting.path(), setting, told.add(setting.path())));
      } else {
        err.print(
            "warning: %s is no option's variable%s\n"
                .formatted(Printable.name(setting.source().name()), meant(setting.key(), keys)));
      }
    }
    return rows;
  }

  private static String meant(String key, Set<String> keys) {
    List<String> near = NearWords.nearest(key, keys);
    return near.isEmpty() ? "" : ": " + OptionKeys.variable(near.get(0)) + " is";
  }

  private static Row row(String path, Setting setting, boolean counts) {
    return new Row(path, masked(setting), setting.origin(), counts);
  }

  private static String masked(Setting setting) {
    List<String> values =
        setting.values().stream()
            .map(value -> setting.key().endsWith("header") ? header(value) : value)
            .map(Redaction.ON::url)
            .toList();
    return values.size() == 1 ? values.get(0) : values.toString();
  }

  private static String header(String value) {
    int colon = value.indexOf(':');
    String name = colon < 0 ? value : value.substring(0, colon);
    return colon < 0
        ? value
        : name + ": " + Redaction.ON.value(name, value.substring(colon + 1).strip());
  }

  private void text(List<Row> rows) {
    PrintWriter out = spec.commandLine().getOut();
    int width = rows.stream().mapToInt(row -> line(row).length()).max().orElse(0);
    for (Row row : rows) {
      String line = line(row);
      String note = row.counts() ? "" : "   (a stronger one stands above)";
      String from = " ".repeat(width - line.length()) + "   " + Printable.escape(row.origin());
      out.print((origin ? line + from + note : line + note) + "\n");
    }
  }

  private static String line(Row row) {
    return (row.path() + ": " + Printable.escape(row.value())).stripTrailing();
  }

  private void json(List<Row> rows) throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode settings = root.put("schemaVersion", 1).putArray("settings");
    for (Row row : rows) {
      ObjectNode one = settings.addObject().put("key", row.path()).put("value", row.value());
      one.put("origin", row.origin()).put("counts", row.counts());
    }
    spec.commandLine().getOut().print(MAPPER.writeValueAsString(root) + "\n");
  }
}
