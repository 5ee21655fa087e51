package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.capture.Compression;
import dev.tlsdiag.capture.HandshakeListener;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.mesh.hubble.FlowLineReader;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowSink;
import dev.tlsdiag.pile.DocumentKind;
import dev.tlsdiag.pile.Recognizer;
import dev.tlsdiag.report.flow.CaptureFlows;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** One input of flows, whatever it is: told by its content. */
final class ObserveInput {
  private static final int PIECE = 1 << 18;
  private static final long POLL_MILLIS = 200;
  private static final int LOOKED_AT = 4096;

  private final String name;
  private final FlowSink sink;
  private final Redaction redaction;
  private final BooleanSupplier enough;
  private ReadingTally tally = ReadingTally.NOTHING;

  /** Tells when nothing more is there at the moment. */
  interface Pause {
    void onPause() throws IOException;
  }

  /**
   * @param name {@code -} is standard input
   * @param enough whether reading may stop
   */
  ObserveInput(String name, FlowSink sink, Redaction redaction, BooleanSupplier enough) {
    this.name = name;
    this.sink = sink;
    this.redaction = redaction;
    this.enough = enough;
  }

  boolean isStandardInput() {
    return name.equals("-");
  }

  /**
   * Reads all of it, or until enough was read.
   *
   * @param follow whether to go on as the file grows, until the thread is interrupted
   */
  void read(boolean follow, Pause pause) throws IOException {
    Path file = isStandardInput() ? null : Path.of(name);
    if (file != null && Files.isDirectory(file)) {
      throw CommandException.couldNotRun("'" + name + "' is a directory")
          .attempt("tlsdiag observe " + name + "/*.json");
    }
    Instant written =
        file == null ? Instant.now() : Files.getLastModifiedTime(existing(file)).toInstant();
    try (InputStream bytes = file == null ? System.in : new FileInputStream(file.toFile())) {
      read(unpack(buffered(bytes)), written, follow && file != null, pause);
    }
  }

  private static Path existing(Path file) throws NoSuchFileException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return file;
  }

  private static BufferedInputStream buffered(InputStream bytes) {
    return new BufferedInputStream(bytes, PIECE);
  }

  private static byte[] head(BufferedInputStream bytes) throws IOException {
    bytes.mark(LOOKED_AT);
    byte[] head = new byte[LOOKED_AT];
    int length = Math.max(0, bytes.read(head, 0, LOOKED_AT));
    while (length < 4 && length > 0) {
      int more = bytes.read(head, length, LOOKED_AT - length);
      if (more <= 0) {
        break;
      }
      length += more;
    }
    bytes.reset();
    return Arrays.copyOf(head, length);
  }

  private BufferedInputStream unpack(BufferedInputStream bytes) throws IOException {
    byte[] head = head(bytes);
    boolean gzip = head.length > 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
    boolean zstd = head.length > 4 && head[0] == 0x28 && head[1] == (byte) 0xb5 && head[2] == 0x2f;
    try {
      return gzip
          ? buffered(new GZIPInputStream(bytes, 1 << 16))
          : zstd ? buffered(Compression.zstd(bytes)) : bytes;
    } catch (ZipException e) {
      throw CommandException.couldNotRun("'" + name + "' is damaged: " + e.getMessage())
          .causedBy(e);
    }
  }

  private void read(BufferedInputStream bytes, Instant written, boolean follow, Pause pause)
      throws IOException {
    DocumentKind kind = Recognizer.recognise(name, head(bytes));
    switch (kind) {
      case PCAP, PCAPNG -> capture(bytes);
      case ARCHIVE, CERTIFICATES, MANIFESTS, HAR, REPORT, ENVOY_CONFIG_DUMP, MITMPROXY_FLOWS ->
          throw noFlows("it is of another kind: " + kind.label());
      default -> text(bytes, written, follow, pause);
    }
  }

  private CommandException noFlows(String why) {
    String shown = isStandardInput() ? "standard input" : "'" + name + "'";
    return CommandException.couldNotRun("no flow in " + shown)
        .likely(why)
        .attempt("hubble observe -o json --last 1000 > flows.json");
  }

  private void text(BufferedInputStream bytes, Instant written, boolean follow, Pause pause)
      throws IOException {
    FlowLineReader reader = new FlowLineReader(sink, written, redaction);
    TextLines lines = new TextLines(reader);
    byte[] piece = new byte[PIECE];
    boolean interrupted = false;
    while (!enough.getAsBoolean() && !interrupted) {
      int length = bytes.read(piece);
      if (length > 0) {
        lines.onBytes(piece, 0, length);
        if (bytes.available() == 0) {
          pause.onPause();
        }
      } else if (follow) {
        pause.onPause();
        interrupted = !sleep();
      } else {
        break;
      }
      interrupted |= Thread.currentThread().isInterrupted();
    }
    lines.onEnd();
    tally = reader.tally();
    if (tally.records() == 0 && tally.unreadable() > 0 && !interrupted) {
      throw noFlows(tally.firstUnreadable().orElse("not one line looks like a flow"));
    }
  }

  /** False where the thread was interrupted meanwhile. */
  private static boolean sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void capture(BufferedInputStream bytes) throws IOException {
    CaptureRun run = new CaptureRun(CaptureOptions.DEFAULT, new Flows());
    try {
      run.run(name, bytes, false);
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
  }

  /** What became of the lines; of a capture nothing. */
  ReadingTally tally() {
    return tally;
  }

  private final class Flows implements HandshakeListener {
    private long number;

    @Override
    public void onHandshake(Handshake handshake) {
      give(CaptureFlows.of(handshake, redaction));
    }

    @Override
    public void onPlainHttp(Handshake connection) {
      give(CaptureFlows.of(connection, redaction));
    }

    @Override
    public void onDns(DnsExchange exchange) {
      give(CaptureFlows.of(exchange));
    }

    private void give(Iterable<FlowRecord> flows) {
      for (FlowRecord flow : flows) {
        sink.onFlow(flow, ++number);
      }
    }
  }
}
