package dev.tlsdiag.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a configuration can speak of. The models of all commands are made only if the one that runs
 * does not know a word: that takes longer than most commands run.
 */
public final class KnownOptions {
  private final Map<String, CommandSpec> specs = new LinkedHashMap<>();
  private final Set<String> names;
  private final Supplier<List<CommandSpec>> all;
  private boolean complete;

  /**
   * @param running the model of the command that runs; empty where none does
   * @param names of all commands
   * @param all makes the models of all commands
   */
  public KnownOptions(
      Optional<CommandSpec> running, Set<String> names, Supplier<List<CommandSpec>> all) {
    this.names = Set.copyOf(names);
    this.all = all;
    running.ifPresent(this::add);
  }

  /**
   * Of an option.
   *
   * @param flag whether it is true or false
   * @param repeatable whether it takes several values, one after the other
   * @param hidden whether no help names it, as what other programs call their options
   */
  record Shape(boolean flag, boolean repeatable, boolean hidden) {
    static Shape of(OptionSpec option) {
      boolean flag = option.arity().max() == 0;
      return new Shape(flag, option.isMultiValue() && !flag, option.hidden());
    }
  }

  private void add(CommandSpec spec) {
    String name = spec.qualifiedName();
    specs.put(name.substring(name.indexOf(' ') + 1), spec);
    spec.subcommands().values().forEach(below -> add(below.getCommandSpec()));
  }

  private void completed() {
    if (!complete) {
      complete = true;
      all.get().forEach(this::add);
    }
  }

  boolean isCommand(String name) {
    if (specs.containsKey(name) || names.contains(name)) {
      return true;
    }
    if (names.contains(name.replaceFirst(" .*", ""))) {
      completed();
    }
    return specs.containsKey(name);
  }

  List<String> commandsBelow(String command) {
    completed();
    String start = command.isEmpty() ? "" : command + " ";
    return specs.keySet().stream()
        .filter(name -> name.startsWith(start))
        .map(name -> name.substring(start.length()))
        .filter(name -> !name.contains(" "))
        .toList();
  }

  /** Of an option of a command or of a command below it; of any command where none is named. */
  Optional<Shape> shape(String command, String key) {
    Optional<Shape> shape = shapeOfMade(command, key);
    if (shape.filter(found -> !found.hidden()).isEmpty() && !complete) {
      completed();
      shape = shapeOfMade(command, key);
    }
    return shape;
  }

  /** The first that is shown, else the first. */
  private Optional<Shape> shapeOfMade(String command, String key) {
    return options(command, key).map(Shape::of).reduce((one, other) -> one.hidden() ? other : one);
  }

  private Stream<OptionSpec> options(String command, String key) {
    return below(command)
        .flatMap(spec -> Optional.ofNullable(OptionKeys.of(spec).get(key)).stream());
  }

  private Stream<CommandSpec> below(String command) {
    return specs.entrySet().stream()
        .filter(
            spec ->
                command.isEmpty()
                    || spec.getKey().equals(command)
                    || spec.getKey().startsWith(command + " "))
        .map(Map.Entry::getValue);
  }

  /** What there is to choose from. */
  List<String> keys(String command) {
    completed();
    Set<String> keys = new TreeSet<>();
    below(command).forEach(spec -> keys.addAll(OptionKeys.of(spec).keySet()));
    return new ArrayList<>(keys);
  }
}
