package dev.tlsdiag.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tlsdiag capture}. */
@Command
final class CaptureCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What to look at.")
  String subject;

  @Override
  public Integer call() {
    throw CommandException.couldNotRun("'capture' is not part of this build");
  }
}
