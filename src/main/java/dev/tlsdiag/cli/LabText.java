package dev.tlsdiag.cli;

import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.lab.Trial;
import dev.tlsdiag.report.ShellWord;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code lab} prints. */
final class LabText {
  private static final int NAME_COLUMNS = 26;

  private LabText() {}

  /** Scenarios by the proxy that shows them; the names are in the first column. */
  static void list(List<Scenario> scenarios, PrintWriter out) {
    Map<String, StringBuilder> groups = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      groups
          .computeIfAbsent(proxy(scenario), title -> new StringBuilder())
          .append(padded(scenario.name()))
          .append(scenario.summary())
          .append('\n');
    }
    groups.forEach((title, rows) -> out.print("# " + title + "\n" + rows + "\n"));
    out.print("To run one: tlsdiag lab run NAME. To try it by hand: tlsdiag lab serve NAME\n");
  }

  private static String proxy(Scenario scenario) {
    if (scenario.bringsProxy()) {
      return "through a proxy of the lab";
    }
    return scenario.profile().isEmpty()
        ? "through tlsdiag's own proxy"
        : "through a proxy as --profile " + scenario.profile();
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
