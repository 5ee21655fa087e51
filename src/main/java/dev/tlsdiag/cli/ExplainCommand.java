package dev.tlsdiag.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tlsdiag explain}. */
@Command
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "What to look at.")
  String subject;

  @Override
  public Integer call() {
    throw CommandException.couldNotRun("'explain' is not part of this build");
  }
}
