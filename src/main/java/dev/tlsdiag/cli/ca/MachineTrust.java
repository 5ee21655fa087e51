package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.DebianStore;
import dev.tlsdiag.trust.TrustStores;
import java.io.Console;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a change of the machine's trust store needs: an authority, a yes, and root. */
final class MachineTrust {
  @Mixin AuthorityOptions authority;

  @Option(
      names = {"-y", "--yes"},
      order = 1,
      description = "Do not ask.")
  boolean yes;

  /** The authority's own. */
  X509Certificate certificate() throws IOException {
    AuthorityStore store = authority.store();
    AuthorityOptions.requireExisting(store);
    return TrustStores.load(store.certificateFile()).certificates().get(0);
  }

  /**
   * Asks, unless told not to.
   *
   * @param verb of {@code tlsdiag ca}
   * @param what will happen
   * @throws CommandException without a yes
   */
  void confirm(String verb, String what) {
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

  /**
   * @throws CommandException where the machine has no such store, or it may not be changed
   */
  void requireRoot(DebianStore machine, String verb) {
    if (!machine.exists()) {
      throw CommandException.couldNotRun("no '/usr/local/share/ca-certificates' on this machine")
          .likely("it is no Debian, or lacks the package ca-certificates")
          .attempt("eval \"$(tlsdiag ca env)\"");
    }
    if (!machine.isWritable()) {
      throw CommandException.couldNotRun("only root may change the machine's trust store")
          .attempt(
              "sudo tlsdiag ca %s --ca-dir %s"
                  .formatted(verb, ShellWord.quote(authority.store().folder().toString())));
    }
  }
}
