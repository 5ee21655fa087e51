package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.DebianStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca install}: trust for all programs of a Debian machine. */
@Command(
    name = "install",
    sortOptions = false,
    header = "Add the authority to this machine's trust store (Debian, as root).",
    customSynopsis = {"tlsdiag ca install [OPTIONS]", ""},
    description = {
      "Copies the authority's certificate, never its key, to /usr/local/share/ca-certificates and",
      "runs update-ca-certificates. Asks first. 'tlsdiag ca uninstall' takes it back.",
      "",
      "Examples:",
      "  sudo tlsdiag ca install --ca-dir ~/.local/share/tlsdiag/ca",
      "  tlsdiag ca install --yes        # in an image build",
      ""
    },
    footer = {"", "Exit: 0 installed · 2 usage, or declined · 4 could not run, not root"})
final class CaInstallCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin MachineTrust trust;

  @Override
  public Integer call() throws IOException {
    DebianStore machine = DebianStore.ofMachine();
    X509Certificate certificate = trust.certificate();
    Path file = machine.file(certificate);
    trust.confirm(
        "install",
        "Every program of this machine will trust '%s'\n(%s, then %s)."
            .formatted(CertificateText.subject(certificate), file, machine.refreshCommand()));
    trust.requireRoot(machine, "install");
    machine.install(certificate);
    PrintWriter out = spec.commandLine().getOut();
    out.print("installed  %s\n".formatted(Printable.escape(file.toString())));
    out.print("undo       tlsdiag ca uninstall\n");
    return ExitCode.CLEAN;
  }
}
