package dev.tlsdiag.cli;

import dev.tlsdiag.cli.ca.AuthorityOptions;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyModes;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.proxy.record.JsonLines;
import dev.tlsdiag.proxy.record.LiveLines;
import dev.tlsdiag.proxy.record.Output;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tlsdiag proxy}: the embedded interception proxy, until it is told to stop. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag proxy [OPTIONS]", ""},
    description = {
      "Intercepts TLS, keeps the client's server name, and prints a line for every connection and",
      "request; those that failed are in red. Stops with Ctrl-C.",
      "",
      "Examples:",
      "  tlsdiag proxy                                             # curl -x http://127.0.0.1:8080",
      "  tlsdiag proxy --profile envoy --events events.jsonl       # what would Envoy do?",
      "  tlsdiag proxy --mode reverse:https://api.example.com@8443 --sni none",
      "  tlsdiag proxy --mode tap:api.example.com:443@8443 -w tap.pcapng",
      "  tlsdiag proxy --policy policy.yaml --secrets secrets.yaml # what would Cilium do?",
      "  tlsdiag proxy --web                                       # watch it in a browser",
      ""
    },
    footer = {
      "",
      "Exit: 0 stopped by -c or --for · 2 usage · 4 port in use, file not written · 130 Ctrl-C"
    })
final class ProxyCommand implements Callable<Integer> {
  /** Held here: the level of a logger that nobody holds is lost. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 200;

  @Spec CommandSpec spec;

  @Option(
      names = "--mode",
      order = 1,
      paramLabel = "MODE",
      completionCandidates = ProxyCommand.Modes.class,
      description =
          "regular (default), socks5, transparent, reverse:URL, upstream:URL or tap:HOST:PORT,"
              + " with @PORT or @HOST:PORT to listen there. Repeat it.")
  List<String> modes = List.of("regular");

  @Option(
      names = {"-p", "--listen-port"},
      order = 2,
      paramLabel = "PORT",
      description = "Where the mode has none: 8080, 0 for any free one.")
  int port = ProxyModes.USUAL_PORT;

  @Option(
      names = "--listen-host",
      order = 3,
      paramLabel = "ADDRESS",
      description = "Usually 127.0.0.1: this machine only.")
  String host = Listen.LOOPBACK;

  @Option(
      names = "--proxy-protocol",
      order = 4,
      paramLabel = "in|v1|v2",
      completionCandidates = ProxyCommand.ProxyProtocols.class,
      description = "Expect a PROXY header of clients, or send one to servers. Repeat it.")
  List<String> proxyProtocol = List.of();

  @Mixin ProxyUpstreamOptions upstream;

  @ArgGroup(
      validate = false,
      heading =
          "%nWhat would Cilium do? Taps, intercepts or denies each connection as policies say:%n")
  ProxyPolicyOptions policyOptions = new ProxyPolicyOptions();

  @Mixin ProxyRecordOptions records;

  @Option(
      names = {"-o", "--output"},
      order = 60,
      paramLabel = "FORMAT",
      completionCandidates = ProxyCommand.Formats.class,
      description = "Of stdout: compact (default) or jsonl.")
  String format = "compact";

  @Option(
      names = {"-q", "--quiet"},
      order = 61,
      description = "Nothing on stdout.")
  boolean quiet;

  @Option(
      names = "--color",
      order = 62,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      description = "auto (default), always, never.")
  String color = "auto";

  @Option(names = "-c", order = 63, paramLabel = "N", description = "Stop after N requests.")
  Long count;

  @Option(
      names = "--for",
      order = 64,
      paramLabel = "DURATION",
      description = "Stop after that time: 30s, 5m.")
  String duration;

  @Mixin ProxyViewOptions viewOptions;

  @Mixin AuthorityOptions authorityOptions;

  private final CompletableFuture<Integer> stop = new CompletableFuture<>();
  private ProxyViews views = ProxyViews.NONE;

  @Override
  public Integer call() throws IOException {
    check();
    Map<String, String> environment = System.getenv();
    Optional<Duration> limit = limit();
    Optional<ProxyPolicy> policy =
        ProxyPolicy.load(policyOptions, upstream, spec.commandLine().getErr());
    try (ProxyAuthority authority = ProxyAuthority.open(authorityOptions)) {
      ProxySettings settings = settings(upstream, listeners(), authority, sendVersion());
      if (upstream.insecure) {
        tell("warning: servers are not verified (-k): anyone could answer for them");
      }
      ProxyTally tally =
          new ProxyTally(count == null ? 0 : count, () -> stop.complete(ExitCode.CLEAN));
      ProxyRecording recording = new ProxyRecording(tally, this::tell);
      OutputStream stdout = ResultStream.bytesOf(spec.commandLine().getOut());
      recording.open(records, environment, stdout);
      Optional<Output> lines = lines(recording, stdout);
      int code;
      try (ProxyViews opened =
              ProxyViews.open(viewOptions, records, upstream, authority, recording, this::tell);
          RunningPolicy obeyed =
              RunningPolicy.start(policy, policyOptions, records, recording, stdout)) {
        views = opened;
        obeyed.intro().forEach(this::tell);
        code = run(obeyed.applied(settings, profileOf(policy)), recording, lines, authority, limit);
      }
      boolean whole = recording.finish();
      tell(tally.summary("·"));
      return code == ExitCode.CLEAN && !whole ? ExitCode.COULD_NOT_RUN : code;
    }
  }

  /** With policies, that of the proxy which enforces them, unless the user wants another. */
  private Optional<Profile> profileOf(Optional<ProxyPolicy> policy) {
    boolean wanted = spec.commandLine().getParseResult().hasMatchedOption("--profile");
    return wanted ? Optional.empty() : policy.map(each -> each.profile(upstream));
  }

