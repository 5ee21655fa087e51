package dev.tlsdiag.cli;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.html.CapturePage;
import dev.tlsdiag.trace.Handshake;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code capture} shows, and the files besides: all of them get each handshake as it comes.
 */
final class CaptureReports implements HandshakeRenderer, Closeable {
  private static final List<String> FORMATS = List.of("html", "json", "jsonl");

  private final List<HandshakeRenderer> renderers = new ArrayList<>();
  private final Map<Path, CapturePage> pages = new LinkedHashMap<>();
  private final List<OutputStream> streams = new ArrayList<>();

  /**
   * Opens the files.
   *
   * @param reports {@code html=capture.html} …
   * @param shown on standard output; it stays open
   * @param command as {@link CommandLineText}
   */
  CaptureReports(
      List<String> reports,
      HandshakeRenderer shown,
      AddressNames names,
      List<String> inputs,
      String command)
      throws IOException {
    ReportFiles files = new ReportFiles(FORMATS, "--report html=tlsdiag.html");
    reports.forEach(files::add);
    renderers.add(shown);
    try {
      for (Map.Entry<Path, String> file : files.byFile().entrySet()) {
        if (file.getValue().equals("html")) {
          CapturePage.Source source = new CapturePage.Source(Version.NUMBER, inputs, command);
          CapturePage page = new CapturePage(source, names);
          pages.put(file.getKey(), page);
          renderers.add(page);
        } else {
          OutputStream out = Files.newOutputStream(file.getKey());
          streams.add(out);
          TextBuffer text = new TextBuffer(out);
          renderers.add(
              file.getValue().equals("json")
                  ? JsonRenderer.document(text, names, Version.NUMBER, inputs)
                  : JsonRenderer.lines(text, names));
        }
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void begin() throws IOException {
    for (HandshakeRenderer each : renderers) {
      each.begin();
    }
  }

  @Override
  public void startOfFile(Instant first) {
    renderers.forEach(each -> each.startOfFile(first));
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    for (HandshakeRenderer each : renderers) {
      each.render(handshake);
    }
  }

  @Override
  public void flush() throws IOException {
    for (HandshakeRenderer each : renderers) {
      each.flush();
    }
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    renderers.get(0).end(summary);
    endFiles(summary);
  }

  /** Without what is shown, where there is nothing to show. */
  void endFiles(CaptureSummary summary) throws IOException {
    for (HandshakeRenderer each : renderers.subList(1, renderers.size())) {
      each.end(summary);
    }
    for (Map.Entry<Path, CapturePage> page : pages.entrySet()) {
      Files.writeString(page.getKey(), page.getValue().text());
    }
  }

  @Override
  public void close() throws IOException {
    for (OutputStream stream : streams) {
      stream.close();
    }
  }

  /** Of files. */
  static final class Formats extends ValueKind {
    @Override
    List<String> words() {
      return FORMATS;
    }

    @Override
    boolean namesFile() {
      return true;
    }
  }
}
