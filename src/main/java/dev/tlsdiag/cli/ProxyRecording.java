package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.proxy.record.FlowFile;
import dev.tlsdiag.proxy.record.HarWriter;
import dev.tlsdiag.proxy.record.JsonLines;
import dev.tlsdiag.proxy.record.KeyLogFile;
import dev.tlsdiag.proxy.record.Output;
import dev.tlsdiag.proxy.record.PcapngSink;
import dev.tlsdiag.proxy.record.RecordFile;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The files that a run of the proxy writes, opened before it starts and closed after its end. */
final class ProxyRecording {
  /** How long a packet waits for its keys. */
  private static final Duration HOLD_BACK = Duration.ofMillis(250);

  /** For a disk to take what waits at the end. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(20);

  private final List<Output> outputs = new ArrayList<>();
  private final Set<Output> warned = new HashSet<>();
  private final Consumer<String> warnings;
  private RecordSink sink;
  private VerdictSink verdicts = verdict -> {};
  private WireTaps taps = WireTaps.NONE;

  /**
   * @param first takes every record first
   * @param warnings takes lines for stderr
   */
  ProxyRecording(RecordSink first, Consumer<String> warnings) {
    sink = first;
    this.warnings = warnings;
  }

  /**
   * Opens what the options ask for.
   *
   * @param stdout for {@code -}
   */
  void open(ProxyRecordOptions options, Map<String, String> environment, OutputStream stdout)
      throws IOException {
    Redaction redaction = Redaction.of(options.showSecrets);
    options.check();
    if (options.events != null) {
      boolean here = options.events.equals("-");
      OutputStream out =
          here ? stdout : Channels.newOutputStream(RecordFile.create(Path.of(options.events)));
      add(new JsonLines(here ? "stdout" : options.events, out, redaction));
    }
    if (options.har != null) {
      add(HarWriter.open(options.har, Version.NUMBER, redaction));
    }
    if (options.packets != null) {
      OutputStream out = Channels.newOutputStream(RecordFile.create(options.packets));
      String application = "tlsdiag " + Version.NUMBER;
      tap(new PcapngSink(options.packets.toString(), out, redaction, application, HOLD_BACK));
      warnings.accept(
          "warning: with the keys in '%s' whoever has it reads what TLS carried, passwords too"
              .formatted(options.packets));
    }
    String keys = environment.getOrDefault("SSLKEYLOGFILE", "");
    if (!keys.isEmpty()) {
      tap(KeyLogFile.open(Path.of(keys)));
      warnings.accept("warning: the keys of all connections go to '" + keys + "' (SSLKEYLOGFILE)");
    }
  }

  <T extends RecordSink & Output> void add(T writer) {
    sink = RecordSink.of(sink, writer);
    outputs.add(writer);
    if (writer instanceof VerdictSink taker) {
      verdicts = verdicts.and(taker);
    }
  }

  /**
   * Opens the file of verdicts.
   *
   * @param file {@code -} for {@code stdout}
   */
  void openFlows(String file, boolean showSecrets, OutputStream stdout) throws IOException {
    boolean here = file.equals("-");
    OutputStream out = here ? stdout : Channels.newOutputStream(RecordFile.create(Path.of(file)));
    FlowFile flows = new FlowFile(here ? "stdout" : file, out, Redaction.of(showSecrets));
    outputs.add(flows);
    verdicts = verdicts.and(flows);
  }

  VerdictSink verdicts() {
    return verdicts;
  }

  private <T extends WireTaps & Output> void tap(T writer) {
    taps = taps == WireTaps.NONE ? writer : WireTaps.of(taps, writer);
    outputs.add(writer);
  }

  /** Somebody looks at the flows and at their packets. */
  <T extends RecordSink & VerdictSink> void view(T flows, WireTaps packets) {
    sink = RecordSink.of(sink, flows);
    verdicts = verdicts.and(flows);
    taps = taps == WireTaps.NONE ? packets : WireTaps.of(taps, packets);
  }

  /** A line for stderr. */
  void warn(String line) {
    warnings.accept(line);
  }

  RecordSink sink() {
    return sink;
  }

  WireTaps taps() {
    return taps;
  }

  /** Says once of each file that it cannot be written any more, as soon as that is known. */
  void warnOfProblems() {
    for (Output output : outputs) {
      if (output.problem().isPresent() && warned.add(output)) {
        warnings.accept(
            "warning: cannot write '%s' any more: %s"
                .formatted(output.name(), output.problem().get().getMessage()));
      }
    }
  }

  /** Writes the rest; false where something is not in a file. */
  boolean finish() {
    boolean whole = true;
    for (Output output : outputs) {
      output.finish(LAST_WRITES);
      if (output.lost() > 0 || output.problem().isPresent()) {
        whole = false;
        String reason =
            output.problem().map(IOException::getMessage).orElse("the disk was too slow");
        warnings.accept(
            "warning: '%s' lacks %d %s: %s"
                .formatted(output.name(), output.lost(), output.unit(), reason));
      }
    }
    return whole;
  }
}
