package dev.tlsdiag.cli;

import dev.tlsdiag.cli.completion.CommandNode;
import dev.tlsdiag.cli.completion.CommandNode.Operand;
import dev.tlsdiag.cli.completion.CommandNode.OptionNode;
import dev.tlsdiag.cli.completion.CommandNode.Value;
import dev.tlsdiag.cli.completion.Values;
import dev.tlsdiag.cli.completion.Values.Source;
import dev.tlsdiag.cli.completion.Values.Word;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The whole command line as scripts for completion need it, read from the models of all commands.
 */
final class CompletionTree {
  private static final int LONGEST_ABOUT = 90;

  /** Where the first sentence of a description ends. */
  private static final Pattern END = Pattern.compile("(?<=[^.])[.:;] |\\.$");

  /** Commands of which a line of another program may be an argument. */
  private static final Set<String> RUN_OTHERS = Set.of("compare", "replay");

  private CompletionTree() {}

  /** The program, and below it every command. */
  static CommandNode read() {
    List<CommandNode> commands = new ArrayList<>();
    for (Commands.Entry entry : Commands.ALL) {
      commands.add(node(CommandModels.of(entry), List.of(entry.name()), entry.summary()));
    }
    List<Word> names = commands.stream().map(c -> new Word(c.name(), c.summary())).toList();
    Operand command = new Operand("COMMAND", Values.of(names));
    commands.add(
        new CommandNode(
            List.of("help"),
            "the page of a command",
            List.of(),
            List.of(command),
            false,
            List.of()));
    List<OptionNode> options =
        List.of(
            flag(List.of("-h", "--help"), "Show the list of commands"),
            flag(List.of("-V", "--version"), "Show the version"),
            flag(List.of("--debug"), "Show stack traces"));
    return new CommandNode(List.of(), "", options, List.of(), false, commands);
  }

  private static OptionNode flag(List<String> names, String about) {
    return new OptionNode(names, about, "", Values.UNKNOWN, Value.NONE, false, false);
  }

  private static CommandNode node(CommandSpec model, List<String> path, String summary) {
    List<PositionalParamSpec> operands =
        model.positionalParameters().stream().filter(operand -> !operand.hidden()).toList();
    boolean repeats = !operands.isEmpty() && operands.get(operands.size() - 1).index().isVariable();
    List<CommandNode> below =
        model.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(sub -> !sub.usageMessage().hidden())
            .map(sub -> node(sub, joined(path, sub.name()), about(CommandText.of(sub).summary())))
            .toList();
    return new CommandNode(
        path,
        summary,
        model.options().stream().map(CompletionTree::option).toList(),
        operands.stream().map(operand -> operand(path.get(0), operand)).toList(),
        repeats,
        below);
  }

  private static List<String> joined(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }

  private static OptionNode option(OptionSpec option) {
    Value value = value(option);
    return new OptionNode(
        List.of(option.names()),
        about(CommandText.of(option)),
        value == Value.NONE ? "" : option.paramLabel(),
        value == Value.NONE ? Values.UNKNOWN : values(option),
        value,
        option.type().isArray() && value != Value.TWO
            || Collection.class.isAssignableFrom(option.type()),
        option.hidden());
  }

  private static Value value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return Value.NONE;
    }
    if (option.arity().min() == 0) {
      return Value.JOINED;
    }
    return option.arity().min() == 2 ? Value.TWO : Value.ONE;
  }

  private static Operand operand(String command, PositionalParamSpec operand) {
    Values values = values(operand);
    if (command.equals("exec")) {
      values = Values.of(Source.PROGRAM);
    } else if (RUN_OTHERS.contains(command)) {
      Set<Source> sources = EnumSet.of(Source.PROGRAM);
      sources.addAll(values.sources());
      values =
          new Values(
              values.words(), values.separator(), values.namesFile(), sources, values.extensions());
    }
    return new Operand(operand.paramLabel(), values);
  }

  private static Values values(ArgSpec argument) {
    Optional<ValueKind> kind = ValueKind.of(argument);
    if (kind.isEmpty()) {
      String label = argument.paramLabel();
      return label.contains("FILE")
          ? Values.of(Source.FILE)
          : label.equals("DIR") ? Values.of(Source.FOLDER) : Values.UNKNOWN;
    }
    ValueKind known = kind.get();
    return new Values(
        known.words().stream().map(word -> new Word(word, about(known, word))).toList(),
        known.separator().orElse(""),
        known.namesFile(),
        known.sources().stream()
            .map(source -> Source.valueOf(source.name()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Source.class))),
        known.extensions());
  }

  /** What a word of a long list stands for. */
  private static String about(ValueKind kind, String word) {
    if (kind instanceof Takes.Page) {
      return about(ExplainText.summary(word));
    }
    if (kind instanceof Takes.LabScenario) {
      return about(Scenarios.named(word).map(Scenario::summary).orElse(""));
    }
    if (kind instanceof Takes.Hello) {
      return about(
          HelloTemplates.all().stream()
              .filter(template -> template.name().equals(word))
              .map(HelloTemplate::origin)
              .findFirst()
              .orElse(""));
    }
    return "";
  }

  /** The first sentence without its period, and shorter still where it is long. */
  static String about(String description) {
    String text = description.replaceAll("\\s+", " ").replace("`", "").strip();
    String sentence = text;
    Matcher end = END.matcher(text);
    while (end.find()) {
      String before = text.substring(0, end.start());
      if (before.chars().filter(c -> c == '(').count()
          == before.chars().filter(c -> c == ')').count()) {
        sentence = before;
        break;
      }
    }
    if (sentence.length() <= LONGEST_ABOUT) {
      return sentence;
    }
    int cut = sentence.lastIndexOf(' ', LONGEST_ABOUT);
    return sentence.substring(0, cut < 0 ? LONGEST_ABOUT : cut) + " …";
  }
}
