package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.DebianStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca uninstall}: takes {@code install} back. */
@Command(
    name = "uninstall",
    sortOptions = false,
    header = "Take the authority out of this machine's trust store.",
    customSynopsis = {"tlsdiag ca uninstall [OPTIONS]", ""},
    description = {
      "Removes what 'tlsdiag ca install' copied and runs update-ca-certificates. Asks first. The",
      "authority itself stays.",
      "",
      "Examples:",
      "  sudo tlsdiag ca uninstall --ca-dir ~/.local/share/tlsdiag/ca",
      "  tlsdiag ca uninstall --yes",
      ""
    },
    footer = {"", "Exit: 0 removed, or was not there · 2 usage, or declined · 4 could not run"})
final class CaUninstallCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin MachineTrust trust;

  @Override
  public Integer call() throws IOException {
    DebianStore machine = DebianStore.ofMachine();
    X509Certificate certificate = trust.certificate();
    Path file = machine.file(certificate);
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.exists(file)) {
      out.print("not installed: there is no %s\n".formatted(Printable.escape(file.toString())));
      return ExitCode.CLEAN;
    }
    trust.confirm(
        "uninstall", "%s is deleted, then %s runs.".formatted(file, machine.refreshCommand()));
    trust.requireRoot(machine, "uninstall");
    machine.uninstall(certificate);
    out.print("removed    %s\n".formatted(Printable.escape(file.toString())));
    return ExitCode.CLEAN;
  }
}
