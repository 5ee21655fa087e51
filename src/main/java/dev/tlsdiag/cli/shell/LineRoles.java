package dev.tlsdiag.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What each word of a line is to the command it begins with. */
final class LineRoles {
  private final ShellProgram program;
  private final List<Role> roles = new ArrayList<>();
  private Optional<CommandSpec> command = Optional.empty();
  private Optional<ArgSpec> awaiting = Optional.empty();
  private int positionals;
  private boolean ended;

  private LineRoles(ShellProgram program) {
    this.program = program;
  }

  enum Kind {
    COMMAND,
    SUBCOMMAND,
    OPTION,

    /** {@code --name=value}. */
    OPTION_WITH_VALUE,

    /** Of the option before. */
    VALUE,
    ARGUMENT,

    /** {@code --}. */
    END
  }

  /**
   * One word's.
   *
   * @param command whose it is; empty where no such command is known
   * @param argument the option or argument that is meant, where it is known
   */
  record Role(Kind kind, Optional<CommandSpec> command, Optional<ArgSpec> argument) {
    /** Whether subcommands are possible here. */
    boolean mayBeSubcommand() {
      return kind == Kind.ARGUMENT && command.map(c -> !c.subcommands().isEmpty()).orElse(false);
    }
  }

  /** One for each word. */
  static List<Role> of(ShellProgram program, List<String> words) {
    LineRoles walk = new LineRoles(program);
    words.forEach(walk::word);
    return walk.roles;
  }

  private void word(String word) {
    if (roles.isEmpty()) {
      command = program.model(word);
      add(Kind.COMMAND, Optional.empty());
    } else if (awaiting.isPresent()) {
      add(Kind.VALUE, awaiting);
      awaiting = Optional.empty();
    } else if (ended) {
      argument();
    } else if (word.equals("--")) {
      ended = true;
      add(Kind.END, Optional.empty());
    } else if (word.startsWith("-") && word.length() > 1) {
      option(word);
    } else {
      Optional<CommandSpec> below =
          command.map(c -> c.subcommands().get(word)).map(c -> c.getCommandSpec());
      if (below.isPresent() && positionals == 0) {
        command = below;
        add(Kind.SUBCOMMAND, Optional.empty());
      } else {
        argument();
      }
    }
  }

  private void option(String word) {
    int equals = word.indexOf('=');
    String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
    Optional<ArgSpec> option = option(command, name);
    if (equals > 0 && word.startsWith("--")) {
      add(Kind.OPTION_WITH_VALUE, option);
    } else {
      add(Kind.OPTION, option);
      awaiting = option.filter(spec -> spec.arity().max() > 0);
    }
  }

  private void argument() {
    int index = positionals++;
    add(
        Kind.ARGUMENT,
        command.flatMap(
            c ->
                c.positionalParameters().stream()
                    .filter(each -> each.index().contains(index))
                    .map(PositionalParamSpec.class::cast)
                    .<ArgSpec>map(each -> each)
                    .findFirst()));
  }

  private void add(Kind kind, Optional<ArgSpec> argument) {
    roles.add(new Role(kind, command, argument));
  }

  /** By its name; several short ones in one word, {@code -vq}, by the last. */
  static Optional<ArgSpec> option(Optional<CommandSpec> command, String name) {
    Optional<ArgSpec> whole = command.map(c -> c.optionsMap().get(name)).map(ArgSpec.class::cast);
    if (whole.isPresent() || name.startsWith("--") || name.length() < 3) {
      return whole;
    }
    for (int i = 1; i < name.length(); i++) {
      String one = "-" + name.charAt(i);
      Optional<OptionSpec> option = command.map(c -> c.optionsMap().get(one));
      if (option.isEmpty()) {
        return Optional.empty();
      }
      if (option.get().arity().max() > 0) {
        return i + 1 == name.length() ? option.map(ArgSpec.class::cast) : Optional.of(option.get());
      }
    }
    return command.map(c -> c.optionsMap().get("-" + name.charAt(1))).map(ArgSpec.class::cast);
  }

  /** Whether the value of an option stands in the same word, {@code -n5}. */
  static boolean holdsValue(Optional<CommandSpec> command, String name) {
    return !name.startsWith("--")
        && name.length() > 2
        && command.map(c -> !c.optionsMap().containsKey(name)).orElse(true);
  }
}
