package dev.tlsdiag.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag config files}: where a configuration is looked for. */
@Command(
    name = "files",
    customSynopsis = {"tlsdiag config files", ""},
    description = {
      "Lists the files that are looked for, the strongest first, and whether they are there.",
      "",
      "Examples:",
      "  tlsdiag config files",
      ""
    },
    footer = {"", "Exit: 0 done · 2 usage"})
final class ConfigFilesCommand implements Callable<Integer>, ConfigFiles.Taker {
  @Spec CommandSpec spec;

  private ConfigFiles files;

  @Override
  public void take(ConfigFiles given) {
    files = given;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (ConfigFiles.Place place : files.places()) {
      String state = place.found() ? "read" : place.note().isEmpty() ? "not there" : place.note();
      out.print("%-8s %-10s %s\n".formatted(place.layer().label(), state, place.file()));
    }
    return ExitCode.CLEAN;
  }
}
