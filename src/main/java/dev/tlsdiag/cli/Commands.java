package dev.tlsdiag.cli;

import dev.tlsdiag.cli.ca.CaCommand;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of subcommands. A class is named here and looked into only when its command is called.
 */
final class Commands {
  static final List<Entry> ALL =
      List.of(
          new Entry(
              "tour",
              Task.SEE,
              "what tlsdiag is for, in ten steps: really run, on loopback, less than a minute",
              TourCommand.class),
          new Entry(
              "bisect",
              Task.PROBE,
              "two ClientHellos, one works and one fails: the smallest difference that decides",
              BisectCommand.class),
          new Entry(
              "bundle",
              Task.SEE,
              "evidence to send: the report, its packets, logs and configuration without secrets",
              BundleCommand.class),
          new Entry(
              "capture",
              Task.SEE,
              "every TLS handshake in a capture file, on stdin or on an interface",
              CaptureCommand.class),
          new Entry(
              "compare",
              Task.COMPARE,
              "two paths to one server, or two captures: where do the handshakes part?",
              CompareCommand.class),
          new Entry(
              "check",
              Task.PROBE,
              "smoke checks from a YAML file, for CI: reports for JUnit, SARIF, GitHub, GitLab",
              CheckCommand.class),
          new Entry(
              "collect",
              Task.SEE,
              "what a diagnosis needs from a cluster: the commands, or one archive of it",
              CollectCommand.class),
          new Entry(
              "ca",
              Task.FIX,
              "the internal authority: make it, issue, sign, inspect and verify certificates",
              CaCommand.class),
          new Entry(
              "config",
              Task.FIX,
              "options that need not be typed: what is set, and where it comes from",
              ConfigCommand.class),
          new Entry(
              "diagnose",
              Task.SEE,
              "any pile of captures, flows, logs, policies and dumps: one answer",
              DiagnoseCommand.class),
          new Entry(
              "exec",
              Task.SEE,
              "run any client through the proxy, and see what its connections did",
              ExecCommand.class),
          new Entry(
              "replay",
              Task.COMPARE,
              "one request along one path: every step timed, and who broke it",
              ReplayCommand.class),
          new Entry(
              "explain",
              Task.FIX,
              "the page of a rule, or of an error message you paste",
              ExplainCommand.class),
          new Entry(
              "man",
              Task.FIX,
              "the manual: each command, all findings, configuration and filters",
              ManCommand.class),
          new Entry(
              "cheatsheet",
              Task.FIX,
              "lines of curl, openssl, tshark, hubble, mitmproxy, kubectl, and ours beside them",
              CheatsheetCommand.class),
          new Entry(
              "lab",
              Task.PROBE,
              "known failures made to happen on loopback, to try things on",
              LabCommand.class),
          new Entry(
              "observe",
              Task.SEE,
              "flow lines with hubble's filters: saved, piped, of the proxy, of captures; a map",
              ObserveCommand.class),
          new Entry(
              "policy",
              Task.PROBE,
              "network policies of Cilium: what is wrong in them, what they mean, who may do what",
              PolicyCommand.class),
          new Entry(
              "probe",
              Task.PROBE,
              "one server, one thing changed at a time: SNI, segments, size, groups, versions",
              ProbeCommand.class),
          new Entry(
              "proxy",
              Task.SEE,
              "an intercepting proxy that keeps the server name and records every connection",
              ProxyCommand.class),
          new Entry(
              "completion",
              Task.SHARE,
              "a script with which bash, zsh or fish completes commands, options and values",
              CompletionCommand.class),
          new Entry(
              "show",
              Task.SHARE,
              "a result that was written, JSON or page: as the command printed it",
              ShowCommand.class),
          new Entry(
              "shell",
              Task.SHARE,
              "commands one after another: history, completion, $ for the last result",
              ShellCommand.class));

  private Commands() {}

  static Optional<Entry> named(String name) {
    for (Entry entry : ALL) {
      if (entry.name().equals(name)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  static Set<String> names() {
    return ALL.stream().map(Entry::name).collect(Collectors.toSet());
  }

  /** What a user is about to do; the page of commands is grouped by it, in this order. */
  enum Task {
    SEE("See"),
    COMPARE("Compare"),
    PROBE("Probe"),
    FIX("Fix"),
    SHARE("Share");

    private final String title;

    Task(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * One subcommand.
   *
   * @param summary one line without a final period, also the description of the command's own page
   * @param type annotated for picocli; {@code -h} and {@code --debug} are added to every command
   */
  record Entry(String name, Task task, String summary, Class<?> type) {}
}
