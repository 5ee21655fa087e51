package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the embedded proxy's records go. */
final class ProxyRecordOptions {
  @Option(
      names = "--events",
      order = 50,
      paramLabel = "FILE",
      completionCandidates = Takes.Json.class,
      description = "A JSON object a line for every connection and request; - is stdout.")
  String events;

  @Option(
      names = "--har",
      order = 51,
      paramLabel = "FILE",
      completionCandidates = Takes.Har.class,
      description = "An HTTP Archive of connections and requests.")
  Path har;

  @Option(
      names = "-w",
      order = 52,
      paramLabel = "FILE",
      completionCandidates = Takes.Capture.class,
      description = "All packets as pcapng with their keys: Wireshark opens it decrypted.")
  Path packets;

  @Option(
      names = "--show-secrets",
      order = 53,
      description = "Do not redact Authorization, cookies, tokens in URLs …")
  boolean showSecrets;

  /** Each its own file, in a folder that is there. */
  void check() {
    Map<Path, String> taken = new HashMap<>();
    if (events != null && !events.equals("-")) {
      check("--events", Path.of(events), taken);
    }
    if (har != null) {
      check("--har", har, taken);
    }
    if (packets != null) {
      check("-w", packets, taken);
    }
  }

  private static void check(String option, Path file, Map<Path, String> taken) {
    Path place = file.toAbsolutePath().normalize();
    if (!Files.isDirectory(place.getParent())) {
      throw CommandException.couldNotRun(
              "no folder '%s' for '%s %s'".formatted(place.getParent(), option, file))
          .attempt("mkdir -p " + ShellWord.quote(place.getParent().toString()));
    }
    String other = taken.put(place, option);
    if (other != null && !Files.exists(place) || other != null && Files.isRegularFile(place)) {
      throw CommandException.usage("'%s' and '%s' both write '%s'".formatted(other, option, file));
    }
  }
}
