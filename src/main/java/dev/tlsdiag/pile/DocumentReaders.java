package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.mesh.envoy.AccessLogFormat;
import dev.tlsdiag.mesh.envoy.EnvoyAccessLogReader;
import dev.tlsdiag.mesh.envoy.EnvoyLogReader;
import dev.tlsdiag.mesh.hubble.FlowLineReader;
import dev.tlsdiag.mesh.hubble.FlowSightings;
import dev.tlsdiag.mesh.logs.CiliumDbg;
import dev.tlsdiag.mesh.logs.CiliumDbgJson;
import dev.tlsdiag.mesh.logs.CurlVerbose;
import dev.tlsdiag.mesh.logs.HaproxyLog;
import dev.tlsdiag.mesh.logs.HarFile;
import dev.tlsdiag.mesh.logs.KubernetesEvents;
import dev.tlsdiag.mesh.logs.LogFormat;
import dev.tlsdiag.mesh.logs.MitmproxyFlows;
import dev.tlsdiag.mesh.logs.NginxAccessLog;
import dev.tlsdiag.mesh.logs.NginxErrorLog;
import dev.tlsdiag.mesh.logs.OpensslClient;
import dev.tlsdiag.mesh.logs.ProxyEvents;
import dev.tlsdiag.mesh.logs.ReportFile;
import dev.tlsdiag.mesh.logs.TlsWords;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Has each document read by what reads its kind. */
final class DocumentReaders implements PileReading.Reader {
  private static final int BUFFER = 1 << 16;

  /** Lines of a text that nobody knows; of a member of an archive fewer: there are thousands. */
  private static final int MOST_TEXT_LINES = 500;

  private static final int MOST_TEXT_LINES_OF_MEMBER = 40;

  private static final String NO_ZONE = "its times have no zone and are taken for UTC";

  /** So many sightings of all documents: of each that follows less is kept. */
  private static final long PLENTY = 150_000;

  private final PileOptions options;
  private final AtomicLong kept;
  private final Interest elsewhere;
  private final EnvoyAccessLogReader.Formats logFormats;
  private final List<LogFormat> nginxFormats;

  /** Makes the reader of a log. */
  private interface Maker {
    LineReader make(Consumer<Sighting> sightings);
  }

  /** Reads a stream that is no text of lines. */
  private interface Whole {
    ReadingTally read(InputStream in, Consumer<Sighting> sightings) throws IOException;
  }

  /**
   * @param elsewhere what other documents tell of failures
   * @param logFormats of Envoy's access logs, that other documents tell of
   * @param kept sightings of all documents so far
   */
  DocumentReaders(
      PileOptions options, Interest elsewhere, List<String> logFormats, AtomicLong kept) {
    this.kept = requireNonNull(kept, "kept is null");
    this.options = requireNonNull(options, "options is null");
    this.elsewhere = requireNonNull(elsewhere, "elsewhere is null");
    this.logFormats =
        new EnvoyAccessLogReader.Formats(logFormats.stream().map(AccessLogFormat::parse).toList());
    nginxFormats = options.nginxFormats().stream().map(LogFormat::parse).toList();
  }

  @Override
  public Found read(Document document, DocumentKind kind) throws IOException {
    return read(document, kind, MOST_TEXT_LINES);
  }

  @Override
  public Found member(Document document, DocumentKind kind) throws IOException {
    return read(document, kind, MOST_TEXT_LINES_OF_MEMBER);
  }

