package dev.tlsdiag.cli.ca;

import picocli.CommandLine.Command;

/** {@code tlsdiag ca}: the internal authority and its certificates. */
@Command(
    synopsisHeading = "",
    customSynopsis = {"Usage: tlsdiag ca COMMAND [OPTIONS] …", ""},
    description = {
      "The internal authority of this user: make it, issue certificates that strict clients accept,",
      "look at certificates, and give the authority to clients and to the cluster.",
      "",
      "Examples:",
      "  tlsdiag ca init --permit example.test              # an authority for these hosts only",
      "  tlsdiag ca issue app.example.test '*.api.example.test' --out certs",
      "  tlsdiag ca inspect app.example.test:443            # the chain, its first problem on top",
      "  tlsdiag ca verify tls.crt --host app.example.test  # exit 0 or 1",
      "  eval \"$(tlsdiag ca env)\"                           # this shell's programs trust it",
      ""
    },
    commandListHeading = "Commands (-h after one shows its page):%n",
    footer = {"", "Exit: 0 done, no problem · 1 a problem was found · 2 usage · 4 could not run"},
    subcommands = {
      CaInitCommand.class,
      CaIssueCommand.class,
      CaSignCommand.class,
      CaInspectCommand.class,
      CaVerifyCommand.class,
      CaBundleCommand.class,
      CaEnvCommand.class,
      CaSecretCommand.class,
      CaInstallCommand.class,
      CaUninstallCommand.class,
      CaPathCommand.class
    })
public final class CaCommand {}
