package dev.tlsdiag.recall;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.evidence.Evidences;
import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.BisectJson;
import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.CaptureTally;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.ProbeJson;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportJsonRenderer;
import dev.tlsdiag.report.ReportSamples;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckJson;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One result of each kind, as it is written. */
final class WrittenResults {
  private static final String FOLDER = "samples/mesh-sni-lost/";

  private static final Map<String, String> ALL = make();

  private WrittenResults() {}

  /** By name. */
  static Map<String, String> all() {
    return ALL;
  }

  private static Map<String, String> make() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("report", json(ReportSamples.all().get("sni-lost")));
    all.put("story", json(story()));
    all.put("handshakes", handshakes(false));
    all.put("handshakes with bytes", handshakes(true));
    all.put("checks", written(out -> new CheckJson(out).render(checks())));
    all.put("probes", written(out -> new ProbeJson(out).render(List.of(probe()))));
    all.put("bisection", written(out -> new BisectJson(out).render(bisection())));
    return all;
  }

  interface Writing {
    void to(TextBuffer out) throws IOException;
  }

  static String written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new TextBuffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static String json(Report report) {
    return written(out -> new ReportJsonRenderer(out).render(report));
  }

  private static Report story() {
    return Evidences.diagnose(
        List.of(
            FOLDER + "node.pcap",
            FOLDER + "flows.json",
            FOLDER + "policy.yaml",
            FOLDER + "config_dump.json",
            FOLDER + "envoy.log"));
  }

  private static String handshakes(boolean bytes) {
    List<Handshake> all =
        List.of(
            new HandshakeSamples()
                .number(0)
                .hello(HelloSamples.client("app.example.test").random(1))
                .established(0x0304)
                .build(),
            new HandshakeSamples()
                .number(1)
                .hello(HelloSamples.proxy().random(2))
                .alert(112)
                .build(),
            new HandshakeSamples()
                .number(2)
                .hello(HelloSamples.client("b.example.test").random(3))
                .plaintext("HTTP/1.1 400 Bad Request\r\n")
                .build());
    CaptureTally tally = new CaptureTally();
    all.forEach(tally::add);
    return written(
        out -> {
          JsonRenderer plain =
              JsonRenderer.document(out, new AddressNames(), "1", List.of("a.pcap"));
          JsonRenderer json = bytes ? plain.withBytes() : plain;
          json.begin();
          for (Handshake each : all) {
            json.render(each);
          }
          json.end(
              new CaptureSummary(
                  List.of(
                      new CaptureSummary.File(
                          "a.pcap",
                          CaptureCounters.NONE,
                          Optional.of(Instant.EPOCH),
                          Optional.empty())),
                  tally,
                  CaptureCounters.NONE,
                  List.of("a.pcap: cut short")));
        });
  }

  static CheckReport checks() {
    CheckItem failed =
        new CheckItem(
            "upstream-sni-missing",
            "proxied",
            CheckItem.State.FAILED,
            Severity.ERROR,
            "no server_name in the ClientHello",
            "send it",
            3,
            5,
            Optional.empty());
    CheckItem known =
        failed.suppressedBy(new CheckItem.Suppressed("until May", ".tlsdiag-ignore.yaml", 2));
    return new CheckReport(
        "1",
        "checks.yaml",
        Instant.parse("2026-11-20T12:00:00Z"),
        Duration.ofMillis(1234),
        List.of(
            new CheckResult(
                "app",
                "GET https://app.example.test/",
                2,
                List.of(failed, known),
                2,
                true,
                true,
                Duration.ofNanos(12_345_678)),
            new CheckResult("later", "GET /", 9, List.of(), 0, true, false, Duration.ZERO)),
        List.of("a note"),
        true);
  }

  static ProbeReport probe() {
    Finding finding =
        new Finding(
            "upstream-sni-missing",
            Severity.ERROR,
            "direct",
            1,
            Step.Kind.TLS,
            "no server_name",
            "it has no name",
            "send it",
            List.of(new Fix("nginx", "proxy_ssl_server_name on;")),
            List.of(new Evidence.Exchange("direct")),
            Confidence.MEDIUM,
            List.of(new Doubt("another cause", "probe it")),
            Optional.of(new Check("openssl s_client -noservername", "alert 112")),
            List.of());
    return new ProbeReport(
        "1",
        "app.example.test:443",
        "192.0.2.1:443",
        "direct",
        new ProbeReport.Base(
            Instant.parse("2026-11-20T12:00:00.5Z"),
            Optional.of("app.example.test"),
            new HandshakeSamples()
                .hello(HelloSamples.client("app.example.test").random(1))
                .build()
                .sent(),
            List.of(new Check("curl https://app.example.test/", "200"))),
        ProbeReport.Verdict.FAILS,
        "it fails without a name",
        Optional.of(
            new ProbeReport.Certificate(
                "an authority",
                "app.example.test",
                false,
                Instant.parse("2027-01-01T00:00:00Z"),
                Optional.of("trusted here"),
                "ab".repeat(32),
                List.of(Bytes.ofHex("3003020101")))),
        Optional.of(
            new ProbeReport.ServerNames(
                ProbeReport.ServerNames.Kind.REQUIRED_ALERT, "required: alert 112")),
        Optional.of(new ProbeReport.Flip("sni", "none", "without a name")),
        List.of(
            new ProbeReport.Statement("ALPN", "h2 is taken", true, true),
            new ProbeReport.Statement("SIZE", "2 KB are refused", false, false)),
        List.of(
            new ProbeReport.Row(
                "base",
                "as it is",
                "alert",
                "alert 112",
                false,
                true,
                OptionalInt.of(112),
                OptionalInt.of(517),
                Optional.of(Duration.ofNanos(1_500_000)))),
        List.of(finding),
        List.of("a note"),
        Duration.ofSeconds(2));
  }

  static BisectReport bisection() {
    return new BisectReport(
        "1",
        "app.example.test:443",
        "direct",
        BisectReport.Verdict.CAUSE,
        "a ClientHello of 1500 bytes is too big",
        new BisectReport.Hello("curl", 517, "t13d1516h2_8daaf6152771_e5627efa2ab1"),
        new BisectReport.Hello("a.pcap:3", 1800, "t13d1516h2_8daaf6152771_02713d6af862"),
        List.of("group added"),
        List.of(new BisectReport.Cause(List.of("a"), List.of("b"), "a alone", "silence")),
        Optional.of(
            new BisectReport.Size(1500, 1800, OptionalInt.of(1499), OptionalInt.empty(), "1500")),
        List.of(new BisectReport.Repeated("the good one", true, 5, 0, "")),
        List.of(new BisectReport.Sent(1, "the good one", true, "works")),
        200,
        "one in a thousand",
        List.of("a note"),
        Duration.ofMillis(4321));
  }
}
