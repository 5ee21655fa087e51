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
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.flow.CaptureFlows;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
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
  private Optional<FileGrowth> growth = Optional.empty();
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
          .attempt("tlsdiag observe " + ShellWord.quote(name) + "/*.json");
    }
    if (file == null) {
      read(unpack(buffered(new InterruptibleInput(System.in))), Instant.now(), pause);
      return;
    }
    boolean again = true;
    while (again) {
      Instant written = Files.getLastModifiedTime(existing(file)).toInstant();
      growth = follow ? Optional.of(new FileGrowth(file)) : Optional.empty();
      try (InputStream bytes = new FileInputStream(file.toFile())) {
        read(unpack(buffered(bytes)), written, pause);
      }
      again = growth.isPresent() && growth.get().replaced();
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

  private void read(BufferedInputStream bytes, Instant written, Pause pause) throws IOException {
    DocumentKind kind = Recognizer.recognise(name, head(bytes));
    switch (kind) {
      case PCAP, PCAPNG -> capture(bytes, pause);
      case ARCHIVE, CERTIFICATES, MANIFESTS, HAR, REPORT, ENVOY_CONFIG_DUMP, MITMPROXY_FLOWS ->
          throw noFlows("it is of another kind: " + kind.label());
      default -> text(bytes, written, pause);
    }
  }

  private CommandException noFlows(String why) {
    String shown = isStandardInput() ? "standard input" : "'" + name + "'";
    return CommandException.couldNotRun("no flow in " + shown)
        .likely(why)
        .attempt("hubble observe -o json --last 1000 > flows.json");
  }

  private void text(BufferedInputStream bytes, Instant written, Pause pause) throws IOException {
    FlowLineReader reader = new FlowLineReader(sink, written, redaction);
    TextLines lines = new TextLines(reader);
    byte[] piece = new byte[PIECE];
    boolean interrupted = false;
    long consumed = 0;
    while (!enough.getAsBoolean() && !interrupted) {
      int length = next(bytes, piece);
      if (length > 0) {
        lines.onBytes(piece, 0, length);
        consumed += length;
        if (bytes.available() == 0) {
          pause.onPause();
        }
      } else if (growth.isEmpty()) {
        break;
      } else {
        pause.onPause();
        interrupted = !sleep();
        if (growth.get().replaced(consumed)) {
          break;
        }
      }
      interrupted |= Thread.currentThread().isInterrupted();
    }
    lines.onEnd();
    tally = ObserveCommand.plus(tally, reader.tally(), "");
    if (tally.records() == 0 && tally.unreadable() > 0 && !interrupted) {
      if (tally.firstUnreadable().filter(ObserveInput::isCutJson).isPresent()) {
        throw noFlows("one flow a line is read, and this JSON is spread over several")
            .attempt("jq -c . " + ShellWord.quote(name) + " | tlsdiag observe -");
      }
      throw noFlows(tally.firstUnreadable().orElse("not one line looks like a flow"));
    }
  }

  /** A bracket that stands alone on the first line. */
  private static boolean isCutJson(String firstProblem) {
    return firstProblem.startsWith("line 1: Unexpected end-of-input");
  }

  /** Like read; an interruption is the end. */
  private static int next(InputStream bytes, byte[] piece) throws IOException {
    try {
      return bytes.read(piece);
    } catch (InterruptedIOException e) {
      return -1; // the thread stays interrupted, so nobody follows
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

  private void capture(BufferedInputStream bytes, Pause pause) {
    boolean live = isStandardInput();
    Flows flows = new Flows(pause);
    CaptureRun run = new CaptureRun(live ? CaptureOptions.LIVE : CaptureOptions.DEFAULT, flows);
    flows.run = run;
    try {
      run.run(name, bytes, live);
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
  }

  /** What became of the lines; of a capture nothing. */
  ReadingTally tally() {
    return tally;
  }

  private final class Flows implements HandshakeListener {
    private final Pause pause;
    private CaptureRun run;
    private long number;

    Flows(Pause pause) {
      this.pause = pause;
    }

    @Override
    public void onIdle() {
      try {
        pause.onPause();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

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
      if (enough.getAsBoolean()) {
        run.enough();
      }
    }
  }
}
