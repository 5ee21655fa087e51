package dev.tlsdiag.cli.completion;

import dev.tlsdiag.cli.completion.CommandNode.OptionNode;
import dev.tlsdiag.cli.completion.CommandNode.Value;
import dev.tlsdiag.cli.completion.Values.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion for bash from 4.1 on, with or without the package bash-completion. */
public final class BashScript {
  private BashScript() {}

  /** The script to source. */
  public static String of(CommandNode program) {
    return ScriptFrame.read("complete.bash") + core(program) + ScriptFrame.read("register.bash");
  }

  /** A program of its own, which kubectl asks what may follow {@code kubectl tlsdiag}. */
  public static String forKubectl(CommandNode program) {
    return ScriptFrame.read("kubectl-head.bash")
        + core(program)
        + ScriptFrame.read("kubectl-tail.bash");
  }

  private static String core(CommandNode program) {
    StringBuilder text = new StringBuilder();
    program.all().forEach(command -> level(command, text));
    String levels = text.toString();
    text.setLength(0);
    Map<String, List<String>> keys = new LinkedHashMap<>();
    program.all().forEach(command -> collect(command, keys));
    keys.forEach(
        (call, places) ->
            text.append("    ")
                .append(
                    places.stream()
                        .map(p -> "'" + p + "'")
                        .collect(Collectors.joining(" | \\\n      ")))
                .append(")\n      ")
                .append(call)
                .append(" ;;\n"));
    return ScriptFrame.filled("core.bash", levels).replace("# @values@\n", text);
  }

  /** What {@code _tlsdiag_at} says of one command. */
  private static void level(CommandNode command, StringBuilder text) {
    text.append("    '").append(command.fullName()).append("')\n");
    assign("commands", command.commands().stream().map(CommandNode::name), text);
    assign("options", names(command, option -> !option.hidden()), text);
    assign("hidden", names(command, OptionNode::hidden), text);
    assign("valued", names(command, o -> o.value() == Value.ONE || o.value() == Value.TWO), text);
    if (command.takesProgram()) {
      text.append("      program=1\n");
    }
    text.append("      ;;\n");
  }

  private static Stream<String> names(CommandNode command, Predicate<OptionNode> which) {
    return command.options().stream().filter(which).flatMap(option -> option.names().stream());
  }

  private static void assign(String variable, Stream<String> words, StringBuilder text) {
    String all = words.collect(Collectors.joining(" "));
    if (!all.isEmpty()) {
      text.append("      ").append(variable).append("='").append(all).append("'\n");
    }
  }

  /** Places, as {@code capture --output}, by what gives the candidates there. */
  private static void collect(CommandNode command, Map<String, List<String>> keys) {
    for (OptionNode option : command.options()) {
      String call = call(option.values());
      if (option.value() != Value.NONE && !call.isEmpty()) {
        for (String name : option.names()) {
          keys.computeIfAbsent(call, c -> new ArrayList<>()).add(command.fullName() + " " + name);
        }
      }
    }
    for (int i = 0; i < command.operands().size(); i++) {
      String call = call(command.operands().get(i).values());
      boolean rest = command.repeats() && i == command.operands().size() - 1;
      if (!call.isEmpty()) {
        keys.computeIfAbsent(call, c -> new ArrayList<>())
            .add(command.fullName() + " " + (rest ? "*" : i));
      }
    }
  }

  private static String call(Values values) {
    List<String> calls = new ArrayList<>();
    String words = String.join(" ", values.texts());
    if (values.namesFile()) {
      calls.add("_tlsdiag_keyed " + words);
    } else if (!values.separator().isEmpty()) {
      calls.add("_tlsdiag_list " + values.separator() + " " + words);
    } else if (!words.isEmpty()) {
      calls.add("_tlsdiag_words " + words);
    }
    if (values.from(Source.FILE)) {
      calls.add(("_tlsdiag_files " + String.join(" ", values.extensions())).strip());
    }
    if (values.from(Source.FOLDER)) {
      calls.add("_tlsdiag_folders");
    }
    if (values.from(Source.INTERFACE)) {
      calls.add("_tlsdiag_interfaces");
    }
    if (values.from(Source.HOST)) {
      calls.add("_tlsdiag_hosts");
    }
    return String.join("; ", calls);
  }
}
