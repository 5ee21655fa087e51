package dev.tlsdiag.cli;

import dev.tlsdiag.lab.Expectation;
import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.lab.Trial;
import dev.tlsdiag.report.ShellWord;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

/** What {@code lab} prints. */
final class LabText {
  private static final int NAME_COLUMNS = 26;
  private static final int SCENARIO_COLUMNS = 31;

  private static final Set<String> NOT_FOUND =
      Set.of(Expectation.NOTHING, Expectation.CANNOT_TELL, Expectation.NO_CAPTURE);

  private LabText() {}

  /** Each by what it breaks: its name and what it is diagnosed as, and below what happens. */
  static void list(List<Scenarios.Group> groups, PrintWriter out) {
    for (Scenarios.Group group : groups) {
      out.print("# " + group.about() + "\n");
      for (Scenario scenario : group.scenarios()) {
        out.print(row(scenario.name(), diagnosis(scenario.expects())));
        out.print("  " + scenario.summary() + "\n");
      }
      out.print("\n");
    }
    long all = groups.stream().mapToLong(group -> group.scenarios().size()).sum();
    out.print(
        """
        %d scenarios: the name, what it is diagnosed as, and what happens.
        To run one: tlsdiag lab run NAME. To try it by hand: tlsdiag lab serve NAME
        To see that each is diagnosed as it should be: tlsdiag lab examine
        """
            .formatted(all));
  }

  /** What a capture shows stands where a request sent for the purpose shows less. */
  private static String diagnosis(Expectation expected) {
    boolean better = NOT_FOUND.contains(expected.live());
    return better && !NOT_FOUND.contains(expected.captured())
        ? expected.captured() + " (capture)"
        : expected.live();
  }

  /** The name of a scenario, and something about it in the second column. */
  static String row(String name, String text) {
    return name + " ".repeat(Math.max(1, SCENARIO_COLUMNS - name.length())) + text + "\n";
  }

  /** Addresses, and commands that can be pasted into a shell. */
  static void served(Scenario scenario, RunningScenario running, PrintWriter out) {
    out.print(scenario.name() + ": " + scenario.summary() + "\n\n");
    for (Target target : running.targets()) {
      out.print("%s%s\n".formatted(padded(target.name()), target.url()));
      out.print("%sat %s, %s\n".formatted(padded(""), target.address(), target.expectation()));
    }
    running.proxy().ifPresent(proxy -> out.print(padded("proxy") + led(proxy) + "\n"));
    out.print(padded("trusted by the client") + running.trustFile() + "\n");
    if (!running.proxyTrust().equals(running.trust())) {
      out.print(padded("trusted by the proxy") + running.proxyTrustFile() + "\n");
    }
    out.print("\nTry in another shell:\n");
    for (Trial trial : running.trials()) {
      String end = trial.succeeds() ? "works" : "fails";
      out.print("\n# %s: %s\n%s\n".formatted(trial.about(), end, commandLine(trial)));
    }
  }

  private static String led(ForeignProxy proxy) {
    return proxy.address()
        + switch (proxy.kind()) {
          case EXPLICIT -> ", an HTTP proxy for clients that know of it";
          case EXPLICIT_TLS -> ", an HTTP proxy that clients take for one with TLS";
          case INSTEAD_OF_SERVER -> ", dialled instead of the server";
        };
  }

  private static String commandLine(Trial trial) {
    StringBuilder line = new StringBuilder();
    trial.words().forEach(word -> line.append(ShellWord.quote(word)).append(' '));
    return line.append("</dev/null").toString();
  }

  private static String padded(String text) {
    return text + " ".repeat(Math.max(1, NAME_COLUMNS - text.length()));
  }
}
