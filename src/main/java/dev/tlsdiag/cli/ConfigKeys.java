package dev.tlsdiag.cli;

import dev.tlsdiag.cli.config.OptionKeys;
import dev.tlsdiag.cli.manual.ManualPage.Block;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.Prose;
import dev.tlsdiag.cli.manual.Prose.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The keys of configuration files, each with the commands that have the option. */
final class ConfigKeys {
  private ConfigKeys() {}

  static List<Block> blocks() {
    Map<String, TreeSet<String>> commands = new TreeMap<>();
    Map<String, OptionSpec> options = new TreeMap<>();
    for (CommandSpec model : CommandModels.all()) {
      CommandModels.withSubcommands(model)
          .forEach(
              each ->
                  OptionKeys.of(each)
                      .forEach(
                          (key, option) -> {
                            if (!option.hidden()) {
                              String name = each.qualifiedName();
                              commands
                                  .computeIfAbsent(key, k -> new TreeSet<>())
                                  .add(name.substring(name.indexOf(' ') + 1));
                              options.putIfAbsent(key, option);
                            }
                          }));
    }
    List<Block> blocks = new ArrayList<>();
    commands.forEach(
        (key, names) ->
            blocks.add(
                new Item(
                    Prose.bold(key + ":").and(Style.PLAIN, value(options.get(key))),
                    Prose.plain(
                        "Of %s.%s"
                            .formatted(
                                String.join(", ", names),
                                OptionKeys.mayStandInProjects(key)
                                    ? ""
                                    : " Not in the file of a project.")))));
    return blocks;
  }

  private static String value(OptionSpec option) {
    return option.arity().max() == 0 ? " true|false" : " " + option.paramLabel();
  }
}
