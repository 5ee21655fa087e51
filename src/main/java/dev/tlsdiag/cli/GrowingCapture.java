package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureWitness;
import dev.tlsdiag.report.ShellWord;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A capture that tcpdump or its like writes while the request is on its way. */
record GrowingCapture(String file, PrintWriter err) implements CaptureWitness.Recording {
  /** Without {@code --immediate-mode} tcpdump gets its packets once a second. */
  private static final Duration LAG = Duration.ofSeconds(5);

  @Override
  public void begin() {
    if (!Files.isReadable(Path.of(file))) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(file))
          .likely("it has to be there, and be written while the request is on its way")
          .attempt(attempt());
    }
  }

  /** It is read while it is written: that its last packet is cut says nothing. */
  @Override
  public Capture end() {
    if (isEmpty()) {
      throw CommandException.couldNotRun("'%s' is still empty".formatted(file))
          .likely("tcpdump keeps packets back for a while, unless it is given -U")
          .attempt(attempt());
    }
    return CompareFiles.read(file, new PrintWriter(new StringWriter()));
  }

  @Override
  public Duration lag() {
    return LAG;
  }

  private String attempt() {
    return "tcpdump -i any -U -w %s tcp".formatted(ShellWord.quote(file));
  }

  private boolean isEmpty() {
    try {
      return Files.size(Path.of(file)) == 0;
    } catch (IOException e) {
      return false; // reading it says why
    }
  }
}
