package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.cli.shell.LineRoles.Kind;
import dev.tlsdiag.cli.shell.LineRoles.Role;
import dev.tlsdiag.cli.shell.ShellProgram.Source;
import dev.tlsdiag.cli.shell.ShellProgram.Values;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the word at hand may become: commands, options, their values, files, interfaces, hosts that
 * were seen, parts of the last result.
 */
final class ShellCompleter implements Completer {
  static final List<String> OWN = List.of("help", "exit", "\\?", "\\q");

  private final ShellProgram program;
  private final Supplier<LastResult> last;
  private final Supplier<Collection<String>> hosts;
  private final String home;

  ShellCompleter(
      ShellProgram program,
      Supplier<LastResult> last,
      Supplier<Collection<String>> hosts,
      String home) {
    this.program = requireNonNull(program, "program is null");
    this.last = requireNonNull(last, "last is null");
    this.hosts = requireNonNull(hosts, "hosts is null");
    this.home = requireNonNull(home, "home is null");
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> words = line.words().subList(0, line.wordIndex());
    String typed = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
    candidates.addAll(candidates(words, typed));
  }

  /**
   * In the order in which they are to be shown.
   *
   * @param before the words that are complete
   * @param typed the beginning of the next one
   */
  List<Candidate> candidates(List<String> before, String typed) {
    if (typed.startsWith("$") || typed.startsWith("${")) {
      return references(typed);
    }
    if (before.isEmpty() || before.equals(List.of("help"))) {
      return commands(before.isEmpty());
    }
    List<String> words = new ArrayList<>(before);
    words.add(typed);
    Role role = LineRoles.of(program, words).get(words.size() - 1);
    return switch (role.kind()) {
      case COMMAND, SUBCOMMAND, ARGUMENT -> arguments(role, before, typed);
      case END, OPTION -> options(role.command(), before);
      case OPTION_WITH_VALUE -> {
        int equals = typed.indexOf('=') + 1;
        yield values(role.argument(), typed.substring(0, equals), typed.substring(equals));
      }
      case VALUE -> values(role.argument(), "", typed);
    };
  }

  private List<Candidate> commands(boolean ownToo) {
    List<Candidate> all = new ArrayList<>();
    program.commands().forEach((name, summary) -> all.add(word(name, summary, all.size())));
    if (ownToo) {
      OWN.forEach(name -> all.add(word(name, "of the shell", all.size())));
    }
    return all;
  }

  private List<Candidate> arguments(Role role, List<String> before, String typed) {
    List<Candidate> all = new ArrayList<>();
    boolean first =
        LineRoles.of(program, before).stream().noneMatch(r -> r.kind() == Kind.ARGUMENT);
    if (first) {
      role.command()
          .ifPresent(
              c ->
                  c.subcommands()
                      .forEach(
                          (name, below) ->
                              all.add(word(name, about(below.getCommandSpec()), all.size()))));
    }
    all.addAll(values(role.argument(), "", typed));
    return all.isEmpty() && typed.isEmpty() ? options(role.command(), before) : all;
  }

  private static String about(CommandSpec command) {
    String[] lines = command.usageMessage().description();
    return lines.length == 0 ? "" : lines[0];
  }

  /** Those that are shown in the help and not yet given, unless they may be given again. */
  private static List<Candidate> options(Optional<CommandSpec> command, List<String> before) {
    List<Candidate> all = new ArrayList<>();
    command.ifPresent(
        c -> {
          for (OptionSpec option : c.options()) {
            boolean again = option.isMultiValue();
            boolean given = List.of(option.names()).stream().anyMatch(before::contains);
            if (!option.hidden() && (again || !given)) {
              all.add(word(option.longestName(), first(option.description()), all.size()));
            }
          }
        });
    return all;
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0];
  }

  /**
   * Of an option or an argument.
   *
   * @param prefix of the word, before the value
   */
  private List<Candidate> values(Optional<ArgSpec> argument, String prefix, String typed) {
    Optional<Values> known = argument.flatMap(program::values);
    if (known.isEmpty()) {
      return List.of();
    }
    Values values = known.get();
    int equals = typed.indexOf('=');
    if (values.namesFile() && equals > 0) {
      String word = prefix + typed.substring(0, equals + 1);
      return files(word, typed.substring(equals + 1), List.of(), false);
    }
    List<Candidate> all = new ArrayList<>();
    int listed = values.separator().isEmpty() ? -1 : typed.lastIndexOf(values.separator());
    String before = prefix + typed.substring(0, listed + 1);
    List<String> taken = List.of(typed.substring(0, listed + 1).split("[,:]"));
    boolean goesOn = values.namesFile() || !values.separator().isEmpty();
    for (String value : values.words()) {
      if (!taken.contains(value)) {
        String shown = values.namesFile() ? value + "=" : value;
        boolean ends = !goesOn && !value.endsWith(":");
        all.add(candidate(before + shown, shown, "", ends, all.size()));
      }
    }
    Set<Source> sources = values.sources();
    if (sources.contains(Source.HOST)) {
      hosts.get().forEach(host -> all.add(candidate(prefix + host, host, "", true, all.size())));
    }
    if (sources.contains(Source.INTERFACE)) {
      interfaces().forEach(n -> all.add(candidate(prefix + n, n, "", true, all.size())));
    }
    if (sources.contains(Source.FILE) || sources.contains(Source.FOLDER)) {
      boolean folders = !sources.contains(Source.FILE);
      all.addAll(files(prefix, typed, values.extensions(), folders));
    }
    return all;
  }

  private List<Candidate> files(
      String prefix, String typed, List<String> extensions, boolean folders) {
    return FileNames.matching(typed, extensions, folders, home).stream()
        .map(
            file ->
                candidate(
                    prefix + file.path(),
                    file.name() + (file.folder() ? "/" : ""),
                    "",
                    !file.folder(),
                    1000))
        .toList();
  }

  private static List<String> interfaces() {
    try {
      return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** {@code $}, rows and their fields. */
  private List<Candidate> references(String typed) {
    LastResult result = last.get();
    List<Candidate> all = new ArrayList<>();
    boolean braces = typed.startsWith("${");
    String path = typed.substring(braces ? 2 : 1);
    int dot = path.lastIndexOf('.');
    String begin = braces ? "${" : "$";
    String end = braces ? "}" : "";
    if (dot < 0) {
      int number = 1;
      for (var row : result.rows()) {
        String name = row.path("number").isInt() ? row.path("number").asText() : "" + number;
        all.add(candidate(begin + name + ".", begin + name, "", false, number++));
      }
      return all;
    }
    String above = path.substring(0, dot);
    boolean row = !above.isEmpty() && !above.startsWith(".");
    List<String> names = new ArrayList<>(result.fields(above.isEmpty() ? "." : above));
    if (row && !above.contains(".")) {
      names.addAll(0, List.of("sni", "ip", "port"));
    }
    for (String name : names) {
      all.add(candidate(begin + above + "." + name + end, name, "", !braces, all.size()));
    }
    return all;
  }

  private static Candidate word(String value, String about, int sort) {
    return candidate(value, value, about, true, sort);
  }

  private static Candidate candidate(
      String value, String shown, String about, boolean ends, int sort) {
    String description = about.isEmpty() ? null : about;
    return new Candidate(value, shown, null, description, null, null, ends, sort);
  }
}
