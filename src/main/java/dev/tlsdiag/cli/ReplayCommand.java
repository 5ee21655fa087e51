package dev.tlsdiag.cli;

import dev.tlsdiag.replay.CurlCommand;
import dev.tlsdiag.replay.CurlExit;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyEnvironment;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.RequestFiles;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag replay}: one request along one path, every step timed and recorded. */
@Command(
    sortOptions = false,
    modelTransformer = CurlOptions.class,
    customSynopsis = {
      "tlsdiag replay [OPTIONS] URL",
      "       tlsdiag replay [OPTIONS] -- curl …",
      "       tlsdiag replay [OPTIONS] --har FILE --entry N",
      "       tlsdiag replay [OPTIONS] FILE.http",
      ""
    },
    description = {
      "Sends one request and tells every step: name, connection, tunnel, TLS, response.",
      "",
      "Options of curl have curl's names and meanings; a pasted curl command goes after --.",
      "Each attempt is a full handshake on a new connection.",
      "",
      "Examples:",
      "  tlsdiag replay https://app.example.test/",
      "  tlsdiag replay https://10.0.0.7/ --servername app.example.test",
      "  tlsdiag replay -x http://proxy:3128 -- curl -sSf https://app.example.test/health",
      "  tlsdiag replay https://app.example.test/ -n 20    # how often does it fail?",
      "  tlsdiag replay https://app.example.test/ -w '%%{time_appconnect}\\n'",
      ""
    },
    footer = {
      "",
      "Exit: 0 there was a response · 1 the request failed · 2 usage · 4 a file could not be read"
    })
