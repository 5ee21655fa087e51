package dev.tlsdiag.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What a command's class says of it in words, in parts: help pages and manual pages lay them out.
 *
 * @param synopsis lines as {@code tlsdiag capture [OPTIONS] FILE...}
 * @param summary what it does, the first paragraph
 * @param paragraphs what else there is to say
 * @param examples at least one where the command is to be run by itself
 * @param exit what the exit codes mean, divided by {@code ·}; empty in a subcommand
 */
record CommandText(
    List<String> synopsis,
    String summary,
    List<String> paragraphs,
    List<Example> examples,
    String exit) {
  private static final String EXAMPLES = "Examples:";
  private static final String EXIT = "Exit:";

  CommandText {
    synopsis = List.copyOf(synopsis);
    paragraphs = List.copyOf(paragraphs);
    examples = List.copyOf(examples);
  }

  /**
   * A line to paste.
   *
   * @param comment what it is for; empty where the line says it
   */
  record Example(String line, String comment) {
    static Example of(String text) {
      int hash = text.indexOf(" # ");
      return hash < 0
          ? new Example(text.strip(), "")
          : new Example(text.substring(0, hash).strip(), text.substring(hash + 3).strip());
    }
  }

  /** Of a model that {@link CommandModels} made. */
  static CommandText of(CommandSpec spec) {
    UsageMessageSpec usage = spec.usageMessage();
    List<String> paragraphs = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    boolean inExamples = false;
    for (String line : lines(usage.description())) {
      inExamples |= line.equals(EXAMPLES);
      if (inExamples && line.startsWith("  ")) {
        examples.add(Example.of(line));
      } else if (line.isBlank()) {
        inExamples = false;
        end(paragraph, paragraphs);
      } else if (!line.equals(EXAMPLES)) {
        paragraph.append(paragraph.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    end(paragraph, paragraphs);
    String summary = paragraphs.isEmpty() ? "" : paragraphs.remove(0);
    String footer =
        lines(usage.footer()).stream().map(String::strip).collect(Collectors.joining(" ")).strip();
    int exit = footer.indexOf(EXIT);
    String before = exit < 0 ? footer : footer.substring(0, exit).strip();
    if (!before.isEmpty()) {
      paragraphs.add(before);
    }
    return new CommandText(
        synopsisOf(spec),
        summary,
        paragraphs,
        examples,
        exit < 0 ? "" : footer.substring(exit + EXIT.length()).strip());
  }

  /** The first sentence of the summary. */
  String sentence() {
    return summary.replaceFirst("(?<=[a-z0-9)])[.:;] .*", ".");
  }

  /** What an option or an argument is for, in one paragraph. */
  static String of(ArgSpec argument) {
    return String.join(" ", lines(argument.description())).strip();
  }

  private static List<String> synopsisOf(CommandSpec spec) {
    List<String> custom =
        lines(spec.usageMessage().customSynopsis()).stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.replaceFirst("^Usage: ", "").strip())
            .toList();
    return custom.isEmpty() ? List.of(usual(spec)) : custom;
  }

  private static String usual(CommandSpec spec) {
    String arguments =
        spec.positionalParameters().stream()
            .filter(each -> !each.hidden())
            .map(
                each -> each.arity().min() == 0 ? "[" + each.paramLabel() + "]" : each.paramLabel())
            .collect(Collectors.joining(" "));
    String commands = spec.subcommands().isEmpty() ? "" : " COMMAND";
    return (spec.qualifiedName() + commands + " [OPTIONS] " + arguments).strip();
  }

  private static void end(StringBuilder paragraph, List<String> paragraphs) {
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph.toString());
      paragraph.setLength(0);
    }
  }

  /** What the option parser's own layout would make of them, as far as we use it. */
  private static List<String> lines(String... texts) {
    return Arrays.stream(texts)
        .flatMap(text -> Arrays.stream(text.replace("%n", "\n").replace("%%", "%").split("\n", -1)))
        .toList();
  }
}