  private int run(
      ProxySettings settings,
      ProxyRecording recording,
      Optional<Output> lines,
      ProxyAuthority authority,
      Optional<Duration> limit) {
    ProxyServer server = start(settings, recording);
    try {
      onSignal(ProcessSignals.INT, ExitCode.INTERRUPTED);
      onSignal(ProcessSignals.TERM, ExitCode.TERMINATED);
      List<String> intro = ProxyIntro.lines(settings, server.addresses(), authority);
      intro.forEach(this::tell);
      if (viewOptions.tui) {
        views.takeTerminal(
            settings, server.addresses(), intro, color, () -> stop.complete(ExitCode.CLEAN));
      }
      return await(recording, lines, limit);
    } finally {
      views.giveTerminalBack(this::print);
      server.drain(DRAIN);
    }
  }

  /** A second one does not wait for requests under way. */
  private void onSignal(String signal, int code) {
    ProcessSignals.on(
        signal,
        () -> {
          if (!stop.complete(code)) {
            ProcessSignals.giveUp(code);
          }
        });
  }

  private int await(ProxyRecording recording, Optional<Output> lines, Optional<Duration> limit) {
    long end = limit.map(time -> System.nanoTime() + time.toNanos()).orElse(Long.MAX_VALUE);
    while (System.nanoTime() < end) {
      try {
        return stop.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        recording.warnOfProblems();
        Optional<IOException> problem = lines.flatMap(Output::problem);
        if (problem.isPresent() && ResultStream.isReaderGone(problem.get())) {
          return ExitCode.OUTPUT_CLOSED;
        }
      } catch (InterruptedException e) {
        return ExitCode.INTERRUPTED;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return ExitCode.CLEAN;
  }

  private void check() {
    if (!format.equals("compact") && !format.equals("jsonl")) {
      throw CommandException.usage("unknown format '" + format + "'").likely("compact or jsonl");
    }
    if (!List.of("auto", "always", "never").contains(color)) {
      throw CommandException.usage("'--color' takes auto, always or never, not '" + color + "'");
    }
    if (port < 0 || port > 65_535) {
      throw CommandException.usage("port '" + port + "' is not within 0 to 65535");
    }
    if (count != null && count < 1) {
      throw CommandException.usage("'-c' takes a number of at least 1, not '" + count + "'");
    }
    viewOptions.check();
    quiet |= viewOptions.tui;
    if ("-".equals(policyOptions.flows) && !quiet) {
      quiet = true; // stdout is for the flows alone
    }
    if ("-".equals(records.events) && format.equals("jsonl")) {
      throw CommandException.usage("'--events -' and '-o jsonl' are the same");
    }
  }

  private Optional<Duration> limit() {
    if (duration == null) {
      return Optional.empty();
    }
    return Optional.of(TimeBound.duration("--for", duration));
  }

  private Optional<Output> lines(ProxyRecording recording, OutputStream stdout) {
    if (quiet || "-".equals(records.events)) {
      return Optional.empty();
    }
    Redaction redaction = Redaction.of(records.showSecrets);
    if (format.equals("jsonl")) {
      JsonLines lines = new JsonLines("stdout", stdout, redaction);
      recording.add(lines);
      return Optional.of(lines);
    }
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(color, /* ascii= */ false, System.getenv(), terminal);
    LiveLines lines = new LiveLines(stdout, theme, ZoneId.systemDefault(), redaction);
    recording.add(lines);
    return Optional.of(lines);
  }

  private List<Listen> listeners() {
    boolean expectsHeader = proxyProtocol.contains("in");
    List<Listen> listeners = new ArrayList<>();
    for (String mode : modes) {
      Listen listen;
      try {
        listen = ProxyModes.parse(mode, host, port);
      } catch (IllegalArgumentException e) {
        throw CommandException.usage("'--mode " + mode + "': " + e.getMessage())
            .attempt("--mode " + example(mode));
      }
      if (!isLoopback(listen.host())) {
        tell(
            "warning: listens on %s: whoever reaches this machine can use it"
                .formatted(listen.host()));
      }
      requireOwnAddress(listen, listeners);
      listeners.add(new Listen(listen.mode(), listen.host(), listen.port(), expectsHeader));
    }
    return listeners;
  }

  private static String example(String mode) {
    return mode.startsWith("tap")
        ? "tap:api.example.com:443@8443"
        : mode.startsWith("upstream")
            ? "upstream:http://proxy.example.com:3128"
            : mode.startsWith("regular") || mode.startsWith("socks5")
                ? mode.replaceFirst("[^a-z5].*", "") + "@127.0.0.1:8080"
                : "reverse:https://api.example.com@127.0.0.1:8443";
  }

  private static void requireOwnAddress(Listen listen, List<Listen> others) {
    for (Listen other : others) {
      if (listen.port() != 0
          && other.port() == listen.port()
          && other.host().equals(listen.host())) {
        throw CommandException.usage(
                "two modes listen on %s:%d".formatted(listen.host(), listen.port()))
            .attempt("--mode %s@%d".formatted(listen.mode().text(), listen.port() + 1));
      }
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true; // binding will say so
    }
  }

  private int sendVersion() {
    int version = 0;
    for (String each : proxyProtocol) {
      switch (each) {
        case "in" -> {}
        case "v1" -> version = 1;
        case "v2" -> version = 2;
        default ->
            throw CommandException.usage(
                "'--proxy-protocol' takes in, v1 or v2, not '" + each + "'");
      }
    }
    return version;
  }

  static ProxySettings settings(
      ProxyUpstreamOptions upstream,
      List<Listen> listeners,
      ProxyAuthority authority,
      int sendProxyProtocol)
      throws IOException {
    TrustAnchors trust = upstream.trust(System.getenv());
    Optional<Credential> issuer =
        Optional.of(authority.authority()).map(CertificateAuthority::credential);
    return new ProxySettings(
        listeners,
        upstream.profile(),
        issuer,
        upstream.credentials(),
        trust,
        upstream.clientCredential(),
        upstream.hosts(),
        upstream.dial(),
        sendProxyProtocol,
        ProxySettings.USUAL_IDLE_TIMEOUT,
        ProxySettings.USUAL_MAX_CONNECTIONS,
        true);
  }

  static ProxyServer start(ProxySettings settings, ProxyRecording recording) {
    NETTY.setLevel(Level.OFF); // what it has to say is in the records
    try {
      ProxyServer server = ProxyServer.start(settings, recording.sink(), recording.taps());
      if (!ProxyServer.usesBoringSsl(settings)) {
        recording.warn(
            "warning: BoringSSL does not run here: Java's TLS sets no groups (--curves, profiles) and"
                + " tells no keys (-w, SSLKEYLOGFILE)");
      }
      return server;
    } catch (IOException e) {
      recording.finish();
      CommandException problem =
          CommandException.couldNotRun(String.valueOf(e.getMessage())).causedBy(e);
      throw problem.getMessage().contains("in use")
          ? problem.attempt("tlsdiag proxy -p 0   # any free port")
          : problem;
    }
  }

  private void tell(String line) {
    views.tell(line, this::print);
  }

  private void print(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.print(Printable.escape(line) + "\n");
    err.flush();
  }

  /** How clients reach it. */
  static final class Modes extends Takes.Words {
    Modes() {
      super("regular", "socks5", "transparent", "reverse:", "upstream:", "tap:");
    }

    @Override
    boolean closed() {
      return false;
    }
  }

  /** Of the PROXY header. */
  static final class ProxyProtocols extends Takes.Words {
    ProxyProtocols() {
      super("in", "v1", "v2");
    }
  }

  /** Of standard output. */
  static final class Formats extends Takes.Words {
    Formats() {
      super("compact", "jsonl");
    }
  }
}
