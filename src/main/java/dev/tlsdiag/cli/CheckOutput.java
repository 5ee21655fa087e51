package dev.tlsdiag.cli;

import dev.tlsdiag.check.ExpectationRules;
import dev.tlsdiag.report.CheckGithub;
import dev.tlsdiag.report.CheckGitlab;
import dev.tlsdiag.report.CheckJson;
import dev.tlsdiag.report.CheckJunit;
import dev.tlsdiag.report.CheckMarkdown;
import dev.tlsdiag.report.CheckReport;
import dev.tlsdiag.report.CheckSarif;
import dev.tlsdiag.report.CheckText;
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
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How {@code check} shows its report, and which files it writes. */
final class CheckOutput {
  private static final List<String> FORMATS =
      List.of("text", "json", "junit", "sarif", "github", "gitlab", "markdown");

  @Option(
      names = {"-o", "--output"},
      order = 50,
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default), json, junit, sarif, github, gitlab, markdown.")
  String format;

  @Option(
      names = "--report",
      order = 51,
      paramLabel = "FORMAT=FILE",
      description = "Write a report to a file besides; several are allowed.")
  List<String> reports = new ArrayList<>();

  @Option(
      names = {"-v", "--verbose"},
      order = 53,
      description = "Show what is as expected too.")
  boolean verbose;

  @Option(
      names = "--color",
      order = 54,
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 55, description = "No characters outside ASCII.")
  boolean ascii;

  private Map<Path, String> files;

  /** That the options can be followed, before anything is sent. */
  void check() {
    Choices.requireOneOf("--output", format, FORMATS);
    Choices.requireOneOf("--color", color, List.of("auto", "always", "never"));
    files = new LinkedHashMap<>();
    for (String report : reports) {
      int equals = report.indexOf('=');
      if (equals < 1 || equals == report.length() - 1) {
        throw CommandException.usage("'--report %s' is not FORMAT=FILE".formatted(report))
            .attempt("--report junit=tlsdiag.xml");
      }
      String kind = report.substring(0, equals);
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

  boolean text() {
    return format.equals("text");
  }

  CheckText terminal() {
    return new CheckText(theme(), TerminalStyle.outputColumns(), verbose);
  }

  /** Standard output, the files, and what the CI at hand wants besides. */
  void write(CheckReport report, Map<String, String> environment, PrintWriter out)
      throws IOException {
    out.print(rendered(format, report, theme(), TerminalStyle.outputColumns()));
    boolean onGithub = environment.getOrDefault("GITHUB_ACTIONS", "").equals("true");
    boolean asked = format.equals("github") || files.containsValue("github");
    if (onGithub && text() && !asked) {
      CheckGithub.lines(report).forEach(line -> out.print(line + "\n"));
    }
    out.flush();
    files(report);
    String summary = environment.getOrDefault("GITHUB_STEP_SUMMARY", "");
    if (!summary.isEmpty() && (onGithub || asked)) {
      Files.writeString(
          Path.of(summary),
          CheckMarkdown.render(report) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** The files alone. */
  void files(CheckReport report) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Files.writeString(file.getKey(), rendered(file.getValue(), report, Theme.PLAIN, 100));
    }
  }

  private String rendered(String kind, CheckReport report, Theme theme, int columns)
      throws IOException {
    return switch (kind) {
      case "json" -> bytes(buffer -> new CheckJson(buffer).render(report));
      case "sarif" ->
          bytes(buffer -> new CheckSarif(buffer, ExpectationRules.TEXTS).render(report));
      case "gitlab" -> bytes(buffer -> new CheckGitlab(buffer).render(report));
      case "junit" -> new CheckJunit(host()).render(report);
      case "markdown" -> CheckMarkdown.render(report);
      case "github" -> lines(CheckGithub.lines(report));
      default -> lines(new CheckText(theme, columns, verbose).lines(report));
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

  private Theme theme() {
    return TerminalStyle.outputTheme(color, ascii);
  }
}
