package dev.tlsdiag.cli;

import dev.tlsdiag.collect.BundleParts;
import dev.tlsdiag.collect.SecretFilter;
import dev.tlsdiag.pile.DocumentKind;
import dev.tlsdiag.pile.PileDocuments;
import dev.tlsdiag.pile.PileOptions;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of a pile on their way into a bundle: texts without secrets, captures put aside.
 */
final class BundleEvidence {
  /** Enough of a log to see what happened, and little enough to send. */
  private static final int MOST_TEXT_BYTES = 16 << 20;

  private static final long MOST_CAPTURE_BYTES = 2L << 30;

  private final BundleParts parts;
  private final Path folder;
  private final Map<String, Path> captures = new LinkedHashMap<>();

  /**
   * @param folder for captures that are members of archives
   */
  BundleEvidence(BundleParts parts, Path folder) {
    this.parts = parts;
    this.folder = folder;
  }

  /** Files of the captures, by their names. */
  Map<String, Path> captures() {
    return captures;
  }

  /** Adds what there is; gives what could not be read. */
  List<String> addAll(List<String> files) {
    return PileDocuments.each(files, PileOptions.reading(InputStream.nullInputStream()), this::add);
  }

  private void add(String name, DocumentKind kind, InputStream in) throws IOException {
    switch (kind) {
      case PCAP, PCAPNG -> capture(name, in);
      case MITMPROXY_FLOWS, HAR ->
          parts.leaveOut(name, "whole requests with their bodies are in it");
      case UNKNOWN -> parts.leaveOut(name, "not recognised");
      case EMPTY, ARCHIVE -> {} // an archive's members come one by one
      case MANIFESTS, KUBERNETES_EVENTS -> text(name, kind, in, true);
      case HUBBLE_FLOWS,
          CILIUM_MONITOR,
          CILIUM_DBG,
          CILIUM_LOG,
          ENVOY_CONFIG_DUMP,
          ENVOY_CLUSTERS,
          ENVOY_CERTS,
          ENVOY_STATS,
          ENVOY_SERVER_INFO,
          ENVOY_LISTENERS,
          ENVOY_LOG,
          ENVOY_ACCESS_LOG,
          NGINX_ERROR_LOG,
          NGINX_ACCESS_LOG,
          HAPROXY_LOG,
          PROXY_EVENTS,
          REPORT,
          CERTIFICATES,
          CURL_VERBOSE,
          OPENSSL_S_CLIENT,
          TEXT ->
          text(name, kind, in, false);
    }
  }

  /** Without the folders of this machine: nobody else is helped by them. */
  private static String shortened(String name) {
    int inner = name.indexOf("!/");
    String outer = inner < 0 ? name : name.substring(0, inner);
    return outer.substring(outer.lastIndexOf('/') + 1) + (inner < 0 ? "" : name.substring(inner));
  }

  private void capture(String name, InputStream in) throws IOException {
    Path file = Path.of(name);
    if (!name.contains("!/") && Files.isRegularFile(file)) {
      captures.put(name, file);
      return;
    }
    Path copy = folder.resolve("capture-" + captures.size());
    try (OutputStream out = Files.newOutputStream(copy)) {
      byte[] buffer = new byte[1 << 16];
      long left = MOST_CAPTURE_BYTES;
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        left -= n;
      }
    }
    captures.put(name, copy);
  }

  private void text(String name, DocumentKind kind, InputStream in, boolean yaml)
      throws IOException {
    byte[] bytes = in.readNBytes(MOST_TEXT_BYTES);
    boolean cut = in.read() >= 0;
    String text = new String(bytes, StandardCharsets.UTF_8);
    SecretFilter filter = new SecretFilter();
    boolean isJson = text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
    String shown = yaml && !isJson ? filter.manifests(new YamlText(name, text)) : filter.text(text);
    String what = kind.label() + (cut ? ", its first %,d bytes".formatted(bytes.length) : "");
    parts.add("evidence/" + shortened(name), what, shown, filter.taken());
  }
}
