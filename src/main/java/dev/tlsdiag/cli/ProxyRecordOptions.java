package dev.tlsdiag.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the embedded proxy's records go. */
final class ProxyRecordOptions {
  @Option(
      names = "--events",
      order = 50,
      paramLabel = "FILE",
      description = "A JSON object a line for every connection and request; - is stdout.")
  String events;

  @Option(
      names = "--har",
      order = 51,
      paramLabel = "FILE",
      description = "An HTTP Archive of connections and requests.")
  Path har;

  @Option(
      names = "-w",
      order = 52,
      paramLabel = "FILE",
      description = "All packets as pcapng with their keys: Wireshark opens it decrypted.")
  Path packets;

  @Option(
      names = "--show-secrets",
      order = 53,
      description = "Do not redact Authorization, cookies, tokens in URLs …")
  boolean showSecrets;
}
