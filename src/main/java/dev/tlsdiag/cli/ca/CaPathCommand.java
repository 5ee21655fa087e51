package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.AuthorityStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca path}: where the authority's certificate lies. */
@Command(
    name = "path",
    sortOptions = false,
    header = "Print where the authority's certificate lies.",
    customSynopsis = {"tlsdiag ca path [OPTIONS]", ""},
    description = {
      "Prints the file name of the authority's certificate; the key lies beside it.",
      "",
      "Examples:",
      "  curl --cacert \"$(tlsdiag ca path)\" https://app.example.test/",
      "  openssl verify -x509_strict -CAfile \"$(tlsdiag ca path)\" app.example.test.crt",
      ""
    },
    footer = {"", "Exit: 0 printed · 4 there is no authority"})
final class CaPathCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Override
  public Integer call() {
    AuthorityStore store = authority.store();
    AuthorityOptions.requireExisting(store);
    spec.commandLine().getOut().print(Printable.escape("" + store.certificateFile()) + "\n");
    return ExitCode.CLEAN;
  }
}
