package dev.tlsdiag.cli.completion;

import dev.tlsdiag.cli.completion.CommandNode.Operand;
import dev.tlsdiag.cli.completion.CommandNode.OptionNode;
import dev.tlsdiag.cli.completion.CommandNode.Value;
import dev.tlsdiag.cli.completion.Values.Source;
import dev.tlsdiag.cli.completion.Values.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Completion for fish, with the summaries of everything. */
public final class FishScript {
  private final StringBuilder text = new StringBuilder();
  private final Map<List<Word>, String> lists = new LinkedHashMap<>();

  private FishScript() {}

  /** A file {@code tlsdiag.fish}. */
  public static String of(CommandNode program) {
    FishScript script = new FishScript();
    script.text.append("set -g __tlsdiag_commands");
    program.commands().forEach(command -> script.text.append(' ').append(command.name()));
    script.text.append("\nset -g __tlsdiag_groups");
    program.commands().stream()
        .filter(command -> !command.commands().isEmpty())
        .forEach(command -> script.text.append(' ').append(command.name()));
    script.text.append("\ncomplete -c tlsdiag -e\ncomplete -c tlsdiag -f\n");
    program.all().forEach(script::command);
    script.lists.forEach(script::list);
    script.text.append("\ncomplete -c kubectl-tlsdiag -w tlsdiag\n");
    return ScriptFrame.filled("frame.fish", script.text.toString());
  }

  private void command(CommandNode command) {
    String at = ("__tlsdiag_at " + command.fullName()).strip();
    text.append('\n');
    for (CommandNode below : command.commands()) {
      line(at, "-a " + below.name(), below.summary());
    }
    for (OptionNode option : command.options()) {
      option(at, option);
    }
    operands(command);
  }

  private void option(String at, OptionNode option) {
    StringBuilder flags = new StringBuilder();
    for (String name : option.names()) {
      flags.append(flags.length() == 0 ? "" : " ").append(flag(name));
    }
    String candidates = candidates(option.values());
    flags.append(
        switch (option.value()) {
          case NONE -> "";
          case ONE, TWO -> " -x" + candidates;
          case JOINED -> candidates.isEmpty() ? "" : " -f" + candidates;
        });
    String when = option.hidden() ? at.replace("__tlsdiag_at", "__tlsdiag_more") : at;
    line(when, flags.toString(), option.about());
  }

  private static String flag(String name) {
    if (name.startsWith("--")) {
      return "-l " + name.substring(2);
    }
    return (name.length() == 2 ? "-s " : "-o ") + name.substring(1);
  }

  private void operands(CommandNode command) {
    List<Operand> operands = command.operands();
    String valued =
        command.options().stream()
            .filter(option -> option.value() == Value.ONE || option.value() == Value.TWO)
            .flatMap(option -> option.names().stream())
            .collect(Collectors.joining(" "));
    for (int i = 0; i < operands.size(); i++) {
      String candidates = candidates(operands.get(i).values());
      boolean any = command.repeats() && operands.size() == 1;
      if (!candidates.isEmpty()) {
        String at =
            any
                ? (command.takesProgram() ? "__tlsdiag_at " : "__tlsdiag_in ") + command.fullName()
                : ("__tlsdiag_operand %d %s %s".formatted(i, quoted(command.fullName()), valued))
                    .strip();
        line(at, "-f" + candidates, "");
      }
    }
    if (command.takesProgram()) {
      String line = (command.fullName() + " " + valued).strip();
      line(
          "__tlsdiag_foreign " + line + " >/dev/null",
          "-f -a " + quoted("(__tlsdiag_program " + line + ")"),
          "");
    }
  }

  private void line(String when, String what, String about) {
    text.append("complete -c tlsdiag -n ").append(quoted(when)).append(' ').append(what);
    if (!about.isEmpty()) {
      text.append(" -d ").append(quoted(about));
    }
    text.append('\n');
  }

  private void list(List<Word> words, String name) {
    text.append("\nfunction ").append(name).append("\n    printf '%s\\t%s\\n'");
    for (Word word : words) {
      text.append(" \\\n        ").append(word.text()).append(' ').append(quoted(word.about()));
    }
    text.append("\nend\n");
  }

  /** The candidates of a value, as an argument {@code -a}; empty where nothing is known. */
  private String candidates(Values values) {
    List<String> calls = new ArrayList<>();
    String words = String.join(" ", values.texts());
    if (values.namesFile()) {
      calls.add("(__tlsdiag_keyed " + words + ")");
    } else if (!values.separator().isEmpty()) {
      calls.add("(__tlsdiag_list " + values.separator() + " " + words + ")");
    } else if (values.isExplained()) {
      String name =
          lists.computeIfAbsent(values.words(), w -> "__tlsdiag_values_" + (lists.size() + 1));
      calls.add("(" + name + ")");
    } else if (!words.isEmpty()) {
      calls.add(words);
    }
    if (values.from(Source.FILE)) {
      calls.add(("(__tlsdiag_files " + String.join(" ", values.extensions())).strip() + ")");
    }
    if (values.from(Source.FOLDER)) {
      calls.add(
          "(__fish_complete_directories (commandline -ct | string replace -r -- '^-[^=]*=' \"\"))");
    }
    if (values.from(Source.INTERFACE)) {
      calls.add("(__tlsdiag_interfaces)");
    }
    if (values.from(Source.HOST)) {
      calls.add("(__fish_print_hostnames)");
    }
    return calls.isEmpty() ? "" : " -a " + quoted(String.join(" ", calls));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