  private Found read(Document document, DocumentKind kind, int textLines) throws IOException {
    String name = document.name();
    return switch (kind) {
      case PCAP, PCAPNG -> WholeDocuments.capture(document, kind);
      case MANIFESTS, KUBERNETES_EVENTS -> manifestsOrTable(document, kind);
      case CERTIFICATES -> WholeDocuments.certificates(document);
      case ENVOY_CONFIG_DUMP,
          ENVOY_CLUSTERS,
          ENVOY_CERTS,
          ENVOY_STATS,
          ENVOY_SERVER_INFO,
          ENVOY_LISTENERS ->
          AdminDocuments.read(document, kind);
      case ENVOY_LOG ->
          lines(
              document,
              kind,
              sink ->
                  document.headText().contains("subsys")
                      ? new AgentLogs(name, sink, logFormats)
                      : new EnvoyLogReader(name, sink, logFormats));
      case ENVOY_ACCESS_LOG ->
          lines(document, kind, sink -> new EnvoyLogReader(name, sink, logFormats));
      case HUBBLE_FLOWS -> lines(document, kind, sink -> flows(document, SourceKind.HUBBLE, sink));
      case CILIUM_MONITOR ->
          lines(document, kind, sink -> flows(document, SourceKind.CILIUM_MONITOR, sink));
      case NGINX_ERROR_LOG ->
          withGap(lines(document, kind, sink -> new NginxErrorLog(name, sink)), NO_ZONE);
      case NGINX_ACCESS_LOG ->
          lines(document, kind, sink -> new NginxAccessLog(name, nginxFormats, sink));
      case HAPROXY_LOG ->
          withGap(lines(document, kind, sink -> new HaproxyLog(name, sink)), NO_ZONE);
      case MITMPROXY_FLOWS ->
          whole(
              document,
              kind,
              (in, sink) -> {
                MitmproxyFlows flows = new MitmproxyFlows(name, sink);
                flows.read(in);
                return flows.tally();
              });
      case HAR ->
          whole(
              document,
              kind,
              (in, sink) -> {
                HarFile har = new HarFile(name, sink);
                har.read(in);
                return har.tally();
              });
      case REPORT ->
          whole(
              document,
              kind,
              (in, sink) -> {
                ReportFile report = new ReportFile(name, sink);
                report.read(in);
                return report.tally();
              });
      case PROXY_EVENTS -> lines(document, kind, sink -> new ProxyEvents(name, sink));
      case CILIUM_DBG ->
          document.headText().stripLeading().startsWith("[")
              ? whole(
                  document,
                  kind,
                  (in, sink) -> {
                    CiliumDbgJson json = new CiliumDbgJson(name, sink);
                    json.read(in);
                    return json.tally();
                  })
              : lines(document, kind, sink -> new CiliumDbg(name, sink));
      case CILIUM_LOG -> lines(document, kind, sink -> new AgentLogs(name, sink, logFormats));
      case CURL_VERBOSE -> lines(document, kind, sink -> new CurlVerbose(name, sink));
      case OPENSSL_S_CLIENT -> lines(document, kind, sink -> new OpensslClient(name, sink));
      case TEXT ->
          inFormatOfDump(document)
              ? read(document, DocumentKind.ENVOY_ACCESS_LOG, textLines)
              : lines(document, kind, sink -> new TlsWords(name, textLines, sink));
      case ARCHIVE, EMPTY, UNKNOWN -> nothing(document, kind);
    };
  }

  /** Whether most of its first lines are in a format that a configuration of Envoy's has. */
  private boolean inFormatOfDump(Document document) {
    if (logFormats.custom().isEmpty()) {
      return false;
    }
    EnvoyAccessLogReader reader =
        new EnvoyAccessLogReader(document.name(), sighting -> {}, logFormats);
    byte[] head = document.head();
    new TextLines(reader).onBytes(head, 0, head.length);
    return reader.tally().records() > reader.tally().unreadable();
  }

  private static LineReader flows(Document document, SourceKind source, Consumer<Sighting> sink) {
    String name = document.name();
    return new FlowLineReader(
        (flow, line) ->
            FlowSightings.of(flow, new Evidence.LogLine(name, line), source).ifPresent(sink),
        document.written(),
        Redaction.ON);
  }

  /** Events come as resources or as the table that kubectl prints. */
  private Found manifestsOrTable(Document document, DocumentKind kind) throws IOException {
    String head = document.headText().stripLeading();
    boolean resources =
        kind == DocumentKind.MANIFESTS
            || head.startsWith("{")
            || head.lines().limit(50).anyMatch(line -> line.matches("(- )?apiVersion:.*"));
    if (!resources) {
      return lines(document, kind, sink -> new KubernetesEvents(document.name(), sink));
    }
    SightingStore store = store();
    return WholeDocuments.manifests(document, kind, store);
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
            Optional.empty()));
  }

  private SightingStore store() {
    return new SightingStore(
        kept.get() < PLENTY ? options.retention() : SightingStore.Retention.LITTLE, elsewhere);
  }

  private Found whole(Document document, DocumentKind kind, Whole reader) throws IOException {
    SightingStore store = store();
    List<String> gaps = new ArrayList<>();
    ReadingTally tally = ReadingTally.NOTHING;
    try {
      tally = reader.read(new BufferedInputStream(document.bytes(), BUFFER), store);
    } catch (Allowance.ExceededException e) {
      throw e;
    } catch (IOException e) {
      gaps.add("it breaks off: " + Words.of(e));
    }
    return seen(document.name(), kind, tally, store, gaps);
  }

  private Found lines(Document document, DocumentKind kind, Maker maker) throws IOException {
    SightingStore store = store();
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

  private Found seen(
      String name, DocumentKind kind, ReadingTally tally, SightingStore store, List<String> gaps) {
    SightingStore.Kept stayed = store.finish();
    kept.addAndGet(stayed.sightings().size());
    List<String> all = new ArrayList<>(gaps);
    if (stayed.leftOut() > 0) {
      all.add(stayed.gap());
    }
    return new Found(
        new Contribution(name, kind, tally, sentence(kind, tally), all, stayed.from(), stayed.to()),
        new Found.Seen(stayed, store.failures()));
  }

  private static Found withGap(Found found, String gap) {
    Contribution old = found.contribution();
    List<String> gaps = new ArrayList<>(old.gaps());
    gaps.add(gap);
    return new Found(
        new Contribution(
            old.name(), old.kind(), old.tally(), old.sentence(), gaps, old.from(), old.to()),
        found.yields());
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
}
