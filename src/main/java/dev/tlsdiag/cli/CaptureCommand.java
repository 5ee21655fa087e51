package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.capture.FrameCopier;
import dev.tlsdiag.capture.LiveInterface;
import dev.tlsdiag.capture.LiveSource;
import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.HandshakeField;
import dev.tlsdiag.report.HandshakeFormat;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.OutcomeWords;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag capture}: every handshake in captures, and how it ended. */
@Command(
    sortOptions = false,
    customSynopsis = {
      "tlsdiag capture [OPTIONS] FILE...",
      "       tlsdiag capture [OPTIONS] -i NAME",
      ""
    },
    description = {
      "Lists every TLS, DTLS and QUIC handshake: the server name it asked for, and how it ended.",
      "",
      "Examples:",
      "  tlsdiag capture dump.pcap --no-sni                        # who sends no server name?",
      "  sudo tcpdump -U -w - 'port 443' | tlsdiag capture -       # live; only tcpdump needs root",
      "",
      "In the table TLS is the version offered and the one chosen. ALPN 'h2?' was offered, and the",
      "choice is encrypted or never came. The last options are filters: several values of one are",
      "alternatives, different ones must all match.",
      ""
    },
    footer = {"", "Exit: 0 ran · 2 usage · 3 no handshake found · 4 could not read or write"})
