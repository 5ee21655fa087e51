package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares how one request went along two paths, from captures: one of each path, or one of a proxy
 * that holds both of its legs. Reads nothing itself.
 */
public final class CaptureComparison {
  private static final Engine ENGINE = new Engine(Rules.ALL);
  private static final NameTable NO_NAMES = new NameTable(List.of());

  private final String tool;
  private final Options options;

  /**
   * @param tool version of tlsdiag
   */
  public CaptureComparison(String tool, Options options) {
    this.tool = requireNonNull(tool, "tool is null");
    this.options = requireNonNull(options, "options is null");
  }

  /** Numbers of the handshakes of a proxy's two legs, as {@code tlsdiag capture} lists them. */
  public record Pair(int downstream, int upstream) {}

  /** A pair names a handshake that the capture does not have. */
  public static final class NoSuchHandshakeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchHandshakeException(int number) {
      super("no handshake has the number " + number);
    }
  }

  /**
   * What the user chose.
   *
   * @param host the request to look at
   * @param pair the legs that belong together
   */
  public record Options(Optional<String> host, Optional<Pair> pair) {
    public static final Options NONE = new Options(Optional.empty(), Optional.empty());

    public Options {
      host = host.map(HostName::canonical);
      requireNonNull(pair, "pair is null");
    }
  }

  /**
   * Compares a capture of the direct path with one of the proxied path.
   *
   * @throws NoSuchHandshakeException where the pair names a handshake that is not there
   */
  public Report compare(Capture direct, Capture proxied) {
    List<Report.Input> inputs =
        List.of(input(direct, HopTrace.DIRECT), input(proxied, HopTrace.PROXIED));
    for (Capture capture : List.of(direct, proxied)) {
      if (capture.all().isEmpty() && capture.failedLookups().isEmpty()) {
        return unknown(
            inputs, "no TLS handshake in " + capture.name(), Needs.wholePackets(), List.of());
      }
    }
    if (!direct.all().isEmpty() && !proxied.all().isEmpty() && sameRecording(direct, proxied)) {
      return unknown(
          inputs,
          "both captures are the same recording",
          List.of(
              new Report.Need(
                  "one capture of each path, or one capture alone: tlsdiag compare FILE", "")),
          List.of());
    }
    RequestFinder finder = new RequestFinder(options.host(), options.pair());
    List<Request> requests = finder.between(direct, proxied);
    if (showsNoProxy(requests) && options.pair().isEmpty()) {
      List<Request> turned = finder.between(proxied, direct);
      if (!turned.isEmpty() && !showsNoProxy(turned)) {
        return theOtherWayRound(compare(proxied, direct), direct);
      }
    }
    if (requests.isEmpty()) {
      Optional<Request> unresolved = new Unresolved(options.host()).between(direct, proxied);
      if (unresolved.isPresent()) {
        return report(inputs, List.of(unresolved.get()), Seen.in(direct, proxied));
      }
      return unknown(inputs, noCommonRequest(), Needs.sameRequest(), hosts(direct, proxied));
    }
    return report(inputs, requests, Seen.in(direct, proxied));
  }

  /** Every request of the "proxied" capture worked, on one leg: that is what a direct path is. */
  private static boolean showsNoProxy(List<Request> requests) {
    return requests.stream()
        .map(Request::proxied)
        .allMatch(t -> t.hops().size() == 1 && t.worked());
  }

  /** The first capture has the proxy's legs: taken as they were given, the failure is not seen. */
  private static Report theOtherWayRound(Report report, Capture proxied) {
    List<String> notes = new ArrayList<>();
    notes.add(proxied.name() + " has the proxy's legs, so it was taken as the proxied path");
    notes.addAll(report.notes());
    return report.withNotes(notes);
  }

  /**
   * Compares the legs inside one capture.
   *
   * @throws NoSuchHandshakeException where the pair names a handshake that is not there
   */
  public Report compare(Capture capture) {
    List<Report.Input> inputs = List.of(input(capture, "both"));
    Optional<Request> unresolved = new Unresolved(options.host()).alone(capture);
    if (capture.all().isEmpty() && unresolved.isPresent()) {
      return report(inputs, List.of(unresolved.get()), Seen.in(capture));
    }
    if (capture.all().isEmpty()) {
      return unknown(
          inputs, "no TLS handshake in " + capture.name(), Needs.wholePackets(), List.of());
    }
    RequestFinder finder = new RequestFinder(options.host(), options.pair());
    List<Request> requests = finder.within(capture);
    if (requests.isEmpty()) {
      return alone(inputs, capture, finder);
    }
    return report(inputs, requests, Seen.in(capture));
  }

  /** Nothing belongs together, but a single leg may say enough by itself. */
  private Report alone(List<Report.Input> inputs, Capture capture, RequestFinder finder) {
    List<Request> requests = finder.alone(capture);
    if (requests.isEmpty() && options.host().isPresent()) {
      Optional<Request> unresolved = new Unresolved(options.host()).alone(capture);
      if (unresolved.isPresent()) {
        return report(inputs, List.of(unresolved.get()), Seen.in(capture));
      }
      return unknown(inputs, noSuchHost(), Needs.otherHost(), hosts(capture));
    }
    Optional<Lone> lone =
        requests.stream()
            .map(request -> lone(request, capture))
            .flatMap(Optional::stream)
            .min(Comparator.comparing(found -> found.first().confidence()));
    if (lone.isPresent()) {
      Judgement judgement = Judgement.of(lone.get().request(), lone.get().findings(), List.of());
      List<String> notes = List.of("only one leg of a request was found in this capture");
      return assembled(
          inputs,
          judgement.verdict(),
          judgement.headline(),
          lone.get().request(),
          lone.get().findings(),
          judgement.needs(),
          notes);
    }
    String what = "no two connections in it are a proxy's two legs";
    Stream<HopTrace> traces = finder.alone(capture).stream().flatMap(Request::paths);
    return unknown(inputs, what, Needs.bothLegs(traces), hosts(capture));
  }

  /** A request of which one leg is known, and what is wrong with that, the worst first. */
  private record Lone(Request request, List<Finding> findings) {
    Finding first() {
      return findings.get(0);
    }
  }

  /** Empty where nothing failed, or no rule knows such a failure. */
  private static Optional<Lone> lone(Request request, Capture capture) {
    List<Finding> findings = findings(request.proxied(), Seen.in(capture).beside(Optional.empty()));
    return findings.isEmpty() || findings.get(0).severity() != Severity.ERROR
        ? Optional.empty()
        : Optional.of(new Lone(request, findings));
  }

  /** What the inputs have beside the request at hand. */
  private record Seen(List<Handshake> handshakes, List<DnsExchange> dns) {
    static Seen in(Capture... captures) {
      List<Capture> all = List.of(captures);
      return new Seen(
          all.stream().flatMap(c -> c.all().stream()).toList(),
          all.stream().flatMap(c -> c.dns().stream()).toList());
    }

    Facts beside(Optional<HopTrace> control) {
      return new Facts(control, handshakes, dns);
    }
  }

  private Report report(List<Report.Input> inputs, List<Request> requests, Seen seen) {
    Request chosen = requests.get(0);
    HopTrace proxied = chosen.proxied();
    List<Finding> findings = findings(proxied, seen.beside(chosen.direct()));
    List<Finding> onDirect =
        chosen.direct().map(d -> findings(d, seen.beside(Optional.of(proxied)))).orElse(List.of());
    List<Finding> all =
        Stream.concat(findings.stream(), onDirect.stream())
            .sorted(Comparator.comparing(Finding::severity))
            .toList();
    Judgement judgement = Judgement.of(chosen, findings, onDirect);
    List<String> notes = new Notes(options, requests, chosen).lines();
    return assembled(
        inputs, judgement.verdict(), judgement.headline(), chosen, all, judgement.needs(), notes);
  }

  private Report assembled(
      List<Report.Input> inputs,
      Verdict verdict,
      String headline,
      Request request,
      List<Finding> findings,
      List<Report.Need> needs,
      List<String> notes) {
    List<HopTrace> traces = request.paths().toList();
    List<Leg> legs = traces.stream().flatMap(CaptureComparison::legs).toList();
    return new Report(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        NameTable.of(traces),
        DifferenceTable.of(legs, blamedFields(findings)),
        findings,
        needs,
        notes);
  }

  private Report unknown(
      List<Report.Input> inputs, String headline, List<Report.Need> needs, List<String> notes) {
    return new Report(
        tool,
        inputs,
        Verdict.UNKNOWN,
        headline,
        List.of(),
        NO_NAMES,
        DifferenceTable.EMPTY,
        List.of(),
        needs,
        notes);
  }

  static String headline(HopTrace trace, Finding finding) {
    return where(trace, finding.hop()) + ": " + finding.headline();
  }

  /** {@code hop 2, proxy → server}; of a path without a proxy its name. */
  static String where(HopTrace trace, int hop) {
    return trace.hops().size() == 1
        ? trace.name() + " path"
        : "hop %d, %s".formatted(hop, trace.hops().get(hop - 1).label());
  }

  static Stream<Leg> legs(HopTrace trace) {
    return IntStream.range(0, trace.hops().size())
        .mapToObj(i -> new Leg(trace, i + 1, trace.hops().get(i)));
  }

  static List<Finding> findings(HopTrace trace, Facts facts) {
    return ENGINE.run(trace, facts);
  }

  static Set<String> blamedFields(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .flatMap(finding -> Rules.named(finding.rule()).stream())
        .flatMap(rule -> rule.info().helloField().stream())
        .collect(Collectors.toSet());
  }

  private static Report.Input input(Capture capture, String path) {
    return new Report.Input(capture.name(), path, capture.handshakes().size());
  }

  /** The first hello of both is the very same message at the same time. */
  private static boolean sameRecording(Capture a, Capture b) {
    Handshake first = a.all().get(0);
    Handshake other = b.all().get(0);
    return first.time().equals(other.time())
        && first.client().equals(other.client())
        && first.sent().equals(other.sent())
        && a.handshakes().size() == b.handshakes().size();
  }

  private String noCommonRequest() {
    return options
        .host()
        .map(host -> "no request for " + host + " on both paths")
        .orElse("the captures share no request");
  }

  private String noSuchHost() {
    return "no request for " + options.host().orElseThrow() + " in it";
  }

  private static List<String> hosts(Capture... captures) {
    List<String> lines = new ArrayList<>();
    for (Capture capture : captures) {
      lines.add(capture.name() + " has " + capture.hostsText());
    }
    return lines;
  }
}
