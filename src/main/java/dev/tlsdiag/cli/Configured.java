package dev.tlsdiag.cli;

import dev.tlsdiag.cli.config.Configuration;
import dev.tlsdiag.cli.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The words of a command line with those that the configuration adds.
 *
 * @param args with the command's own name left out
 * @param added what was added, by the option's longest name
 */
record Configured(List<String> args, Map<String, Setting> added) {
  /**
   * Options that were typed are left as they are; the others come in front of all that was typed.
   *
   * @param spec of the command, which is used up
   */
  static Configured of(CommandSpec spec, List<String> args, Configuration configuration) {
    int at = 0;
    CommandSpec called = spec;
    for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
      if (called.subcommands().containsKey(args.get(i))) {
        called = called.subcommands().get(args.get(i)).getCommandSpec();
        at = i + 1;
      }
    }
    Map<OptionSpec, Setting> chosen = configuration.of(called);
    if (chosen.isEmpty()) {
      return new Configured(args, Map.of());
    }
    Optional<Set<OptionSpec>> parsed = matched(spec, args);
    Map<String, Setting> added = new LinkedHashMap<>();
    List<String> words = new ArrayList<>(args.subList(0, at));
    for (Map.Entry<OptionSpec, Setting> each : chosen.entrySet()) {
      OptionSpec option = each.getKey();
      boolean typed =
          parsed.map(all -> all.contains(option)).orElseGet(() -> isAmong(option, args));
      if (!typed) {
        words.addAll(Configuration.words(option, each.getValue()));
        added.put(option.longestName(), each.getValue());
      }
    }
    words.addAll(args.subList(at, args.size()));
    return new Configured(words, added);
  }

  /** The options typed; empty where the words alone are no command line. */
  private static Optional<Set<OptionSpec>> matched(CommandSpec spec, List<String> args) {
    List<String> line = new ArrayList<>(List.of(spec.name()));
    line.addAll(args);
    try {
      ParseResult parsed = spec.root().commandLine().parseArgs(line.toArray(String[]::new));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return Optional.of(Set.copyOf(parsed.matchedOptionsSet()));
    } catch (ParameterException e) {
      return Optional.empty();
    }
  }

  private static boolean isAmong(OptionSpec option, List<String> args) {
    return args.stream()
        .takeWhile(word -> !word.equals("--"))
        .anyMatch(
            word ->
                List.of(option.names()).stream()
                    .anyMatch(
                        name ->
                            word.equals(name)
                                || word.startsWith(name + "=")
                                || name.length() == 2 && word.startsWith(name)));
  }

  /** Says of wrong usage which setting is at fault, where it is one. */
  CommandException told(CommandException problem) {
    return added.entrySet().stream()
        .filter(each -> problem.getMessage().contains(each.getKey()))
        .findFirst()
        .map(
            each ->
                problem
                    .saying(
                        "%s (%s is of %s)"
                            .formatted(
                                problem.getMessage(), each.getKey(), each.getValue().origin()))
                    .attempt("tlsdiag config show --origin"))
        .orElse(problem);
  }
}
