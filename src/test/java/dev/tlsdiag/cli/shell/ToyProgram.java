package dev.tlsdiag.cli.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A program of two commands; what it is asked to do is noted. */
final class ToyProgram implements ShellProgram {
  final List<String> did = new ArrayList<>();
  Map<String, Integer> codes = Map.of();
  Optional<LastResult> result = Optional.empty();

  private final Map<String, Values> values = new LinkedHashMap<>();

  ToyProgram() {
    values.put("--format", words(List.of("text", "json"), true, ""));
    values.put("--alpn", words(List.of("h2", "http/1.1"), false, ","));
    values.put(
        "--report", new Values(List.of("html", "json"), true, "", true, Set.of(), List.of()));
    values.put("--host", new Values(List.of(), false, "", false, Set.of(Source.HOST), List.of()));
    values.put(
        "FILE", new Values(List.of(), false, "", false, Set.of(Source.FILE), List.of("pcap")));
  }

  private static Values words(List<String> words, boolean closed, String separator) {
    return new Values(words, closed, separator, false, Set.of(), List.of());
  }

  @Override
  public Ran run(List<String> words) {
    did.add("run " + String.join("|", words));
    return new Ran(codes.getOrDefault(words.get(0), 0), result, false);
  }

  @Override
  public void interrupt() {
    did.add("interrupt");
  }

  @Override
  public Signals onSignal(String name, Runnable action) {
    return () -> {};
  }

  @Override
  public Map<String, String> commands() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("capture", "handshakes");
    all.put("policy", "policies");
    return all;
  }

  @Override
  public Optional<CommandSpec> model(String command) {
    return switch (command) {
      case "capture" -> Optional.of(capture());
      case "policy" -> {
        CommandSpec spec = CommandSpec.create().name("policy");
        spec.addSubcommand("lint", CommandSpec.create().addOption(option("--strict", 0)));
        spec.addSubcommand("test", CommandSpec.create());
        yield Optional.of(spec);
      }
      default -> Optional.empty();
    };
  }

  private static CommandSpec capture() {
    CommandSpec spec = CommandSpec.create().name("capture");
    for (String name : List.of("--format", "--alpn", "--report", "--host", "--free")) {
      spec.addOption(option(name, 1));
    }
    spec.addOption(option("--quiet", 0));
    spec.addPositional(
        PositionalParamSpec.builder().paramLabel("FILE").arity("0..*").type(List.class).build());
    return spec;
  }

  private static OptionSpec option(String name, int arity) {
    return OptionSpec.builder(name)
        .arity(String.valueOf(arity))
        .type(arity == 0 ? boolean.class : String.class)
        .description("about " + name)
        .build();
  }

  @Override
  public Optional<Values> values(ArgSpec argument) {
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public List<String> nearest(String given, Collection<String> known) {
    return List.of();
  }

  @Override
  public void complain(String message, String hint) {
    did.add("error: " + message);
  }

  @Override
  public void note(String text) {
    did.add("note: " + text);
  }

  @Override
  public void print(String text) {
    did.add("print " + text.strip());
  }
}
