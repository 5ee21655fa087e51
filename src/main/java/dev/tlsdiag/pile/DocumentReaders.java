package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.mesh.logs.TlsWords;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Has each document read by what reads its kind. */
final class DocumentReaders {
  private static final int BUFFER = 1 << 16;

  /** Lines of a text that nobody knows; of a member of an archive fewer: there are thousands. */
  private static final int MOST_TEXT_LINES = 500;

  private static final int MOST_TEXT_LINES_OF_MEMBER = 40;

  private final SightingStore.Retention retention;
  private final Interest elsewhere;

  /** Makes the reader of a log. */
  private interface Maker {
    LineReader make(Consumer<Sighting> sightings);
  }

  DocumentReaders(SightingStore.Retention retention, Interest elsewhere) {
    this.retention = requireNonNull(retention, "retention is null");
    this.elsewhere = requireNonNull(elsewhere, "elsewhere is null");
  }

  /** A document that the user named. */
  Found read(Document document, DocumentKind kind) throws IOException {
    return read(document, kind, MOST_TEXT_LINES);
  }

  /** A member of an archive. */
  Found member(Document document, DocumentKind kind) throws IOException {
    return read(document, kind, MOST_TEXT_LINES_OF_MEMBER);
  }

  private Found read(Document document, DocumentKind kind, int textLines) throws IOException {
    String name = document.name();
    return switch (kind) {
      case PCAP, PCAPNG -> capture(document, kind);
      case MANIFESTS -> manifests(document);
      case CERTIFICATES -> certificates(document);
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
          MITMPROXY_FLOWS,
          KUBERNETES_EVENTS,
          HAR,
          PROXY_EVENTS,
          REPORT,
          CURL_VERBOSE,
          OPENSSL_S_CLIENT,
          TEXT ->
          lines(document, kind, sink -> new TlsWords(name, textLines, sink));
      case ARCHIVE, EMPTY, UNKNOWN -> nothing(document, kind);
    };
  }

  private static Found nothing(Document document, DocumentKind kind) {
    String sentence = kind == DocumentKind.EMPTY ? "it is empty" : "nothing that is known here";
    return new Found(
        new Contribution(
            document.name(),
            kind,
            ReadingTally.NOTHING,
            sentence,
            List.of(),
            Optional.empty(),
            Optional.empty()),
        new Found.Nothing());
  }

