package dev.tlsdiag.cli;

import dev.tlsdiag.report.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reports that go to files besides, and how they become text: {@code --report FORMAT=FILE}. */
final class ReportFiles {
  private final List<String> formats;
  private final String example;
  private final Map<Path, String> files = new LinkedHashMap<>();
  private final Set<Path> folders = new LinkedHashSet<>();
  private boolean pages;

  /**
   * @param example an option that is right, for who gives a wrong one
   */
  ReportFiles(List<String> formats, String example) {
    this.formats = List.copyOf(formats);
    this.example = example;
  }

  /** {@code html=FOLDER/} is taken too: an index, and a page for each target. */
  ReportFiles withPages() {
    pages = true;
    return this;
  }

  /**
   * Takes one, that can be followed.
   *
   * @param report {@code junit=tlsdiag.xml}
   */
  void add(String report) {
    int equals = report.indexOf('=');
    if (equals < 1 || equals == report.length() - 1) {
      throw CommandException.usage("'--report %s' is not FORMAT=FILE".formatted(report))
          .attempt(example);
    }
    String format = report.substring(0, equals);
    Choices.requireOneOf("--report", format, report.substring(equals), formats);
    Path file = Path.of(report.substring(equals + 1));
    if (report.endsWith("/") || Files.isDirectory(file)) {
      addFolder(format, file);
    } else if (files.put(file, format) != null) {
      throw CommandException.usage("two reports would go to '%s'".formatted(file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandException.couldNotRun("no folder '%s' for '%s'".formatted(folder, file));
    }
  }

  private void addFolder(String format, Path folder) {
    if (!pages || !format.equals("html")) {
      throw CommandException.usage("'%s' is a folder".formatted(folder))
          .likely("a report of this kind is one file")
          .attempt(example);
    }
    if (!folders.add(folder)) {
      throw CommandException.usage("two reports would go to '%s'".formatted(folder));
    }
  }

  boolean have(String format) {
    return files.containsValue(format);
  }

  void write(Rendering rendering) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Files.writeString(file.getKey(), rendering.in(file.getValue()));
    }
  }

  /** The files and their formats, in the order they were asked for. */
  Map<Path, String> byFile() {
    return Collections.unmodifiableMap(files);
  }

  /** To the folders that were asked for; not rendered where there is none. */
  void writePages(Pages pages) throws IOException {
    if (folders.isEmpty()) {
      return;
    }
    Map<String, String> all = pages.byName();
    for (Path folder : folders) {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> page : all.entrySet()) {
        Files.writeString(folder.resolve(page.getKey()), page.getValue());
      }
    }
  }

  /** A report in a format. */
  interface Rendering {
    String in(String format) throws IOException;
  }

  /** An index and the pages it leads to. */
  interface Pages {
    Map<String, String> byName() throws IOException;
  }

  /** Writes into a buffer. */
  interface Writing {
    void to(TextBuffer buffer) throws IOException;
  }

  static String written(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(new TextBuffer(bytes));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static String lines(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** This machine, as JUnit's reports name it. */
  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
