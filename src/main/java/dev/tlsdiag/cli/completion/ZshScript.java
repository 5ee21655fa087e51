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

/** Completion for zsh: one function for each command, with the summaries of everything. */
public final class ZshScript {
  private final StringBuilder text = new StringBuilder();
  private final Map<List<Word>, String> lists = new LinkedHashMap<>();

  private ZshScript() {}

  /** A file {@code _tlsdiag} for a folder of {@code $fpath}. */
  public static String of(CommandNode program) {
    ZshScript script = new ZshScript();
    program.all().forEach(script::command);
    script.lists.forEach(script::list);
    return ScriptFrame.filled("frame.zsh", script.text.toString());
  }

  private void command(CommandNode command) {
    text.append(function(command)).append("() {\n");
    text.append("  local curcontext=\"$curcontext\" state line ret=1 hidden='!'\n");
    text.append("  typeset -A opt_args\n");
    if (command.options().stream().anyMatch(OptionNode::hidden)) {
      text.append("  [[ $PREFIX == --?* ]] && hidden=''\n");
    }
    text.append("  _arguments -C -S \\\n");
    for (OptionNode option : command.options()) {
      option(option);
    }
    if (command.commands().isEmpty()) {
      operands(command);
      text.append("    && ret=0\n  return ret\n}\n\n");
      return;
    }
    text.append("    '1: :->command' \\\n    '*:: :->rest' && ret=0\n");
    text.append("  case $state in\n    command)\n      local -a commands=(\n");
    for (CommandNode below : command.commands()) {
      text.append("        ").append(quoted(described(below.name(), below.summary()))).append('\n');
    }
    text.append("      )\n      _describe -t commands command commands && ret=0\n      ;;\n");
    text.append("    rest)\n      curcontext=\"${curcontext%:*:*}:")
        .append(function(command).substring(1))
        .append("-$words[1]:\"\n");
    text.append("      (( $+functions[").append(function(command)).append("-$words[1]] )) && ");
    text.append(function(command)).append("-$words[1] && ret=0\n");
    text.append("      ;;\n  esac\n  return ret\n}\n\n");
  }

  private static String function(CommandNode command) {
    return "_tlsdiag" + command.path().stream().map(n -> "-" + n).collect(Collectors.joining());
  }

  private void option(OptionNode option) {
    String rest = option.about().isEmpty() ? "" : "[" + about(option.about()) + "]";
    String value = ":" + label(option.label()) + ":" + action(option.values());
    rest +=
        switch (option.value()) {
          case NONE -> "";
          case ONE -> value;
          case TWO -> value + value;
          case JOINED -> ":" + value;
        };
    List<String> names =
        option.names().stream().map(name -> name + joint(name, option.value())).toList();
    String exclusive = "";
    if (option.names().contains("--help")) {
      exclusive = "(- *)";
    } else if (option.repeats()) {
      exclusive = "*";
    } else if (names.size() > 1) {
      exclusive = "(" + String.join(" ", option.names()) + ")";
    }
    text.append("    ");
    if (option.hidden()) {
      text.append("\"$hidden\"");
    }
    if (names.size() > 1) {
      text.append(quoted(exclusive)).append('{').append(String.join(",", names)).append('}');
      text.append(rest.isEmpty() ? "" : quoted(rest));
    } else {
      text.append(quoted(exclusive + names.get(0) + rest));
    }
    text.append(" \\\n");
  }

  /** How a value follows: joined or as the next word. */
  private static String joint(String name, Value value) {
    boolean isLong = name.startsWith("--");
    return switch (value) {
      case NONE, TWO -> "";
      case ONE -> isLong ? "=" : name.length() == 2 ? "+" : "";
      case JOINED -> isLong ? "=-" : "-";
    };
  }

  private void operands(CommandNode command) {
    List<Operand> operands = command.operands();
    for (int i = 0; i < operands.size(); i++) {
      Operand operand = operands.get(i);
      boolean rest = command.repeats() && i == operands.size() - 1;
      String place = rest ? "*" : Integer.toString(i + 1);
      String action = action(operand.values());
      boolean words = isProgram(operand);
      text.append("    ")
          .append(quoted(place + (words ? "::" : ":") + label(operand.label()) + ":" + action));
      text.append(" \\\n");
    }
  }

  /** Whether it is nothing but another program's line. */
  private static boolean isProgram(Operand operand) {
    return operand.values().equals(Values.of(Source.PROGRAM));
  }

  private void list(List<Word> words, String name) {
    text.append(name).append("() {\n  local -a words=(\n");
    for (Word word : words) {
      text.append("    ").append(quoted(described(word.text(), word.about()))).append('\n');
    }
    text.append("  )\n  _describe -t values value words\n}\n\n");
  }

  /**
   * What {@code _arguments} does for a value; a blank where nothing is known. Begins with a blank
   * where options of {@code compadd} must not be put between.
   */
  private String action(Values values) {
    List<String> calls = calls(values);
    if (values.from(Source.PROGRAM)) {
      return calls.isEmpty() ? " _tlsdiag_run" : " _tlsdiag_program " + inQuotes(calls);
    }
    if (calls.isEmpty()) {
      return " ";
    }
    return calls.size() == 1 ? " " + calls.get(0) : " _tlsdiag_each " + inQuotes(calls);
  }

  private static String inQuotes(List<String> calls) {
    return calls.stream().map(call -> '"' + call + '"').collect(Collectors.joining(" "));
  }

  private List<String> calls(Values values) {
    List<String> calls = new ArrayList<>();
    String words = values.texts().stream().map(ZshScript::escaped).collect(Collectors.joining(" "));
    if (values.namesFile()) {
      calls.add("_tlsdiag_keyed " + words);
    } else if (!values.separator().isEmpty()) {
      calls.add("_tlsdiag_list " + escaped(values.separator()) + " " + words);
    } else if (values.isExplained()) {
      calls.add(
          lists.computeIfAbsent(values.words(), w -> "_tlsdiag_values_" + (lists.size() + 1)));
    } else if (!words.isEmpty()) {
      calls.add("_tlsdiag_words " + words);
    }
    if (values.from(Source.FILE)) {
      String endings = String.join("|", values.extensions());
      calls.add(endings.isEmpty() ? "_files" : "_files -g '*.(" + endings + ")(-.)'");
    }
    if (values.from(Source.FOLDER)) {
      calls.add("_files -/");
    }
    if (values.from(Source.INTERFACE)) {
      calls.add("_net_interfaces");
    }
    if (values.from(Source.HOST)) {
      calls.add("_hosts");
    }
    return calls;
  }

  private static String described(String word, String about) {
    String name = word.replace(":", "\\:");
    return about.isEmpty() ? name : name + ":" + about;
  }

  /** Colons divide the parts of what {@code _arguments} takes. */
  private static String escaped(String text) {
    return text.replace(":", "\\:");
  }

  private static String label(String label) {
    return escaped(label).isEmpty() ? " " : escaped(label);
  }

  private static String about(String text) {
    return text.replace("\\", "\\\\").replace("[", "(").replace("]", ")").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "" : "'" + text.replace("'", "'\\''") + "'";
  }
}