final class CaptureCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin CaptureSourceOptions source;
  @Mixin CaptureOutputOptions output;
  @Mixin HandshakeFilterOptions filters;

  private PrintWriter err;
  private ProgressLine progress;

  @Override
  public Integer call() throws IOException {
    err = spec.commandLine().getErr();
    PrintWriter writer = spec.commandLine().getOut();
    if (output.listFields) {
      listFields(writer);
      return ExitCode.CLEAN;
    }
    if (source.listInterfaces) {
      listInterfaces(writer);
      return ExitCode.CLEAN;
    }
    HandshakeFormat asked = output.format().orElse(null);
    source.check();
    checkWrite();
    progress = new ProgressLine(err, isWatched());
    TextBuffer out = new TextBuffer(progress.before(ResultStream.bytesOf(writer)));
    AddressNames names = hostNames();
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(output.color, output.ascii, System.getenv(), terminal);
    CaptureRenderers renderers = new CaptureRenderers(source, output, out, names, theme, terminal);
    if (output.diff != null) {
      return new CaptureDiff(source, output, names, theme, renderers.columns(), out).run(asked);
    }
    HandshakeFormat format = asked == null ? renderers.usualFormat() : asked;
    try (CaptureReports reports =
        new CaptureReports(
            output.reports,
            kept(renderers.of(format), names, writer),
            names,
            source.names(),
            command())) {
      return list(format, reports, names);
    }
  }

  private String command() {
    return CommandLineText.of(spec.commandLine());
  }

  /** Beside what is shown a document of it, where somebody may ask for that. */
  private HandshakeRenderer kept(HandshakeRenderer shown, AddressNames names, PrintWriter writer) {
    if (ResultStream.keeper(writer).isEmpty()) {
      return shown;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer buffer = new TextBuffer(bytes);
    KeptResult.offer(writer, () -> bytes.toString(StandardCharsets.UTF_8));
    return new KeptResult.Both(
        shown, JsonRenderer.document(buffer, names, Version.NUMBER, source.names()));
  }

  private static boolean isWatched() {
    return TerminalStyle.isTerminal(TerminalStyle.STDERR) && System.getenv("CI") == null;
  }

  private void checkWrite() {
    if (output.write != null && !source.isReadableTwice()) {
      throw CommandException.usage("'-w' reads the capture a second time, so it must be a file")
          .attempt("tee dump.pcap | tlsdiag capture -");
    }
    if (!output.reports.isEmpty() && output.diff != null) {
      throw CommandException.usage("'--report' and '--diff' do not go together")
          .attempt("tlsdiag compare GOOD.pcap BAD.pcap --report html=tlsdiag.html");
    }
    if (output.write != null && output.diff != null) {
      throw CommandException.usage("'-w' and '--diff' do not go together");
    }
  }

  private AddressNames hostNames() throws IOException {
    AddressNames known = new AddressNames();
    if (output.hosts != null && !output.numeric) {
      int badLine = known.addHosts(Files.readAllLines(Path.of(output.hosts)));
      if (badLine > 0) {
        tell("warning: " + output.hosts + ":" + badLine + ": no address and name");
      }
    }
    return known;
  }

  private int list(HandshakeFormat format, CaptureReports renderer, AddressNames names)
      throws IOException {
    CaptureListing listing =
        new CaptureListing(
            renderer,
            names,
            new CaptureListing.Options(
                output.first == null ? 0 : output.first,
                output.last == null ? 0 : output.last,
                !output.numeric,
                source.isLive(),
                output.write != null),
            err,
            progress);
    HandshakeFilter filter =
        filters.filter(spec.commandLine().getParseResult(), listing::firstPacket);
    listing.select(withNumber(filter));
    Interruption interruption = source.isLive() ? Interruption.endsThisThread() : Interruption.NONE;
    try {
      renderer.begin();
      CaptureResult result = read(listing);
      listing.finish();
      return end(format, renderer, listing, result);
    } finally {
      interruption.done();
    }
  }

  private Predicate<Handshake> withNumber(HandshakeFilter filter) {
    Integer number = output.show;
    return number == null ? filter : handshake -> handshake.number() == number;
  }

  private CaptureResult read(CaptureListing listing) {
    CaptureOptions options = source.isLive() ? CaptureOptions.LIVE : CaptureOptions.DEFAULT;
    CaptureRun run = new CaptureRun(options, listing);
    listing.whenEnough(run::enough);
    try {
      if (source.interfaceName == null) {
        return run.run(source.inputs());
      }
      String filter = source.captureFilter == null ? "" : source.captureFilter;
      return run.live(source.interfaceName, filter, !source.notPromiscuous);
    } catch (CaptureProblem e) {
      progress.wipe();
      throw told(e);
    }
  }

  static CommandException told(CaptureProblem problem) {
    CommandException told = CommandException.couldNotRun(problem.getMessage()).causedBy(problem);
    if (problem.likely().isPresent()) {
      told = told.likely(problem.likely().get());
    }
    return problem.attempts().isEmpty() ? told : told.attempt(problem.attempts().get(0));
  }

  private int end(
      HandshakeFormat format, CaptureReports renderer, CaptureListing listing, CaptureResult result)
      throws IOException {
    List<CaptureSummary.File> files =
        result.files().stream()
            .map(f -> new CaptureSummary.File(f.file(), f.counters(), f.first(), f.last()))
            .toList();
    boolean document = format == HandshakeFormat.JSON || format == HandshakeFormat.JSONL;
    CaptureSummary summary =
        new CaptureSummary(files, listing.tally(), result.counters(), result.warnings());
    if (document || listing.seen() > 0) {
      renderer.end(summary);
    } else {
      renderer.endFiles(summary);
    }
    if (listing.seen() == 0 && !Thread.currentThread().isInterrupted()) {
      throw NothingFound.in(source.names(), result);
    }
    if (listing.passed() == 0) {
      noneSelected(listing.seen());
    }
    if (output.write != null) {
      write(listing.chosen());
    }
    boolean partly = source.interfaceName == null && files.size() < source.inputs().size();
    return partly ? ExitCode.COULD_NOT_RUN : ExitCode.CLEAN;
  }

  private void noneSelected(long seen) {
    String rows = seen == 1 ? "1 handshake" : seen + " handshakes";
    if (output.show != null) {
      throw CommandException.usage("no handshake has the number '" + output.show + "'")
          .likely(rows + ", numbered from 0")
          .attempt("tlsdiag capture " + ShellWord.quote(source.names().get(0)));
    }
    if (seen == 0) {
      tell("note: no handshake seen");
      return;
    }
    tell("note: none of " + rows + " passes the filters");
  }

  private void write(List<Handshake> chosen) {
    try {
      Path file = Path.of(output.write);
      long packets = FrameCopier.copy(chosen, CaptureCommand::comment, file);
      tell("note: " + packets + (packets == 1 ? " packet" : " packets") + " in '" + file + "'");
    } catch (CaptureProblem e) {
      throw told(e);
    }
  }

  /** What Wireshark shows at the ClientHello. */
  private static String comment(Handshake handshake) {
    return "tlsdiag #" + handshake.number() + ": " + OutcomeWords.of(handshake);
  }

  private void tell(String line) {
    err.print(Printable.escape(line) + "\n");
    err.flush();
  }

  private static void listFields(PrintWriter writer) {
    for (HandshakeField field : HandshakeField.all()) {
      writer.print(padded(field.name(), 44) + field.description() + "\n");
    }
  }

  private static void listInterfaces(PrintWriter writer) {
    try {
      for (LiveInterface one : LiveSource.list()) {
        String line =
            padded(one.name(), 20)
                + padded(one.up() ? "up" : "down", 6)
                + padded(String.join(", ", one.addresses()), 40)
                + one.description();
        writer.print(Printable.escape(line.stripTrailing()) + "\n");
      }
    } catch (CaptureProblem e) {
      throw told(e);
    }
  }

  private static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(1, columns - text.length()));
  }
}
