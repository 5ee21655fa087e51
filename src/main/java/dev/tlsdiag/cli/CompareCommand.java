package dev.tlsdiag.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tlsdiag compare}. */
@Command
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "URL", description = "What to look at.")
  String subject;

  @Override
  public Integer call() {
    throw CommandException.couldNotRun("'compare' is not part of this build");
  }
}
