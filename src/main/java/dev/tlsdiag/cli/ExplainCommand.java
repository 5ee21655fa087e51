package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.report.PageRenderer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tls.AlertDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag explain}: the page of a rule, the rules about an alert, or the list of rules. */
@Command(
    description = {
      "Shows the page of a rule: what it means, what looks the same, how to fix it.",
      "",
      "Examples:",
      "  tlsdiag explain upstream-sni-missing",
      "  tlsdiag explain 112                   # a TLS alert, by number or by name",
      "  tlsdiag explain 'wrong version number' # what a program printed",
      "  tlsdiag explain                       # the list of rules",
      ""
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int ALERTS = 256;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "A rule, a TLS alert by number or name, or a message of a program.")
  String name;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", description = "No characters outside ASCII.")
  boolean ascii;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      list(out);
      return ExitCode.CLEAN;
    }
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    Optional<Rule> rule = Rules.named(wanted);
    if (rule.isPresent()) {
      page(Rules.page(rule.get()), out);
      return ExitCode.CLEAN;
    }
    Optional<AlertDescription> alert = alert(wanted);
    if (alert.isPresent()) {
      alert(alert.get(), out);
      return ExitCode.CLEAN;
    }
    List<String> rules = PastedMessage.rules(name);
    List<String> meanings = PastedMessage.meanings(name);
    if (rules.isEmpty() && meanings.isEmpty()) {
      throw unknown(name.strip());
    }
    meanings.forEach(meaning -> out.print(meaning + "\n"));
    if (!rules.isEmpty()) {
      out.print("Rules that speak of such a message:\n");
      rules.forEach(known -> out.print("  tlsdiag explain " + known + "\n"));
    }
    return ExitCode.CLEAN;
  }

  private static void list(PrintWriter out) {
    for (Rule rule : Rules.ALL) {
      out.print("%-28s %s\n".formatted(rule.info().name(), rule.info().summary()));
    }
  }

  private void page(String markdown, PrintWriter out) throws IOException {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(color, ascii, System.getenv(), terminal);
    int columns = terminal ? TerminalStyle.columns(System.getenv()) : TerminalStyle.USUAL_COLUMNS;
    new PageRenderer(theme, columns).render(markdown, out);
  }

  private static Optional<AlertDescription> alert(String wanted) {
    return IntStream.range(0, ALERTS)
        .mapToObj(AlertDescription::of)
        .filter(alert -> !alert.name().equals("unknown_" + alert.code()))
        .filter(alert -> wanted.equals(alert.name()) || wanted.equals("" + alert.code()))
        .findFirst();
  }

  private static void alert(AlertDescription alert, PrintWriter out) {
    out.print("TLS alert %d %s\n".formatted(alert.code(), alert.name()));
    List<String> rules =
        Rules.ALL.stream()
            .filter(rule -> Rules.page(rule).contains("`" + alert.name() + "`"))
            .map(rule -> rule.info().name())
            .toList();
    out.print(rules.isEmpty() ? "No rule speaks of it yet.\n" : "\nRules that speak of it:\n");
    rules.forEach(rule -> out.print("  tlsdiag explain " + rule + "\n"));
  }

  private static CommandException unknown(String wanted) {
    List<String> names =
        Stream.concat(
                Rules.ALL.stream().map(rule -> rule.info().name()),
                IntStream.range(0, ALERTS).mapToObj(code -> AlertDescription.of(code).name()))
            .filter(known -> !known.startsWith("unknown_"))
            .toList();
    CommandException problem = CommandException.usage("no page for '" + wanted + "'");
    List<String> near = DidYouMean.nearest(wanted.toLowerCase(Locale.ROOT), names);
    return near.isEmpty()
        ? problem.attempt("tlsdiag explain")
        : problem.likely(String.join(", ", near)).attempt("tlsdiag explain " + near.get(0));
  }
}
