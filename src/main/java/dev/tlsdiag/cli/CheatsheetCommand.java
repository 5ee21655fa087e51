package dev.tlsdiag.cli;

import dev.tlsdiag.cli.manual.Cheatsheet;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag cheatsheet}: what one knows from another tool, beside ours. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag cheatsheet [OPTIONS] [TOOL]", ""},
    description = {
      "Shows lines of curl, openssl, tshark, hubble, mitmproxy and kubectl, ours for the same beside",
      "them, and what differs. Without TOOL: all, and what each short option is where.",
      "",
      "Examples:",
      "  tlsdiag cheatsheet curl",
      "  tlsdiag cheatsheet            # all of them, and the short options",
      ""
    },
    footer = {"", "Exit: 0 shown · 2 usage"})
final class CheatsheetCommand implements Callable<Integer> {
  private static final int COLUMNS = 80;
  private static final int HALF = 38;
  private static final int GAP = 3;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOOL",
      completionCandidates = Tools.class,
      description = "curl, openssl, tshark, hubble, mitmproxy or kubectl.")
  String tool;

  @Option(names = "--no-pager", order = 1, description = "All at once, also on a terminal.")
  boolean noPager;

  @Mixin StyleOptions style;

  @Override
  public Integer call() throws IOException {
    style.check();
    if (tool != null) {
      new Tools().check("cheatsheet", tool);
    }
    Theme theme = style.theme();
    StringBuilder text = new StringBuilder();
    Cheatsheet.all()
        .forEach(
            (name, lines) -> {
              if (tool == null || tool.equals(name)) {
                section(name, lines, theme, text);
              }
            });
    if (tool == null) {
      letters(theme, text);
    }
    Pager.show(text.toString(), !noPager, spec.commandLine().getOut());
    return ExitCode.CLEAN;
  }

  private static void section(
      String name, List<Cheatsheet.Line> lines, Theme theme, StringBuilder text) {
    text.append(text.isEmpty() ? "" : "\n");
    text.append(
        theme.paint(Role.STRONG, name + " ".repeat(HALF + GAP - name.length()) + "tlsdiag"));
    text.append('\n');
    for (Cheatsheet.Line line : lines) {
      List<String> theirs = TextLayout.wrap(line.theirs(), HALF - 2);
      List<String> ours = TextLayout.wrap(line.ours(), COLUMNS - HALF - GAP - 2);
      for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
        String left = cell(theirs, i);
        String row = left + " ".repeat(Math.max(1, HALF + GAP - left.length())) + cell(ours, i);
        text.append(row.stripTrailing()).append('\n');
      }
      if (!line.differs().isEmpty()) {
        for (String words : TextLayout.wrap(line.differs(), COLUMNS - 4)) {
          text.append("    ").append(theme.paint(Role.DIM, words)).append('\n');
        }
      }
    }
  }

  /** What does not fit goes on below, indented. */
  private static String cell(List<String> lines, int row) {
    return row >= lines.size() ? "" : (row == 0 ? "" : "  ") + lines.get(row);
  }

  /** What short options are, where they are several things. */
  private static void letters(Theme theme, StringBuilder text) {
    text.append('\n').append(theme.paint(Role.STRONG, "Short options")).append('\n');
    String rule =
        "Everywhere -h is help, -o the format, -q quiet, -v more, -V (alone) the version. Other"
            + " letters are, in each command, what they are in the tool it follows; behind -- a curl"
            + " command has curl's. Files have long names: --report, --write.";
    TextLayout.wrap(rule, COLUMNS).forEach(line -> text.append(line).append('\n'));
    Map<String, Map<String, List<String>>> here = meanings();
    Cheatsheet.clashes()
        .forEach(
            (letter, theirs) -> {
              String ours =
                  here.getOrDefault(letter, Map.of()).entrySet().stream()
                      .map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                      .collect(Collectors.joining(" · "));
              row(letter, plain(theirs, theme), theme, text);
              row("", "here: " + (ours.isEmpty() ? "nothing" : plain(ours, theme)), theme, text);
            });
  }

  private static void row(String letter, String words, Theme theme, StringBuilder text) {
    String first = theme.paint(Role.STRONG, letter) + " ".repeat(6 - letter.length());
    for (String line : TextLayout.wrap(words, COLUMNS - 6)) {
      text.append(first).append(line).append('\n');
      first = "      ";
    }
  }

  private static String plain(String words, Theme theme) {
    return theme.unicode() ? words : words.replace("·", "-");
  }

  /** Short options, what they stand for, and in which commands. */
  private static Map<String, Map<String, List<String>>> meanings() {
    Map<String, Map<String, List<String>>> all = new LinkedHashMap<>();
    CommandModels.all().stream()
        .flatMap(CommandModels::withSubcommands)
        .forEach(
            model -> {
              String name = model.qualifiedName().replaceFirst("^tlsdiag ", "");
              for (OptionSpec option : model.options()) {
                for (String letter : option.names()) {
                  if (letter.length() == 2) {
                    all.computeIfAbsent(letter, l -> new LinkedHashMap<>())
                        .computeIfAbsent(meaning(option), m -> new ArrayList<>())
                        .add(name);
                  }
                }
              }
            });
    return all;
  }

  /** Its long name, else what its value is, else the begin of its description. */
  private static String meaning(OptionSpec option) {
    if (option.longestName().startsWith("--")) {
      return option.longestName();
    }
    return option.arity().max() > 0
        ? option.paramLabel()
        : CompletionTree.about(CommandText.of(option));
  }

  /** Those that are told of. */
  static final class Tools extends ValueKind {
    @Override
    List<String> words() {
      return List.copyOf(Cheatsheet.all().keySet());
    }
  }
}
