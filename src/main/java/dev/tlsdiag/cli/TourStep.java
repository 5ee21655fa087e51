package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One step of the tour.
 *
 * @param title one word
 * @param says what is to be seen, lines of at most 78 columns
 * @param line the command without {@code tlsdiag}; {@code @NAME} stands for a file of the tour,
 *     {@code @url}, {@code @port} and {@code @ca} for the server of the scenario
 * @param exit the exit status that it ends with
 * @param scenario of the lab, whose servers run during the step
 * @param program that has to be there, or the step is left out
 */
record TourStep(
    String title,
    String says,
    String line,
    int exit,
    Optional<String> scenario,
    Optional<String> program) {
  static final List<TourStep> ALL =
      List.of(
          of(
              "see",
              """
              A capture: who asked for which name, and how each handshake ended. Here a
              client talks to a proxy and the proxy to the server; the second one fails,
              and has no name (SNI) in it.
              """,
              "capture @proxied.pcap -o table",
              ExitCode.CLEAN),
          of(
              "compare",
              """
              The path that works beside the one that fails. The answer stands on top; the
              difference that decides comes first, what every proxy changes comes last.
              """,
              "compare @direct.pcap @proxied.pcap",
              ExitCode.FINDINGS),
          of(
              "explain",
              """
              Any number, alert, flag or message that a program printed, in plain words.
              """,
              "explain 112",
              ExitCode.CLEAN),
          of(
              "prove",
              """
              No captures at hand? It sends the request itself, directly and through a
              proxy, and repeats the failing hop with the suspect alone changed. Server and
              proxy are its own here, on loopback; 'tlsdiag lab' lists all it can break.
              """,
              "compare --lab sni-alert-112",
              ExitCode.FINDINGS),
          of(
              "fix",
              """
              The same request through a proxy that hands the name on: this is how a fix
              looks. With your own URL, 'tlsdiag compare --last' says what has changed.
              """,
              "compare --lab sni-alert-112 --profile cilium",
              ExitCode.CLEAN),
          of(
              "others",
              """
              Handshakes that fail for other reasons, of four captures in one list.
              """,
              "capture @expired.pcap @refused.pcap @plain.pcap @split.pcap --failed -o table",
              ExitCode.CLEAN),
          of(
              "diagnose",
              """
              The first of them, without a path that works to hold it against. 'diagnose'
              takes any pile of files: captures, logs, Hubble flows, Envoy's dumps.
              """,
              "diagnose @expired.pcap",
              ExitCode.FINDINGS),
          of(
              "lint",
              """
              Mistakes in the policy that puts the proxy there: at line and column, in the
              words of who refuses it.
              """,
              "policy lint @policy.yaml",
              ExitCode.FINDINGS),
          of(
              "check",
              """
              The same as a smoke check, for CI: exit status 1 fails the job, and reports
              for JUnit, SARIF, GitHub and GitLab say why.
              """,
              "check @checks.yaml",
              ExitCode.FINDINGS),
          new TourStep(
              "proxy",
              """
              Any program through the built-in proxy, which behaves like Envoy here: what
              each connection sent, and what came back. curl prints what Envoy would answer.
              """,
              "exec --profile envoy --ca @ca --connect-to ::127.0.0.1:@port -- curl -sS @url",
              ExitCode.CLEAN,
              Optional.of("sni-alert-112"),
              Optional.of("curl")));

  TourStep {
    requireNonNull(title, "title is null");
    requireNonNull(says, "says is null");
    requireNonNull(line, "line is null");
    requireNonNull(scenario, "scenario is null");
    requireNonNull(program, "program is null");
  }

  /** The command with bare names of files. */
  String shown() {
    return line.replace("@", "");
  }

  private static TourStep of(String title, String says, String line, int exit) {
    return new TourStep(title, says, line, exit, Optional.empty(), Optional.empty());
  }
}
