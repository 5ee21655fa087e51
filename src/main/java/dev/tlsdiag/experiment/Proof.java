package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Experiment.Bearing;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.experiment.bisect.BisectReports;
import dev.tlsdiag.experiment.bisect.Bisection;
import dev.tlsdiag.experiment.bisect.Mixtures;
import dev.tlsdiag.experiment.bisect.Openings;
import dev.tlsdiag.experiment.bisect.ServerTrial;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bisects what a comparison found: the direct path's hello is the good one, the proxy's own the bad
 * one. The smallest difference that decides becomes an experiment of the finding.
 */
public final class Proof {
  private final Limits limits;
  private final int mostProbes;

  /**
   * One that sends no more than this.
   *
   * @param mostProbes connections it may open
   */
  public Proof(Limits limits, int mostProbes) {
    this.limits = requireNonNull(limits, "limits is null");
    this.mostProbes = mostProbes;
  }

  /** The report with what came of it, or with a note why nothing did. */
  public Report of(Report report) {
    Optional<HopTrace> proxied =
        report.traces().stream().filter(t -> t.name().equals(HopTrace.PROXIED)).findFirst();
    Optional<Hop> failing =
        proxied.map(HopTrace::serverHop).filter(hop -> hop.state() == Hop.State.FAILED);
    if (failing.isEmpty()) {
      return noted(report, "--prove: the proxy's hop to the server does not fail");
    }
    Optional<Openings.Two> two = Openings.of(report.traces());
    if (two.isEmpty()) {
      return noted(report, "--prove needs the hellos of the direct path and of the proxy's hop");
    }
    Optional<Endpoint> server =
        failing.get().to().endpoint().filter(e -> HostName.isAddress(e.host()));
    if (server.isEmpty()) {
      return noted(report, "--prove: the server's address is not known");
    }
    Mixtures mixtures = new Mixtures(two.get().good(), two.get().bad());
    ServerTrial trial =
        new ServerTrial(new Prober(Route.direct(server.get()), limits), Preface.NONE);
    Bisection bisection = new Bisection(mixtures, trial, mostProbes, new Random());
    BisectReport result =
        BisectReports.of(bisection.run(), report.tool(), server.get().toString(), "direct");
    String sent = "--prove sent %d hellos to %s".formatted(result.probes().size(), server.get());
    Optional<Finding> finding =
        report.findings().stream()
            .filter(f -> f.severity() == Severity.ERROR)
            .filter(f -> f.trace().equals(HopTrace.PROXIED))
            .filter(f -> f.hop() == proxied.get().hops().size())
            .findFirst();
    if (result.verdict() != BisectReport.Verdict.CAUSE || finding.isEmpty()) {
      return noted(report, sent + ": " + result.headline());
    }
    return noted(proved(report, proxied.get(), finding.get(), result), sent);
  }

  private static Report proved(
      Report report, HopTrace proxied, Finding finding, BisectReport result) {
    Optional<String> claimed =
        Rules.named(finding.rule()).flatMap(rule -> rule.info().helloField());
    boolean symptom = claimed.isEmpty() || finding.confidence() == Confidence.LOW;
    String cause = cause(result);
    boolean agrees = claimed.filter(field -> names(field, cause)).isPresent();
    List<Experiment> made =
        experiments(report, finding, result, symptom || agrees ? Bearing.SUPPORTS : Bearing.OPEN);
    Finding tested =
        symptom && !agrees
            ? withMessage(finding, "%s; what decides is: %s".formatted(finding.message(), cause))
                .withFixes(fixes(cause))
            : finding;
    tested = symptom || agrees ? tested.provedBy(made) : tested.testedBy(made);
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.set(findings.indexOf(finding), tested);
    boolean leads = report.findings().indexOf(finding) == 0;
    boolean settled = leads && tested.proved();
    return new Report(
        report.tool(),
        report.inputs(),
        settled ? Verdict.FAIL : report.verdict(),
        settled ? CaptureComparison.headline(proxied, tested) : report.headline(),
        report.traces(),
        report.names(),
        report.differences(),
        findings,
        Stream.concat(report.experiments().stream(), made.stream()).toList(),
        settled ? List.of() : report.needs(),
        report.notes(),
        report.run());
  }

  /** Those of a symptom were for other causes. */
  private static List<Fix> fixes(String cause) {
    return List.of(
        new Fix("server, or a box before it", "update or set up anew what dies of this: " + cause),
        new Fix("proxy", "until then, make its hello like the direct one in this"));
  }

  private static String cause(BisectReport result) {
    return result
        .size()
        .map(size -> "the size of the ClientHello (%s)".formatted(size.text()))
        .orElseGet(
            () ->
                result.causes().stream()
                    .map(BisectReport.Cause::text)
                    .collect(Collectors.joining("; and alone: ")));
  }

  /** Whether the cause is in the field that the rule is about. */
  private static boolean names(String field, String cause) {
    return switch (field) {
      case "alpn" -> cause.contains("ALPN") || cause.contains("application_layer_protocol");
      case "supported_versions" -> cause.contains("version");
      case "groups", "key_shares" -> cause.contains("group") || cause.contains("key share");
      case "cipher_suites" -> cause.contains("cipher suite");
      case "signature_algorithms" -> cause.contains("signature algorithm");
      default -> cause.contains(field);
    };
  }

  /** The good hello with the cause, and the bad one without it: the last two of what was sent. */
  private static List<Experiment> experiments(
      Report report, Finding finding, BisectReport result, Bearing bearing) {
    List<Experiment> made = new ArrayList<>();
    for (BisectReport.Repeated each : result.repeated()) {
      boolean whole = each.what().equals("good") || each.what().equals("bad");
      boolean control = each.what().startsWith("good");
      if (whole || each.expectedToWork() == control && result.size().isEmpty()) {
        continue;
      }
      int all = each.worked() + each.failed();
      made.add(
          new Experiment(
              "p" + (report.experiments().size() + made.size() + 1),
              finding.rule(),
              control ? HopTrace.DIRECT : finding.trace(),
              control ? 1 : finding.hop(),
              each.expectedToWork() ? "does it work without that?" : "does it fail with that?",
              (result.size().isPresent() ? "a hello of " : "hello: ") + each.what(),
              List.of(),
              each.expectedToWork()
                  ? "success %d of %d times".formatted(each.worked(), all)
                  : "%s %d of %d times".formatted(each.way(), each.failed(), all),
              bearing));
    }
    return made;
  }

  private static Finding withMessage(Finding finding, String message) {
    return new Finding(
        finding.rule(),
        finding.severity(),
        finding.trace(),
        finding.hop(),
        finding.step(),
        message,
        finding.effect(),
        finding.hint(),
        finding.fixes(),
        finding.evidence(),
        finding.confidence(),
        finding.notRuledOut(),
        finding.check(),
        finding.consequences());
  }

  private static Report noted(Report report, String note) {
    List<String> notes = new ArrayList<>(report.notes());
    notes.add(note);
    return report.withNotes(notes);
  }
}
