package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureWitness;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A capture that tcpdump or its like writes while the request is on its way. */
record GrowingCapture(String file, PrintWriter err) implements CaptureWitness.Recording {
  /** Without {@code --immediate-mode} tcpdump gets its packets once a second. */
  private static final Duration LAG = Duration.ofMillis(2500);

  @Override
  public void begin() {
    if (!Files.isReadable(Path.of(file))) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(file))
          .likely("it has to be there, and be written while the request is on its way")
          .attempt("tcpdump -i any -U -w %s tcp".formatted(file));
    }
  }

  /** It is read while it is written: that its last packet is cut says nothing. */
  @Override
  public Capture end() {
    return CompareFiles.read(file, new PrintWriter(new StringWriter()));
  }

  @Override
  public Duration lag() {
    return LAG;
  }
}
