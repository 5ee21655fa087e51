package dev.tlsdiag.cli.completion;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;

/**
 * A command with what may follow it.
 *
 * @param path its names without the program's: {@code [ca, init]}; empty for the program itself
 * @param summary one line without a period
 * @param options those of short lists and hidden ones
 * @param operands what its arguments may be, by their places
 * @param repeats whether the last operand may be given several times
 * @param commands its subcommands
 */
public record CommandNode(
    List<String> path,
    String summary,
    List<OptionNode> options,
    List<Operand> operands,
    boolean repeats,
    List<CommandNode> commands) {
  public CommandNode {
    path = List.copyOf(path);
    requireNonNull(summary, "summary is null");
    options = List.copyOf(options);
    operands = List.copyOf(operands);
    commands = List.copyOf(commands);
  }

  /** Its last name; empty for the program itself. */
  public String name() {
    return path.isEmpty() ? "" : path.get(path.size() - 1);
  }

  /** Its names with blanks between. */
  public String fullName() {
    return String.join(" ", path);
  }

  /** It and all below, it first. */
  public Stream<CommandNode> all() {
    return Stream.concat(Stream.of(this), commands.stream().flatMap(CommandNode::all));
  }

  /** Whether another program's line may stand behind {@code --}. */
  boolean takesProgram() {
    return operands.stream().anyMatch(operand -> operand.values().from(Values.Source.PROGRAM));
  }

  /**
   * An argument that is no option.
   *
   * @param label as in help pages
   */
  public record Operand(String label, Values values) {
    public Operand {
      requireNonNull(label, "label is null");
      requireNonNull(values, "values is null");
    }
  }

  /**
   * An option.
   *
   * @param names as typed, with their dashes
   * @param about the first sentence of its description; may be empty
   * @param label of the value; empty for a flag
   * @param values what its value may be
   * @param value whether it takes one
   * @param repeats whether it may be given several times
   * @param hidden whether short lists leave it out
   */
  public record OptionNode(
      List<String> names,
      String about,
      String label,
      Values values,
      Value value,
      boolean repeats,
      boolean hidden) {
    public OptionNode {
      names = List.copyOf(names);
      requireNonNull(about, "about is null");
      requireNonNull(label, "label is null");
      requireNonNull(values, "values is null");
      requireNonNull(value, "value is null");
    }
  }

  /** Whether an option takes a value. */
  public enum Value {
    /** A flag. */
    NONE,

    /** The next word, or joined with an equals sign. */
    ONE,

    /** The next two words. */
    TWO,

    /** It may be left out, and is otherwise joined with an equals sign. */
    JOINED
  }
}
