package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.explain.Glossary;
import dev.tlsdiag.diagnose.explain.MessageIndex;
import dev.tlsdiag.diagnose.explain.Term;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.report.PageRenderer;
import dev.tlsdiag.report.Theme;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag explain}: the page of a failure, a term, or what a pasted message is about. */
@Command(
    customSynopsis = {"tlsdiag explain [OPTIONS] [--] [NAME | NUMBER | FLAG | MESSAGE... | -]", ""},
    description = {
      "Shows the page of a failure: what it means, what looks the same, how to fix it. Finds it by",
      "what a program printed.",
      "",
      "Examples:",
      "  tlsdiag explain upstream-sni-missing",
      "  tlsdiag explain 112                       # a TLS alert, by number or by name",
      "  tlsdiag explain UF,URX                    # Envoy's response flags",
      "  tlsdiag explain curl 35                   # also: http 503, errno 104, drop 133",
      "  tlsdiag explain 'wrong version number'    # what a program printed",
      "  kubectl logs envoy | tail -5 | tlsdiag explain -",
      "  tlsdiag explain                           # the list of pages",
      ""
    },
    footer = {"", "Exit: 0 explained · 2 usage, or nothing known of it · 4 could not read"})
final class ExplainCommand implements Callable<Integer> {
  /** More of a log than this is for another command. */
  private static final int MOST_INPUT_BYTES = 1 << 20;

  private static final int MOST_QUOTED = 60;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      completionCandidates = Takes.Page.class,
      description = "A failure or rule, a number, a flag, or a message; - reads standard input.")
  List<String> words = List.of();

  @Option(names = "--no-pager", description = "All at once, also on a terminal.")
  boolean noPager;

  @Mixin StyleOptions style;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (words.isEmpty()) {
      render(ExplainText.list(), out);
      return ExitCode.CLEAN;
    }
    String wanted = words.equals(List.of("-")) ? standardInput() : String.join(" ", words).strip();
    String name = wanted.toLowerCase(Locale.ROOT);
    Optional<String> page = Catalogue.page(name);
    if (page.isPresent()) {
      render(ExplainText.page(name, page.get()), out);
      return ExitCode.CLEAN;
    }
    List<Term> terms = Glossary.named(wanted);
    if (!terms.isEmpty()) {
      render(ExplainText.terms(terms), out);
      return ExitCode.CLEAN;
    }
    List<String> said = ExplainText.said(wanted);
    List<MessageIndex.Match> matches = MessageIndex.search(wanted);
    if (said.isEmpty() && matches.isEmpty()) {
      throw unknown(wanted);
    }
    render(ExplainText.message(said, matches), out);
    return ExitCode.CLEAN;
  }

  private void render(String markdown, PrintWriter out) throws IOException {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(style.color, style.ascii, System.getenv(), terminal);
    int columns = terminal ? TerminalStyle.columns(System.getenv()) : TerminalStyle.USUAL_COLUMNS;
    StringBuilder text = new StringBuilder();
    new PageRenderer(theme, columns).render(markdown, text);
    Pager.show(text.toString(), !noPager, out);
  }

  private static String standardInput() throws IOException {
    InputStream in = System.in;
    String text = new String(in.readNBytes(MOST_INPUT_BYTES), StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw CommandException.usage("nothing to explain on standard input");
    }
    return text;
  }

  private static CommandException unknown(String wanted) {
    String line = wanted.lines().findFirst().orElse("");
    String shown = line.length() > MOST_QUOTED ? line.substring(0, MOST_QUOTED) + "..." : line;
    CommandException problem = CommandException.usage("no page for '" + shown + "'");
    List<String> names =
        Stream.concat(
                Catalogue.pages().stream(),
                Glossary.ALL.stream().flatMap(term -> Stream.of(term.key(), term.name())))
            .filter(known -> known.length() > 2)
            .distinct()
            .toList();
    List<String> near = DidYouMean.nearest(shown.toLowerCase(Locale.ROOT), names);
    return near.isEmpty()
        ? problem.attempt("tlsdiag explain")
        : problem.likely(String.join(", ", near)).attempt("tlsdiag explain " + near.get(0));
  }
}
