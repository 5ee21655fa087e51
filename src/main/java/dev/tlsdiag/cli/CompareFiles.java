package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.capture.HandshakeListener;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** {@code compare} of captures. */
final class CompareFiles {
  /** {@code app.example.test:8443/status}, {@code [::1]:8443}. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+\\.?(?::\\d+)?|[A-Za-z0-9_-]+:\\d+|\\[[0-9A-Fa-f:.]+](?::\\d+)?)"
              + "(?:/.*)?");

  private static final Pattern CAPTURE =
      Pattern.compile("(?i).*\\.(?:pcap|pcapng|cap|dmp|dump|gz|zst|json|txt|log)[0-9]*");

  /** Of a resolver's own traffic the first so many are enough. */
  private static final int MOST_DNS = 100_000;

  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*[0-9.]*");

  @Option(
      names = "--host",
      order = 40,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "Of captures: the request to look at.")
  String host;

  @Option(
      names = "--pair",
      order = 41,
      paramLabel = "A:B",
      description = {
        "Of captures: handshake A of the proxied one is the client's",
        "leg, B the proxy's."
      })
  String pair;

  Report compare(List<String> files, PrintWriter err) {
    if (files.size() > 2 && Files.exists(Path.of(files.get(0)))) {
      throw CommandException.usage("compare takes two captures at most, not " + files.size());
    }
    if (files.stream().filter("-"::equals).count() > 1) {
      throw CommandException.usage("standard input can be only one of the captures");
    }
    files.stream().limit(1).forEach(file -> refuseWhatIsNoFile(file, files));
    CaptureComparison comparison =
        new CaptureComparison(
            Version.NUMBER,
            new CaptureComparison.Options(Optional.ofNullable(host), Optional.ofNullable(pair())));
    List<Capture> captures = files.stream().map(file -> read(file, err)).toList();
    try {
      return captures.size() == 1
          ? comparison.compare(captures.get(0))
          : comparison.compare(captures.get(0), captures.get(1));
    } catch (CaptureComparison.NoSuchHandshakeException e) {
      throw CommandException.usage("'--pair %s': %s".formatted(pair, e.getMessage()))
          .attempt("tlsdiag capture " + ShellWord.quote(files.get(files.size() - 1)));
    }
  }

  /** A host without a scheme and a client's command are taken for files, and are none. */
  private static void refuseWhatIsNoFile(String file, List<String> all) {
    if (file.equals("-") || Files.exists(Path.of(file))) {
      return;
    }
    if (file.contains("://")) {
      throw CommandException.usage("'%s' is neither an https nor an http URL".formatted(file));
    }
    boolean command =
        all.size() > 1 && PROGRAM.matcher(file).matches() && !CAPTURE.matcher(file).matches();
    if (command) {
      throw CommandException.usage("no such file '%s'".formatted(file))
          .likely("a command to run on both paths needs --exec")
          .attempt(
              all.stream()
                  .map(ShellWord::quote)
                  .collect(Collectors.joining(" ", "tlsdiag compare --exec -- ", "")));
    }
    if (HOST.matcher(file).matches() && !CAPTURE.matcher(file).matches()) {
      String url = "https://" + file + (file.contains("/") ? "" : "/");
      throw CommandException.usage("no such file '%s'".formatted(file))
          .likely("a URL needs its scheme")
          .attempt("tlsdiag compare " + ShellWord.quote(url));
    }
    if (all.size() > 2) {
      throw CommandException.usage("compare takes two captures at most, not " + all.size());
    }
  }

  /** Each file by itself, so that handshakes have the numbers that {@code capture} gives them. */
  static Capture read(String file, PrintWriter err) {
    Kept kept = new Kept();
    try {
      CaptureResult result = new CaptureRun(CaptureOptions.DEFAULT, kept).run(List.of(file));
      result.warnings().forEach(warning -> err.print("warning: " + warning + "\n"));
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
    return new Capture(file, kept.handshakes, kept.plain, kept.dns);
  }

  /** What a comparison looks at. */
  private static final class Kept implements HandshakeListener {
    /** A capture of a web server has many of them; what is compared is one. */
    private static final int MOST_PLAIN = 5_000;

    private final List<Handshake> handshakes = new ArrayList<>();
    private final List<Handshake> plain = new ArrayList<>();
    private final List<DnsExchange> dns = new ArrayList<>();

    @Override
    public void onHandshake(Handshake handshake) {
      handshakes.add(handshake);
    }

    @Override
    public void onDns(DnsExchange exchange) {
      if (dns.size() < MOST_DNS) {
        dns.add(exchange);
      }
    }

    @Override
    public void onPlainHttp(Handshake connection) {
      if (plain.size() < MOST_PLAIN) {
        plain.add(connection);
      }
    }
  }

  private CaptureComparison.Pair pair() {
    if (pair == null) {
      return null;
    }
    if (!pair.matches("\\d{1,9}:\\d{1,9}")) {
      throw CommandException.usage("'--pair %s' is not two numbers A:B".formatted(pair));
    }
    String[] numbers = pair.split(":", 2);
    return new CaptureComparison.Pair(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }
}