final class ReplayCommand implements Callable<Integer>, CurlOptions.Taker {
  private static final String USER_AGENT = "tlsdiag/" + Version.NUMBER;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "URL",
      completionCandidates = Takes.Request.class,
      description = "What to ask for; a curl command after --; or a file of requests.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--har",
      order = 1,
      paramLabel = "FILE",
      completionCandidates = Takes.Har.class,
      description = "A request of this HAR.")
  Path har;

  @Option(
      names = "--entry",
      order = 2,
      paramLabel = "N|GLOB",
      description = "Which one: its number from 1 on, or a pattern of its URL.")
  String entry;

  @Option(
      names = "--servername",
      order = 3,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "Send this SNI, and check the certificate for it.")
  String serverName;

  @Option(names = "--noservername", order = 4, description = "Send no SNI.")
  boolean noServerName;

  @Option(
      names = "--alpn",
      order = 5,
      paramLabel = "LIST",
      completionCandidates = Takes.Alpn.class,
      split = ",",
      description = "Protocols to offer, as h2,http/1.1; none for no ALPN.")
  List<String> alpn;

  @Option(
      names = {"-n", "--count"},
      order = 6,
      paramLabel = "N",
      defaultValue = "1",
      description = "Send it so often, and tell how many failed.")
  int count;

  @Option(
      names = "--each-address",
      order = 7,
      description = "Try every address of the name, one by one.")
  boolean eachAddress;

  @Option(
      names = {"-o", "--output"},
      order = 8,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json. Not curl's -o; that one works after -- curl.")
  String format;

  @Option(
      names = "--exit-code",
      order = 9,
      paramLabel = "KIND",
      completionCandidates = ReplayCommand.ExitCodes.class,
      defaultValue = "tlsdiag",
      description = "tlsdiag (default), or curl for the numbers of curl.")
  String exitCode;

  @Option(names = "--show-secrets", order = 10, description = "Do not redact headers.")
  boolean showSecrets;

  @Option(
      names = {"-v", "--verbose"},
      order = 11,
      description = "Show request headers and every certificate too.")
  boolean verbose;

  @Option(
      names = "--color",
      order = 12,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 13, description = "No characters outside ASCII.")
  boolean ascii;

  private final List<String> curlWords = new ArrayList<>();

  @Override
  public List<String> curlWords() {
    return curlWords;
  }

  @Override
  public Integer call() throws IOException {
    new Takes.TextOrJson().check("--output", format);
    new Takes.Color().check("--color", color);
    new ExitCodes().check("--exit-code", exitCode);
    if (count < 1 || count > 100_000) {
      throw CommandException.usage("'--count %d' is not within 1 to 100000".formatted(count));
    }
    List<String> notes = new ArrayList<>();
    CurlCommand command = command();
    notes.addAll(command.notes());
    ReplayOptions options = options(command, notes);
    PrintWriter err = spec.commandLine().getErr();
    notes.forEach(note -> err.print("note: " + note + "\n"));
    err.flush();
    List<Replay> replays = run(command.request(), options);
    print(replays, command, notes);
    return exit(replays, command);
  }

  private CurlCommand command() {
    try {
      if (har != null) {
        return CurlCommand.onto(
            RequestFiles.har(har, Optional.ofNullable(entry)), curlWords, USER_AGENT);
      }
      if (words.isEmpty() && curlWords.stream().noneMatch("--url"::equals)) {
        throw CommandException.usage("there is no URL")
            .attempt("tlsdiag replay https://app.example.test/");
      }
      if (!words.isEmpty() && words.get(0).matches("(.*/)?curl")) {
        return CurlCommand.parse(words, curlWords);
      }
      if (words.size() == 1 && words.get(0).startsWith("curl ")) {
        return CurlCommand.parse(words.get(0));
      }
      if (words.size() == 1 && words.get(0).matches(".*\\.(http|rest)")) {
        return CurlCommand.onto(
            RequestFiles.http(Path.of(words.get(0)), Optional.ofNullable(entry)),
            curlWords,
            USER_AGENT);
      }
      List<String> all = new ArrayList<>(curlWords);
      all.addAll(words);
      return CurlCommand.parse(all, USER_AGENT);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(Problems.lowerCaseFirst(e.getMessage())).causedBy(e);
    } catch (IOException e) {
      throw CommandException.couldNotRun(Problems.lowerCaseFirst(String.valueOf(e.getMessage())))
          .causedBy(e);
    }
  }

  private ReplayOptions options(CurlCommand command, List<String> notes) {
    if (serverName != null && noServerName) {
      throw CommandException.usage("'--servername' and '--noservername' exclude each other");
    }
    ReplayOptions options = command.options();
    TlsOptions.Builder tls = options.tls().with();
    if (serverName != null) {
      tls.serverName(ServerName.of(serverName));
    }
    if (noServerName) {
      tls.serverName(ServerName.NONE);
    }
    if (alpn != null) {
      tls.alpn(alpn.equals(List.of("none")) ? List.of() : alpn);
    }
    PathOptions path = options.path();
    if (!command.proxyGiven()) {
      try {
        ProxyEnvironment environment =
            ProxyEnvironment.of(
                command.request(),
                System.getenv(),
                Optional.of(path.noProxy()).filter(list -> !list.isEmpty()));
        notes.addAll(environment.notes());
        if (environment.proxy().isPresent()) {
          path = path.with().proxy(environment.proxy().get()).build();
        }
      } catch (IllegalArgumentException e) {
        throw CommandException.usage(e.getMessage()).causedBy(e);
      }
    }
    return options.with().tls(tls.build()).path(path).build();
  }

  /** Of several addresses one after another, so that no address has all the luck of a moment. */
  private List<Replay> run(ReplayRequest request, ReplayOptions options) {
    ReplayClient client = new ReplayClient("replay");
    List<ReplayOptions> ways = new ArrayList<>(List.of(options));
    if (eachAddress) {
      Step.Resolve resolved = client.resolve(request, options);
      if (!resolved.failed()) {
        ways.clear();
        for (String address : resolved.addresses()) {
          ways.add(options.with().path(options.path().with().address(address).build()).build());
        }
      }
    }
    List<Replay> replays = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        for (ReplayOptions way : ways) {
          replays.add(client.run(request, way));
        }
      }
    } catch (IOException e) {
      throw CommandException.couldNotRun(Problems.lowerCaseFirst(String.valueOf(e.getMessage())))
          .causedBy(e);
    }
    return replays;
  }

  private void print(List<Replay> replays, CurlCommand command, List<String> notes)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (command.writeOut().isPresent()) {
      for (Replay replay : replays) {
        out.print(new CurlWriteOut(replay).render(command.writeOut().get()));
      }
      return;
    }
    Redaction redaction = Redaction.of(showSecrets);
    KeptResult.offer(
        out,
        () -> {
          StringWriter text = new StringWriter();
          new ReplayJson(redaction).print(replays, notes, new PrintWriter(text, true));
          return text.toString();
        });
    if (format.equals("json")) {
      new ReplayJson(redaction).print(replays, notes, out);
      return;
    }
    Map<String, String> environment = System.getenv();
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(color, ascii, environment, terminal);
    int columns = terminal ? TerminalStyle.columns(environment) : TerminalStyle.USUAL_COLUMNS;
    ReplayText text = new ReplayText(theme, columns, redaction, verbose);
    out.print(replays.size() == 1 ? text.one(replays.get(0)) : text.many(replays));
  }

  private int exit(List<Replay> replays, CurlCommand command) {
    int worst = 0;
    for (Replay replay : replays) {
      int code = replay.curlExit();
      boolean refused =
          command.failOnError()
              && replay.exchange().filter(e -> e.status().orElse(0) >= 400).isPresent();
      worst = worst != 0 ? worst : code != 0 ? code : refused ? CurlExit.HTTP_ERROR : 0;
    }
    if (exitCode.equals("curl")) {
      return worst;
    }
    return worst == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  /** Whose exit codes. */
  static final class ExitCodes extends Takes.Words {
    ExitCodes() {
      super("tlsdiag", "curl");
    }
  }
}
