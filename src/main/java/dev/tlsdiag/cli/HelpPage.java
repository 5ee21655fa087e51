package dev.tlsdiag.cli;

import dev.tlsdiag.report.TextLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The page of a command: what it does, two examples and the options that are asked for most; or,
 * whole, all that it can do.
 */
final class HelpPage {
  private static final int NARROWEST = 60;
  private static final int WIDEST = 100;
  private static final int EXAMPLES_SHOWN = 2;

  /** Where descriptions begin. */
  private static final int INDENT = 28;

  private final CommandSpec spec;
  private final CommandText text;
  private final int columns;
  private final boolean whole;
  private final StringBuilder page = new StringBuilder();

  /**
   * @param columns of the terminal
   * @param whole all examples, paragraphs and options
   */
  HelpPage(CommandSpec spec, int columns, boolean whole) {
    this.spec = spec;
    this.text = CommandText.of(spec);
    this.columns = Math.max(NARROWEST, Math.min(columns, WIDEST));
    this.whole = whole;
  }

  String text() {
    String usage = "Usage: ";
    for (String line : text.synopsis()) {
      page.append(usage).append(line).append('\n');
      usage = "       ";
    }
    paragraph(text.summary());
    if (whole) {
      text.paragraphs().forEach(this::paragraph);
    }
    examples();
    arguments();
    commands();
    footer();
    return page.toString();
  }

  private void paragraph(String words) {
    page.append('\n');
    TextLayout.wrap(words, columns).forEach(line -> page.append(line).append('\n'));
  }

  private void examples() {
    List<CommandText.Example> shown =
        whole ? text.examples() : text.examples().stream().limit(EXAMPLES_SHOWN).toList();
    if (shown.isEmpty()) {
      return;
    }
    page.append("\nExamples:\n");
    int longest = shown.stream().mapToInt(each -> each.line().length()).max().orElse(0);
    for (CommandText.Example example : shown) {
      String line = "  " + example.line();
      String comment = example.comment().isEmpty() ? "" : "# " + example.comment();
      String padded = line + " ".repeat(longest + 2 - line.length()) + "  " + comment;
      if (comment.isEmpty()) {
        page.append(line).append('\n');
      } else if (padded.length() <= columns) {
        page.append(padded).append('\n');
      } else if (line.length() + 2 + comment.length() <= columns) {
        page.append(line).append("  ").append(comment).append('\n');
      } else {
        page.append("  ").append(comment).append('\n').append(line).append('\n');
      }
    }
  }

  private void arguments() {
    List<OptionSpec> all = visible(spec);
    List<OptionSpec> shown = whole ? all : UsualOptions.of(spec, all);
    if (!shown.isEmpty() || !spec.positionalParameters().isEmpty()) {
      page.append('\n');
    }
    for (PositionalParamSpec argument : spec.positionalParameters()) {
      if (!argument.hidden() && !CommandText.of(argument).isEmpty()) {
        row("  " + argument.paramLabel(), CommandText.of(argument));
      }
    }
    Set<OptionSpec> grouped =
        spec.argGroups().stream()
            .filter(group -> group.heading() != null)
            .flatMap(group -> group.allOptionsNested().stream())
            .collect(Collectors.toSet());
    shown.stream().filter(option -> !grouped.contains(option)).forEach(this::option);
    for (ArgGroupSpec group : spec.argGroups()) {
      List<OptionSpec> of =
          shown.stream().filter(each -> group.allOptionsNested().contains(each)).toList();
      if (group.heading() != null && !of.isEmpty()) {
        paragraph(group.heading().replace("%n", "").strip());
        of.forEach(this::option);
      }
    }
    int more = all.size() - shown.size();
    if (more > 0) {
      row(
          "      " + CommonOptions.HELP_ALL,
          "Show %d more options%s.".formatted(more, moreExamples()));
    }
  }

  private String moreExamples() {
    int more = text.examples().size() - EXAMPLES_SHOWN;
    return more > 0 ? " and %d more example%s".formatted(more, more == 1 ? "" : "s") : "";
  }

  /** Options that are not hidden, in the order in which they are to be read. */
  static List<OptionSpec> visible(CommandSpec spec) {
    return spec.options().stream()
        .filter(option -> !option.hidden() && !isOfEvery(option))
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .toList();
  }

  /** Of every command: told at the end, or not at all. */
  private static boolean isOfEvery(OptionSpec option) {
    return List.of(CommonOptions.HELP_ALL, "--debug").contains(option.longestName());
  }

  private void option(OptionSpec option) {
    row(label(option), CommandText.of(option));
  }

  /**
   * {@code -x, --proxy HOST}, short names in a column of their own. {@code -servername}, as openssl
   * has it, is understood and not told.
   */
  static String label(OptionSpec option) {
    List<String> names = new ArrayList<>(List.of(option.names()));
    names.removeIf(name -> name.length() > 2 && !name.startsWith("--"));
    names.sort(Comparator.comparing(name -> name.startsWith("--")));
    String indent = names.get(0).startsWith("--") ? "      " : "  ";
    return indent + String.join(", ", names) + value(option).orElse("");
  }

  private static Optional<String> value(OptionSpec option) {
    String label = option.paramLabel();
    if (option.arity().max() == 0 || label.isEmpty()) {
      return Optional.empty();
    }
    int values = option.arity().min();
    return Optional.of(values == 0 ? "[=" + label + "]" : (" " + label).repeat(values));
  }

  private void row(String label, String words) {
    List<String> lines = TextLayout.wrap(words, columns - INDENT);
    page.append(label);
    int used = label.length();
    if (used > INDENT - 2) {
      page.append('\n');
      used = 0;
    }
    for (String line : lines) {
      page.append(" ".repeat(INDENT - used)).append(line).append('\n');
      used = 0;
    }
  }

  private void commands() {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    page.append("\nCommands:\n");
    spec.subcommands()
        .forEach(
            (name, below) -> {
              row("  " + name, CommandText.of(below.getCommandSpec()).sentence());
            });
  }

  private void footer() {
    String name = spec.qualifiedName();
    String subcommand = spec.subcommands().isEmpty() ? "" : name + " COMMAND --help · ";
    page.append('\n');
    pieces("More: ", subcommand + name + " --help-all");
    if (!text.exit().isEmpty()) {
      pieces("Exit: ", text.exit());
    }
  }

  /** What {@code ·} divides is not broken. */
  private void pieces(String label, String words) {
    String start = label;
    List<String> pieces = List.of(words.split(" (?=· )"));
    for (String line : TextLayout.join(pieces, columns - start.length())) {
      page.append(start).append(line).append('\n');
      start = " ".repeat(start.length());
    }
  }
}
