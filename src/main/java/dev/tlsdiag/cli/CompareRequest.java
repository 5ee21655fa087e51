package dev.tlsdiag.cli;

import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.CurlCommand;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The request that {@code compare} sends: curl's options, read as curl reads them. */
final class CompareRequest implements CurlOptions.Taker {
  /** What may be shown again; the values of all others may be secrets. */
  private static final Set<String> HARMLESS =
      Set.of(
          "--connect-to",
          "--resolve",
          "--insecure",
          "--cacert",
          "--http1.1",
          "--http2",
          "--tls-max",
          "--tlsv1.2",
          "--tlsv1.3",
          "--head",
          "--request",
          "--ipv4",
          "--ipv6",
          "--no-alpn",
          "--proxytunnel",
          "--noproxy",
          "--proxy");

  private static final String NOWHERE = "https://nowhere.invalid/";

  @Option(
      names = "--servername",
      order = 16,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The client's SNI on both paths; its certificate is checked for it.")
  String serverName;

  @Option(names = "--noservername", order = 17, description = "The client sends no SNI.")
  boolean noServerName;

  @Option(
      names = "--alpn",
      order = 18,
      paramLabel = "LIST",
      completionCandidates = Takes.Alpn.class,
      split = ",",
      description = "Protocols the client offers, with commas; none for no ALPN.")
  List<String> alpn;

  private final List<String> curlWords = new ArrayList<>();

  @Override
  public List<String> curlWords() {
    return curlWords;
  }

  boolean isRequest(List<String> what) {
    return what.isEmpty()
        ? curlWords.contains("--url")
        : what.get(0).matches("(?i)https?://.*") || isCurl(what);
  }

  private static boolean isCurl(List<String> what) {
    return !what.isEmpty() && what.get(0).matches("(.*/)?curl(\\.exe)?( .*)?");
  }

  /** Of a URL or of a curl command; what stands before it counts for both. */
  CurlCommand read(List<String> what) throws IOException {
    if (!isCurl(what) && what.size() > 1) {
      throw CommandException.usage("one URL at a time, not also '%s'".formatted(what.get(1)))
          .attempt("tlsdiag compare --matrix " + String.join(" ", what));
    }
    try {
      CurlCommand command = parse(what);
      return new CurlCommand(
          command.request(),
          named(command.options()),
          command.writeOut(),
          command.failOnError(),
          command.proxyGiven(),
          command.notes());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(Problems.lowerCaseFirst(e.getMessage())).causedBy(e);
    } catch (IOException e) {
      throw CommandException.couldNotRun(Problems.lowerCaseFirst(String.valueOf(e.getMessage())))
          .causedBy(e);
    }
  }

  private CurlCommand parse(List<String> what) throws IOException {
    if (isCurl(what)) {
      return what.size() == 1
          ? CurlCommand.parse(what.get(0), curlWords)
          : CurlCommand.parse(what, curlWords);
    }
    List<String> all = new ArrayList<>(curlWords);
    all.addAll(what);
    return CurlCommand.parse(all, "tlsdiag/" + Version.NUMBER);
  }

  private ReplayOptions named(ReplayOptions options) {
    if (serverName != null && noServerName) {
      throw CommandException.usage("'--servername' and '--noservername' exclude each other");
    }
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
    return options.with().tls(tls.build()).build();
  }

  /** Whether something was given that only a request can use. */
  boolean given() {
    return !curlWords.isEmpty() || serverName != null || noServerName || alpn != null;
  }

  /** Whether the words may hold what nobody else is to read. */
  boolean mayHoldSecrets(List<String> what) {
    List<String> options = curlWords.stream().filter(word -> word.startsWith("--")).toList();
    boolean authorities =
        curlWords.stream().anyMatch(w -> w.contains("@"))
            || what.stream().anyMatch(w -> w.contains("@") || !Redaction.ON.url(w).equals(w));
    return isCurl(what) || authorities || !HARMLESS.containsAll(options);
  }

  /** How a request of somebody else's would be sent: the options without a request. */
  ReplayOptions options() throws IOException {
    return read(List.of(NOWHERE)).options();
  }

  /** Where the built-in proxy goes instead, of the entries that name a host and a port. */
  static Map<String, Endpoint> dial(ReplayOptions options) {
    Map<String, Endpoint> dial = new LinkedHashMap<>();
    for (ConnectTo entry : options.path().connectTo()) {
      if (!entry.host().isEmpty() && entry.port().isPresent()) {
        Endpoint asked = new Endpoint(entry.host(), entry.port().getAsInt());
        dial.put(key(asked), entry.replace(asked));
      }
    }
    for (ResolveEntry entry : options.path().resolve()) {
      if (!entry.addresses().isEmpty()) {
        dial.put(
            key(new Endpoint(entry.host(), entry.port())),
            new Endpoint(entry.addresses().get(0), entry.port()));
      }
    }
    return dial;
  }

  private static String key(Endpoint asked) {
    return HostName.canonical(asked.host()) + ":" + asked.port();
  }
}
