package dev.tlsdiag.cli;

import dev.tlsdiag.cli.manual.ManualPage;
import dev.tlsdiag.cli.manual.ManualPage.Block;
import dev.tlsdiag.cli.manual.ManualPage.Code;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import dev.tlsdiag.cli.manual.Prose;
import dev.tlsdiag.cli.manual.Prose.Span;
import dev.tlsdiag.cli.manual.Prose.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of one command, with its subcommands. */
final class CommandManual {
  /** Longer examples are broken: a page is read at 80 columns. */
  private static final int LONGEST_EXAMPLE = 70;

  private static final int MOST_VALUES = 40;

  private static final Pattern EXIT = Pattern.compile("([0-9]+(?:/[0-9]+)?) (.+)");

  private final Commands.Entry entry;
  private final CommandSpec model;
  private final List<Block> blocks = new ArrayList<>();

  CommandManual(Commands.Entry entry) {
    this.entry = entry;
    this.model = CommandModels.of(entry);
  }

  ManualPage page() {
    CommandText text = CommandText.of(model);
    heading("Synopsis");
    synopsis(text);
    heading("Description");
    description(text);
    if (!model.subcommands().isEmpty()) {
      heading("Commands");
      model.subcommands().values().stream().map(CommandLine::getCommandSpec).forEach(this::below);
    }
    heading("Options");
    if (!model.subcommands().isEmpty()) {
      paragraph("Every command has these too.");
    }
    arguments(model);
    options(model, /* common= */ true);
    examples(text, 1);
    exit(text);
    heading("See also");
    blocks.add(new Paragraph(Prose.plain(related())));
    return new ManualPage("tlsdiag-" + entry.name(), 1, entry.summary(), blocks);
  }

  private void below(CommandSpec command) {
    CommandText text = CommandText.of(command);
    blocks.add(new Heading(2, command.qualifiedName()));
    synopsis(text);
    description(text);
    arguments(command);
    options(command, /* common= */ false);
    examples(text, 2);
    if (!text.exit().isEmpty()) {
      paragraph("Exit: " + text.exit());
    }
  }

  private void synopsis(CommandText text) {
    text.synopsis().forEach(line -> blocks.add(new Paragraph(synopsis(line))));
  }

  /** The words before the first bracket or capital are typed as they are. */
  private static Prose synopsis(String line) {
    Matcher typed = Pattern.compile("tlsdiag(?: [a-z][a-z-]*(?= |$))*").matcher(line);
    return typed.lookingAt()
        ? Prose.bold(typed.group()).and(Style.PLAIN, line.substring(typed.end()))
        : Prose.plain(line);
  }

  private void description(CommandText text) {
    paragraph(text.summary());
    text.paragraphs().forEach(this::paragraph);
  }

  private void arguments(CommandSpec command) {
    for (PositionalParamSpec argument : command.positionalParameters()) {
      String words = CommandText.of(argument);
      if (!argument.hidden() && !words.isEmpty()) {
        Prose term = new Prose(List.of(new Span(Style.ITALIC, argument.paramLabel())));
        blocks.add(new Item(term, Prose.plain(words)));
      }
    }
  }

  private void options(CommandSpec command, boolean common) {
    HelpPage.visible(command).stream()
        .filter(option -> common || !option.longestName().equals("--help"))
        .forEach(option -> blocks.add(new Item(term(option), told(option))));
    if (common) {
      paragraph(
          "`--help-all` shows all of this on the terminal, `--help` what is wanted most, `--debug`"
              + " the place in the program where something went wrong.");
    }
    List<String> hidden =
        command.options().stream()
            .filter(OptionSpec::hidden)
            .map(option -> "`" + HelpPage.label(option).strip() + "`")
            .toList();
    if (!hidden.isEmpty()) {
      paragraph("Understood too: " + String.join("; ", hidden) + ".");
    }
  }

  private static Prose told(OptionSpec option) {
    String words = CommandText.of(option);
    String values =
        ValueKind.of(option)
            .filter(kind -> kind.words().size() > 1 && kind.words().size() <= MOST_VALUES)
            .filter(kind -> kind.words().stream().anyMatch(word -> !words.contains(word)))
            .map(
                kind ->
                    (words.isEmpty() ? "" : " ")
                        + "Values: "
                        + String.join(", ", kind.words())
                        + ".")
            .orElse("");
    return Prose.plain(words + values);
  }

  /** Names as typed; what stands for a value not. */
  private static Prose term(OptionSpec option) {
    Matcher parts =
        Pattern.compile("((?:-[^ ,=\\[]+(?:, )?)+)(.*)").matcher(HelpPage.label(option).strip());
    return parts.matches() && !parts.group(2).isEmpty()
        ? Prose.bold(parts.group(1)).and(Style.ITALIC, parts.group(2))
        : Prose.bold(HelpPage.label(option).strip());
  }

  private void examples(CommandText text, int level) {
    if (text.examples().isEmpty()) {
      return;
    }
    blocks.add(new Heading(level, "Examples"));
    for (CommandText.Example example : text.examples()) {
      if (!example.comment().isEmpty()) {
        paragraph(sentence(example.comment()));
      }
      blocks.add(new Code(broken(example.line())));
    }
  }

  private static String sentence(String comment) {
    String end = comment.matches(".*[.?!:]") ? "" : ":";
    return Character.toUpperCase(comment.charAt(0)) + comment.substring(1) + end;
  }

  /** A line for a POSIX shell, broken at blanks outside quotation marks. */
  static List<String> broken(String line) {
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (rest.length() > LONGEST_EXAMPLE) {
      int at = breakOf(rest);
      if (at < 0) {
        break;
      }
      lines.add(rest.substring(0, at) + " \\");
      rest = "    " + rest.substring(at + 1);
    }
    lines.add(rest);
    return lines;
  }

  /** The last blank that a line may be broken at; -1 where there is none. */
  private static int breakOf(String line) {
    char open = 0;
    int found = -1;
    for (int i = 0; i < line.length() && i < LONGEST_EXAMPLE - 1; i++) {
      char c = line.charAt(i);
      if (open == 0 && (c == '\'' || c == '"')) {
        open = c;
      } else if (c == open) {
        open = 0;
      } else if (c == ' ' && open == 0 && !line.substring(0, i).isBlank()) {
        found = i;
      }
    }
    return found;
  }

  private void exit(CommandText text) {
    if (text.exit().isEmpty()) {
      return;
    }
    heading("Exit status");
    for (String piece : text.exit().split(" · ")) {
      Matcher code = EXIT.matcher(piece.strip());
      blocks.add(
          code.matches()
              ? new Item(Prose.bold(code.group(1)), Prose.plain(code.group(2)))
              : new Paragraph(Prose.plain(piece.strip())));
    }
  }

  /** What a reader may want next. */
  private String related() {
    List<String> names = new ArrayList<>(List.of("tlsdiag(1)"));
    Optional.of(entry.task()).stream()
        .flatMap(task -> Commands.ALL.stream().filter(other -> other.task() == task))
        .filter(other -> other != entry)
        .forEach(other -> names.add("tlsdiag-" + other.name() + "(1)"));
    names.add("tlsdiag-config(5)");
    boolean filters = model.optionsMap().containsKey("--sni");
    names.addAll(filters ? List.of("tlsdiag-filter(7)") : List.of());
    names.add("tlsdiag-findings(7)");
    return names.stream().collect(Collectors.joining(", "));
  }

  private void heading(String text) {
    blocks.add(new Heading(1, text));
  }

  private void paragraph(String text) {
    if (!text.isBlank()) {
      blocks.add(new Paragraph(Prose.of(text)));
    }
  }
}
