package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportSamples;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.SampleCertificates;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A report in which every text of a peer, and of the user, tries to be more than text. */
final class HostileReport {
  static final String TEXT =
      "\"></td></title></svg></details><script>document.title='x'</script>"
          + "<img src=x onerror=document.title='y'>'&\u202e\u001b[2J\u0000</script><!--";

  private HostileReport() {}

  /**
   * @param padding characters behind each text
   */
  static Report of(int padding) throws CertificateEncodingException {
    String text = TEXT + "x".repeat(padding);
    Report plain = ReportSamples.all().get("sni-lost");
    Finding finding = plain.findings().get(0);
    List<HopTrace> traces = List.of(direct(text), proxied(text));
    DifferenceTable.Row row =
        new DifferenceTable.Row(
            text,
            DifferenceTable.Weight.CAUSE,
            List.of(text, text + ", a, b, c, d", text),
            Optional.of("Envoy"));
    DifferenceTable differences =
        new DifferenceTable(
            List.of("direct", "1 client → proxy", text), List.of(row), List.of(text));
    Experiment experiment =
        new Experiment(
            "p1",
            finding.rule(),
            "proxied",
            2,
            text,
            text,
            List.of(),
            text,
            Experiment.Bearing.SUPPORTS);
    return new Report(
            text,
            List.of(new Report.Input(text, "both", 2)),
            plain.verdict(),
            text,
            traces,
            NameTable.of(traces),
            differences,
            List.of(finding.notRuledOut(text, text).check(text, text).alsoSeen(places(text))),
            List.of(experiment),
            List.of(new Report.Need(text, text)),
            List.of(text),
            Optional.of(
                new Report.Run(
                    text,
                    text,
                    text,
                    List.of(
                        new Report.Change(Report.Change.Kind.NEW, finding.rule(), "proxied", 1)))))
        .withStory(story(text));
  }

  private static List<Evidence> places(String text) {
    return List.of(
        new Evidence.LogLine(text, 1),
        new Evidence.ConfigLine(text, 1, 1),
        new Evidence.Packets(text, 1, 2),
        new Evidence.Exchange(text));
  }

  private static Story story(String text) {
    Evidence.ConfigLine place = new Evidence.ConfigLine(text, 1, 1);
    return new Story(
        List.of(new Story.Source(text, text, text, 1, List.of(text))),
        List.of(
            new Story.Line(Optional.empty(), 1, text, false, text, places(text)),
            new Story.Line(Optional.of(HandshakeSamples.START), 1, text, true, text, places(text))),
        List.of(text),
        List.of(text),
        List.of(new Story.Name(text, text, text, places(text))),
        List.of(new Story.Cluster(text, text, text, text, text, Optional.of(text), place)),
        List.of(text));
  }

  private static HopTrace direct(String text) throws CertificateEncodingException {
    return HopTrace.single(HopTrace.DIRECT, handshake(text).connection());
  }

  private static HandshakeSamples handshake(String text) throws CertificateEncodingException {
    String subject = "\\<script\\>document.title\\='z'\\</script\\>";
    SampleCertificates.Party authority = SampleCertificates.Party.named(subject);
    X509Certificate certificate = SampleCertificates.authority(authority, authority, 0);
    return new HandshakeSamples()
        .in(text)
        .connect(text)
        .hello(HelloSamples.client(text).alpn("</script>", "\u001b[2J"))
        .established(0x0303)
        .certificates(Bytes.copyOf(certificate.getEncoded()), Bytes.ofHex("00ff"));
  }

  private static HopTrace proxied(String text) throws CertificateEncodingException {
    HopTrace client = HopTrace.single(HopTrace.PROXIED, handshake(text).connection());
    HopTrace server =
        HopTrace.single(
            HopTrace.PROXIED,
            new HandshakeSamples().in(text).hello(HelloSamples.proxy()).alert(112).connection());
    return new HopTrace(
        HopTrace.PROXIED,
        List.of(
            hop(client.clientHop(), Party.Role.CLIENT, Party.Role.PROXY, text, text),
            hop(server.clientHop(), Party.Role.PROXY, Party.Role.SERVER, text + "y", "other")),
        List.of(new HopTrace.Joint(2, 0.5, List.of(text))));
  }

  private static Hop hop(
      Hop seen, Party.Role from, Party.Role to, String header, String authority) {
    List<Step> steps = new ArrayList<>(seen.steps());
    HttpExchange exchange =
        new HttpExchange(
            header,
            "https://" + authority + "/",
            authority,
            "http/1.1",
            OptionalInt.of(503),
            List.of(
                new HttpExchange.Header("x-a", header),
                new HttpExchange.Header(header, "v"),
                new HttpExchange.Header("authorization", "Bearer SECRET")),
            List.of(new HttpExchange.Header("server", header)),
            List.of(),
            Bytes.EMPTY,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    steps.add(new Step.Http(exchange, Optional.of(Duration.ofMillis(4)), List.of()));
    return new Hop(
        new Party(from, Optional.of(new Endpoint("192.0.2.1", 1))),
        new Party(to, Optional.of(new Endpoint(header, 2))),
        steps);
  }
}
