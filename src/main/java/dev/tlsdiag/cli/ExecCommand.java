package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.TrustStores;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag exec}: a client of the user's, through the embedded proxy. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag exec [OPTIONS] -- COMMAND ARGS...", ""},
    description = {
      "Starts the proxy on a free port of this machine, runs the command with its proxy and trust",
      "variables set, and tells on stderr what the command's connections did, failed ones first.",
      "",
      "Examples:",
      "  tlsdiag exec -- aws s3 ls s3://bucket",
      "  tlsdiag exec --profile cilium-before-sni-fix -- curl https://api.example.com/",
      "  tlsdiag exec -w run.pcapng -- python3 client.py           # packets, decrypted",
      "",
      "Set are variables for curl, OpenSSL, Python, Node, Java, Go, git, wget, pip, npm and the AWS",
      "and Google Cloud tools. Go never uses a proxy for localhost; Node does use one from 22.21",
      "and 24.0 on.",
      ""
    },
    footer = {
      "",
      "Exit: the command's own · 126 not executable · 127 not found · 2 usage · 4 could not run"
    })
final class ExecCommand implements Callable<Integer> {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final Duration DRAIN = Duration.ofSeconds(1);

  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "What to run, with its arguments; behind -- they are never options of ours.")
  List<String> command;

  @Mixin ProxyUpstreamOptions upstream;
  @Mixin ProxyRecordOptions records;

  @Option(
      names = {"-q", "--quiet"},
      order = 61,
      description = "No table afterwards.")
  boolean quiet;

  @Option(
      names = "--color",
      order = 62,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      description = "auto (default), always, never.")
  String color = "auto";

  private volatile Process child;

  @Override
  public Integer call() throws IOException {
    if (!List.of("auto", "always", "never").contains(color)) {
      throw CommandException.usage("'--color' takes auto, always or never, not '" + color + "'");
    }
    if ("-".equals(records.events)) {
      throw CommandException.usage("'--events -' would mix with what the command prints")
          .attempt("--events events.jsonl");
    }
    Map<String, String> environment = System.getenv();
    try (ProxyAuthority authority = ProxyAuthority.forOneCommand(environment);
        ExecTrust trust =
            ExecTrust.write(
                authority.authority().certificate(), TrustStores.system(), environment)) {
      ProxySettings settings =
          ProxyCommand.settings(
              upstream, List.of(Listen.local(new ProxyMode.Regular())), authority, 0);
      if (upstream.insecure) {
        tell("warning: servers are not verified (-k): anyone could answer for them");
      }
      ExecTable table = new ExecTable();
      ProxyRecording recording = new ProxyRecording(table, this::tell);
      recording.open(records, environment, OutputStream.nullOutputStream());
      int code = run(settings, recording, trust, environment);
      recording.finish();
      if (!quiet && code != NOT_FOUND && code != NOT_EXECUTABLE || !table.isEmpty()) {
        show(table);
      }
      return code;
    }
  }

  private int run(
      ProxySettings settings,
      ProxyRecording recording,
      ExecTrust trust,
      Map<String, String> environment) {
    ProxyServer server = ProxyCommand.start(settings, recording);
    try {
      Endpoint address = server.addresses().get(0);
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().putAll(ExecEnvironment.of(address, trust, environment));
      passSignalsOn();
      child = builder.start();
      return awaitChild();
    } catch (IOException e) {
      return notStarted(e);
    } finally {
      server.drain(DRAIN);
    }
  }

  private int awaitChild() {
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException e) {
        child.destroy(); // and wait on: its exit code is ours
      }
    }
  }

  private int notStarted(IOException e) {
    String name = command.get(0);
    boolean permission = String.valueOf(e.getMessage()).contains("error=13");
    boolean missing = String.valueOf(e.getMessage()).contains("error=2,");
    if (permission || !missing) {
      tell("error: cannot run '" + name + "': " + reason(e));
      return NOT_EXECUTABLE;
    }
    tell("error: no command '" + name + "'");
    return NOT_FOUND;
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    int comma = message.lastIndexOf("error=");
    return comma < 0 ? message : message.substring(message.indexOf(' ', comma) + 1);
  }

  /**
   * A signal is for the command: this process stays until that has ended. What the terminal sends,
   * it sends to both.
   */
  private void passSignalsOn() {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDIN);
    ProcessSignals.on(
        ProcessSignals.INT,
        () -> {
          if (!terminal) {
            send(ProcessSignals.INT);
          }
        });
    ProcessSignals.on(ProcessSignals.TERM, () -> send(ProcessSignals.TERM));
    ProcessSignals.on(ProcessSignals.HUP, () -> send(ProcessSignals.HUP));
  }

  private void send(String signal) {
    Process running = child;
    if (running == null || !running.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      running.destroy();
    }
  }

  private void show(ExecTable table) {
    if (table.isEmpty()) {
      tell("note: no connection went through the proxy");
      tell("  likely: " + ExecEnvironment.whySilent(command.get(0)));
      return;
    }
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDERR);
    Theme theme = TerminalStyle.theme(color, /* ascii= */ false, System.getenv(), terminal);
    PrintWriter err = spec.commandLine().getErr();
    err.print("\n");
    table
        .lines(theme, TerminalStyle.columns(System.getenv()))
        .forEach(each -> err.print(each + "\n"));
    err.flush();
  }

  private void tell(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.print(Printable.escape(line) + "\n");
    err.flush();
  }
}