  private Found lines(Document document, DocumentKind kind, Maker maker) throws IOException {
    SightingStore store = new SightingStore(retention, elsewhere);
    LineReader reader = maker.make(store);
    TextLines lines = new TextLines(reader);
    byte[] buffer = new byte[BUFFER];
    InputStream in = document.bytes();
    List<String> gaps = new ArrayList<>();
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        lines.onBytes(buffer, 0, n);
      }
    } catch (Allowance.ExceededException e) {
      throw e;
    } catch (IOException e) {
      gaps.add("it breaks off: " + Words.of(e)); // what came before counts
    }
    lines.onEnd();
    return seen(document.name(), kind, reader.tally(), store, gaps);
  }

  private static Found seen(
      String name, DocumentKind kind, ReadingTally tally, SightingStore store, List<String> gaps) {
    SightingStore.Kept kept = store.finish();
    List<String> all = new ArrayList<>(gaps);
    if (kept.leftOut() > 0) {
      all.add(
          "of %s sightings %s were not kept, %s of them failures like others that were"
              .formatted(
                  Numbers.grouped(kept.seen()),
                  Numbers.grouped(kept.leftOut()),
                  Numbers.grouped(kept.failuresLeftOut())));
    }
    return new Found(
        new Contribution(name, kind, tally, sentence(kind, tally), all, kept.from(), kept.to()),
        new Found.Seen(kept, store.failures()));
  }

  /** {@code 1,204 Hubble flows, 3 lost}. */
  static String sentence(DocumentKind kind, ReadingTally tally) {
    StringBuilder text = new StringBuilder(kind.count(tally.records()));
    if (tally.unreadable() > 0) {
      text.append(", %s not readable".formatted(Numbers.of(tally.unreadable(), "line")));
    }
    if (tally.lost() > 0) {
      text.append(", %s lost".formatted(Numbers.grouped(tally.lost())));
    }
    return text.toString();
  }

  private Found capture(Document document, DocumentKind kind) {
    Captured heard = new Captured();
    List<String> gaps = new ArrayList<>();
    Optional<Instant> from = Optional.empty();
    Optional<Instant> to = Optional.empty();
    try {
      CaptureResult result =
          new CaptureRun(CaptureOptions.DEFAULT, heard)
              .run(document.name(), document.bytes(), false);
      if (!result.files().isEmpty()) {
        from = result.files().get(0).first();
        to = result.files().get(0).last();
      }
      result.warnings().forEach(warning -> gaps.add(warning.replace(document.name() + ": ", "")));
    } catch (CaptureProblem e) {
      gaps.add("cannot be read: " + Words.of(e));
    }
    CapturedFile file = heard.file(document.name());
    ReadingTally tally =
        new ReadingTally(
            file.handshakes().size() + file.plain().size() + file.dns().size(),
            0,
            Optional.empty(),
            0,
            0);
    String sentence = kind.count(file.handshakes().size());
    if (!file.plain().isEmpty()) {
      sentence += ", " + Numbers.of(file.plain().size(), "connection") + " in the clear";
    }
    if (!file.dns().isEmpty()) {
      sentence += ", " + Numbers.of(file.dns().size(), "DNS query").replace("querys", "queries");
    }
    return new Found(
        new Contribution(document.name(), kind, tally, sentence, gaps, from, to),
        new Found.Captured(file));
  }

  private static Found manifests(Document document) throws IOException {
    int most = YamlText.Limits.PRINTED.characters();
    byte[] bytes = document.bytes().readNBytes(most);
    List<String> gaps = new ArrayList<>();
    if (bytes.length == most) {
      gaps.add("only its first %s bytes were read".formatted(Numbers.grouped(most)));
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    Manifests manifests = Manifests.of(new YamlText(document.name(), text));
    Optional<String> first =
        manifests.problems().stream()
            .findFirst()
            .map(p -> "line %d: %s".formatted(p.position().line(), p.message()));
    ReadingTally tally =
        new ReadingTally(manifests.resources().size(), manifests.problems().size(), first, 0, 0);
    return new Found(
        new Contribution(
            document.name(),
            DocumentKind.MANIFESTS,
            tally,
            kinds(manifests),
            gaps,
            Optional.empty(),
            Optional.empty()),
        new Found.Told(manifests));
  }

  /** {@code 3 resources: 2 CiliumNetworkPolicy, 1 Secret}. */
  private static String kinds(Manifests manifests) {
    var counts = new java.util.TreeMap<String, Integer>();
    manifests.resources().forEach(r -> counts.merge(r.kind(), 1, Integer::sum));
    String text = DocumentKind.MANIFESTS.count(manifests.resources().size());
    List<String> parts =
        counts.entrySet().stream()
            .filter(entry -> !entry.getKey().isEmpty())
            .limit(8)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList();
    return parts.isEmpty() ? text : text + ": " + String.join(", ", parts);
  }

  private static Found certificates(Document document) throws IOException {
    List<String> gaps = new ArrayList<>();
    CertificateFile file = new CertificateFile(document.name(), "certificates", List.of());
    Optional<String> problem = Optional.empty();
    try {
      FileContents contents =
          FileContents.parseCertificates(
              document.bytes().readNBytes(64 << 20), document.name(), Passphrase.NONE);
      file = new CertificateFile(document.name(), contents.format(), contents.certificates());
      gaps.addAll(contents.skipped());
    } catch (UnusableFileException e) {
      problem = Optional.of(Words.of(e));
    }
    long unreadable = problem.isPresent() ? 1 : 0;
    return new Found(
        new Contribution(
            document.name(),
            DocumentKind.CERTIFICATES,
            new ReadingTally(file.certificates().size(), unreadable, problem, 0, 0),
            DocumentKind.CERTIFICATES.count(file.certificates().size()),
            gaps,
            Optional.empty(),
            Optional.empty()),
        new Found.Certified(file));
  }
}
