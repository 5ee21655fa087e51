package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.CheckJunit;
import dev.tlsdiag.report.LintGithub;
import dev.tlsdiag.report.LintJson;
import dev.tlsdiag.report.LintReport;
import dev.tlsdiag.report.LintSarif;
import dev.tlsdiag.report.LintText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How {@code policy lint} shows what it found, and which files it writes. */
final class LintOutput {
  private static final List<String> FORMATS = List.of("text", "json", "junit", "sarif", "github");

  /** Nobody reads a pipe in columns. */
  private static final int UNWRAPPED = 100_000;

  @Option(
      names = {"-o", "--output"},
      order = 50,
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default), json, junit, sarif, github.")
  String format;

  @Option(
      names = "--report",
      order = 51,
      paramLabel = "FORMAT=FILE",
      description = "Write a report to a file besides; several are allowed.")
  List<String> reports = new ArrayList<>();

  @Option(
      names = "--color",
      order = 54,
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 55, description = "No characters outside ASCII.")
  boolean ascii;

  private final Map<Path, String> files = new LinkedHashMap<>();

  /** That the options can be followed. */
  void check() {
    Choices.requireOneOf("--output", format, FORMATS);
    Choices.requireOneOf("--color", color, List.of("auto", "always", "never"));
    for (String report : reports) {
      int equals = report.indexOf('=');
      String kind = equals < 0 ? report : report.substring(0, equals);
      if (equals < 0 && FORMATS.contains(kind)) {
        format = kind; // to standard output
        continue;
      }
      if (equals < 1 || equals == report.length() - 1) {
        throw CommandException.usage("'--report %s' is not FORMAT=FILE".formatted(report))
            .attempt("--report sarif=lint.sarif");
      }
      Choices.requireOneOf("--report", kind, FORMATS);
      Path file = Path.of(report.substring(equals + 1));
      if (files.put(file, kind) != null) {
        throw CommandException.usage("two reports would go to '%s'".formatted(file));
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw CommandException.couldNotRun("no folder '%s' for '%s'".formatted(folder, file));
      }
    }
  }

  void write(
      LintReport report,
      Optional<Severity> threshold,
      Map<String, String> environment,
      PrintWriter out)
      throws IOException {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(color, ascii, environment, terminal);
    int columns = terminal ? TerminalStyle.columns(environment) : columns(environment);
    out.print(rendered(format, report, threshold, theme, columns));
    boolean onGithub = environment.getOrDefault("GITHUB_ACTIONS", "").equals("true");
    if (onGithub && format.equals("text") && !files.containsValue("github")) {
      LintGithub.lines(report).forEach(line -> out.print(line + "\n"));
    }
    out.flush();
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Files.writeString(
          file.getKey(), rendered(file.getValue(), report, threshold, Theme.PLAIN, UNWRAPPED));
    }
  }

  /** Of a pipe: only where somebody says how many. */
  private static int columns(Map<String, String> environment) {
    String given = environment.getOrDefault("COLUMNS", "");
    return given.matches("[1-9][0-9]{1,4}") ? Integer.parseInt(given) : UNWRAPPED;
  }

  private static String rendered(
      String kind, LintReport report, Optional<Severity> threshold, Theme theme, int columns)
      throws IOException {
    return switch (kind) {
      case "json" -> bytes(buffer -> new LintJson(buffer).render(report));
      case "sarif" -> bytes(buffer -> new LintSarif(buffer).render(report));
      case "junit" -> new CheckJunit(host()).render(report.asChecks(threshold));
      case "github" -> lines(LintGithub.lines(report));
      default -> lines(new LintText(theme, columns).lines(report));
    };
  }

  /** Writes into a buffer. */
  private interface Rendering {
    void to(TextBuffer buffer) throws IOException;
  }

  private static String bytes(Rendering rendering) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rendering.to(new TextBuffer(bytes));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
