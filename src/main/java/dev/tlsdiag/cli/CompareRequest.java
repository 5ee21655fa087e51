package dev.tlsdiag.cli;

import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.CurlCommand;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The request that {@code compare} sends: curl's options, read as curl reads them. */
final class CompareRequest {
  @Option(
      names = {"-X", "--request"},
      order = 30,
      paramLabel = "METHOD",
      description = "As curl's; all of curl's options go behind -- curl.")
  String method;

  @Option(
      names = {"-H", "--header"},
      order = 31,
      paramLabel = "LINE",
      description = "A header, as curl's.")
  List<String> headers = new ArrayList<>();

  @Option(
      names = {"-d", "--data"},
      order = 32,
      paramLabel = "DATA",
      description = "A body, as curl's.")
  String data;

  @Option(
      names = {"-k", "--insecure"},
      order = 33,
      description = "Certificates are checked and not enforced, as curl's.")
  boolean insecure;

  @Option(
      names = "--cacert",
      order = 34,
      paramLabel = "FILE",
      description = "Whom to trust, as curl's.")
  String cacert;

  @Option(
      names = "--connect-to",
      order = 35,
      paramLabel = "H1:P1:H2:P2",
      description = "Dial another place, as curl's.")
  List<String> connectTo = new ArrayList<>();

  @Option(
      names = "--resolve",
      order = 36,
      paramLabel = "H:P:ADDR",
      description = "The address of a name, as curl's.")
  List<String> resolve = new ArrayList<>();

  static boolean isRequest(List<String> what) {
    return !what.isEmpty()
        && (what.get(0).matches("(?i)https?://.*") || what.get(0).matches("(.*/)?curl(\\.exe)?"));
  }

  /** Of a URL or of a curl command; what stands before it counts for both. */
  CurlCommand read(List<String> what) throws IOException {
    List<String> words = new ArrayList<>(List.of("curl"));
    add(words, "-X", method);
    headers.forEach(header -> add(words, "-H", header));
    add(words, "-d", data);
    if (insecure) {
      words.add("-k");
    }
    add(words, "--cacert", cacert);
    connectTo.forEach(entry -> add(words, "--connect-to", entry));
    resolve.forEach(entry -> add(words, "--resolve", entry));
    boolean curl = !what.get(0).contains("://");
    if (!curl && what.size() > 1) {
      throw CommandException.usage("one URL at a time, not also '%s'".formatted(what.get(1)))
          .attempt("tlsdiag compare --matrix " + String.join(" ", what));
    }
    words.addAll(curl ? what.subList(1, what.size()) : what);
    try {
      return CurlCommand.parse(words);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage()).causedBy(e);
    }
  }

  private static void add(List<String> words, String option, String value) {
    if (value != null) {
      words.add(option);
      words.add(value);
    }
  }

  /** Where the built-in proxy goes instead, of the entries that name a host and a port. */
  Map<String, Endpoint> dial() {
    Map<String, Endpoint> dial = new LinkedHashMap<>();
    try {
      for (String text : connectTo) {
        ConnectTo entry = ConnectTo.parse(text);
        if (!entry.host().isEmpty() && entry.port().isPresent()) {
          Endpoint asked = new Endpoint(entry.host(), entry.port().getAsInt());
          dial.put(key(asked), entry.replace(asked));
        }
      }
      for (String text : resolve) {
        ResolveEntry entry = ResolveEntry.parse(text);
        if (!entry.addresses().isEmpty()) {
          dial.put(
              key(new Endpoint(entry.host(), entry.port())),
              new Endpoint(entry.addresses().get(0), entry.port()));
        }
      }
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage()).causedBy(e);
    }
    return dial;
  }

  private static String key(Endpoint asked) {
    return HostName.canonical(asked.host()) + ":" + asked.port();
  }
}
