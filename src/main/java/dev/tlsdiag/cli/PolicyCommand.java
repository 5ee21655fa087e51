package dev.tlsdiag.cli;

import picocli.CommandLine.Command;

/** {@code tlsdiag policy}: network policies of Cilium, and what belongs to them. */
@Command(
    synopsisHeading = "",
    customSynopsis = {"Usage: tlsdiag policy COMMAND [OPTIONS] …", ""},
    description = {
      "Network policies as Cilium reads them: what is wrong in them, what they mean, whom they let",
      "talk to whom.",
      "",
      "Examples:",
      "  tlsdiag policy lint policy.yaml secrets.yaml       # every mistake at its line",
      "  kubectl get cnp,secret -A -o yaml | tlsdiag policy lint -",
      "  tlsdiag policy test -f policy.yaml --from app=web --to https://api.example.com/v1",
      ""
    },
    commandListHeading = "Commands (-h after one shows its page):%n",
    footer = {"", "Exit: 0 nothing found · 1 findings · 2 usage · 3 cannot tell · 4 could not run"},
    subcommands = {
      PolicyLintCommand.class,
      PolicyExplainCommand.class,
      PolicyTestCommand.class,
      PolicyDraftCommand.class
    })
final class PolicyCommand {}
