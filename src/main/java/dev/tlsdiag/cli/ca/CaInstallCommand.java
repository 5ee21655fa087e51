package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.DebianStore;
import dev.tlsdiag.trust.TrustStores;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
  @Mixin AuthorityOptions authority;

  @Option(
      names = {"-y", "--yes"},
      order = 1,
      description = "Do not ask.")
  boolean yes;

  @Override
  public Integer call() throws IOException {
    DebianStore machine = DebianStore.ofMachine();
    X509Certificate certificate = certificate(authority.store());
    Path file = machine.file(certificate);
    confirm(
        yes,
        "install",
        "Every program of this machine will trust '%s'\n(%s, then %s)."
            .formatted(CertificateText.subject(certificate), file, machine.refreshCommand()));
    requireRoot(machine, "install", authority.store());
    machine.install(certificate);
    PrintWriter out = spec.commandLine().getOut();
    out.print("installed  %s\n".formatted(Printable.escape(file.toString())));
    out.print("undo       tlsdiag ca uninstall\n");
    return ExitCode.CLEAN;
  }

  static X509Certificate certificate(AuthorityStore store) throws IOException {
    AuthorityOptions.requireExisting(store);
    return TrustStores.load(store.certificateFile()).certificates().get(0);
  }

  static void confirm(boolean yes, String verb, String what) {
    if (yes) {
      return;
    }
    Console terminal =
        TerminalStyle.console()
            .orElseThrow(
                () ->
                    CommandException.usage("no terminal to ask whether to " + verb)
                        .attempt("tlsdiag ca " + verb + " --yes"));
    String answer = terminal.readLine("%s%n%s? [y/N] ", what, verb);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw CommandException.usage("not confirmed; nothing was changed");
    }
  }

  static void requireRoot(DebianStore machine, String verb, AuthorityStore store) {
    if (!machine.exists()) {
      throw CommandException.couldNotRun("no '/usr/local/share/ca-certificates' on this machine")
          .likely("it is no Debian, or lacks the package ca-certificates")
          .attempt("eval \"$(tlsdiag ca env)\"");
    }
    if (!machine.isWritable()) {
      throw CommandException.couldNotRun("only root may change the machine's trust store")
          .attempt(
              "sudo tlsdiag ca %s --ca-dir %s"
                  .formatted(verb, ShellWord.quote(store.folder().toString())));
    }
  }
}
