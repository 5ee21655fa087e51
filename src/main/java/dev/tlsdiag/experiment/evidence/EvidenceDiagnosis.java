package dev.tlsdiag.experiment.evidence;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.PolicyFact;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.join.Case;
import dev.tlsdiag.join.CaseTrace;
import dev.tlsdiag.join.Joined;
import dev.tlsdiag.join.Joiner;
import dev.tlsdiag.join.Pieces;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gives one answer from a pile of evidence. Pure: the same evidence gives the same report. */
public final class EvidenceDiagnosis {
  private static final Engine ENGINE = new Engine(Rules.ALL);

  private final String tool;
  private final CaseChoice choice;

  /**
   * @param tool version of tlsdiag
   */
  public EvidenceDiagnosis(String tool, CaseChoice choice) {
    this.tool = requireNonNull(tool, "tool is null");
    this.choice = requireNonNull(choice, "choice is null");
  }

  /**
   * @throws NoSuchRequestException where the evidence tells of other requests only
   */
  public Report diagnose(Dossier dossier) {
    Joined joined = Joiner.join(pieces(dossier));
    List<Case> cases = choice.of(joined.cases());
    Examination examination = new Examination(dossier, joined);
    Examined examined = examination.of(cases.isEmpty() ? NOBODY : cases.get(0));
    if (!cases.isEmpty() && !cases.get(0).failed() && examined.sound()) {
      for (Case quiet : CaseChoice.quiet(cases)) {
        Examined other = examination.of(quiet);
        if (!other.sound()) {
          examined = other;
          cases = first(quiet, cases);
          break;
        }
      }
    }
    MeshFacts facts = examined.facts();
    HopTrace trace = examined.trace();
    Collecting.Mesh ours = new Collecting(facts, dossier).mesh();
    List<Finding> findings =
        examined.findings().stream()
            .map(finding -> finding.withFixes(ours.first(finding.fixes())))
            .toList();
    EvidenceJudgement judgement = EvidenceJudgement.of(trace, findings, facts, dossier);
    List<HopTrace> traces = List.of(trace);
    List<Leg> legs =
        IntStream.range(0, trace.hops().size())
            .mapToObj(i -> new Leg(trace, i + 1, trace.hops().get(i)))
            .filter(leg -> leg.hop().tls().isPresent())
            .toList();
    return new Report(
            tool,
            inputs(dossier),
            judgement.verdict(),
            judgement.headline(),
            traces,
            new ToldNames(facts).in(NameTable.of(traces)),
            legs.size() > 1
                ? DifferenceTable.of(legs, blamedFields(findings))
                : DifferenceTable.EMPTY,
            findings,
            judgement.needs(),
            notes(dossier, cases, facts))
        .withStory(new StoryTeller(dossier, joined, facts).story(cases));
  }

  private static List<Case> first(Case wanted, List<Case> cases) {
    return Stream.concat(Stream.of(wanted), cases.stream().filter(each -> !each.equals(wanted)))
        .toList();
  }

  /** What the rules say of one case. */
  private record Examined(MeshFacts facts, HopTrace trace, List<Finding> findings) {
    /** Whether no rule finds anything wrong with it. */
    boolean sound() {
      return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }
  }

  /** Asks the rules about a case; what holds for all of them is put together once. */
  private static final class Examination {
    private final Dossier dossier;
    private final Joined joined;
    private final PolicyFacts policies;
    private final IstioFacts istio;
    private final List<Handshake> seen;

    Examination(Dossier dossier, Joined joined) {
      this.dossier = dossier;
      this.joined = joined;
      policies = new PolicyFacts(policySet(dossier));
      istio = new IstioFacts(dossier.resources());
      seen =
          dossier.captures().stream()
              .flatMap(file -> Stream.concat(file.handshakes().stream(), file.plain().stream()))
              .toList();
    }

    Examined of(Case looked) {
      MeshFacts facts =
          new MeshFacts(
              looked,
              joined.elsewhere(),
              policies.of(looked),
              dossier.dumps(),
              dossier.counters(),
              istio.of(looked),
              dossier.lost());
      HopTrace trace = CaseTrace.of(looked, intercepted(facts));
      Facts all = new Facts(Optional.empty(), seen, looked.dns(), Optional.of(facts));
      return new Examined(facts, trace, ENGINE.run(trace, all));
    }
  }

  private static final Case NOBODY =
      new Case(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  private static boolean intercepted(MeshFacts facts) {
    boolean byPolicy = facts.policy().flatMap(fact -> fact.ruling().interception()).isPresent();
    boolean configured = !facts.dumps().isEmpty();
    return byPolicy || configured;
  }

  private static Pieces pieces(Dossier dossier) {
    return new Pieces(
        dossier.sightings(),
        dossier.captures().stream()
            .flatMap(file -> Stream.concat(file.handshakes().stream(), file.plain().stream()))
            .toList(),
        dossier.captures().stream().flatMap(file -> file.dns().stream()).toList());
  }

  private static PolicySet policySet(Dossier dossier) {
    List<Policy> policies =
        dossier.resources().stream().flatMap(r -> PolicyReader.read(r).stream()).toList();
    return PolicySet.of(policies, CiliumVersion.NEWEST);
  }

  private static List<Report.Input> inputs(Dossier dossier) {
    List<Report.Input> inputs = new ArrayList<>();
    dossier
        .captures()
        .forEach(
            file -> inputs.add(new Report.Input(file.name(), "both", file.handshakes().size())));
    Set<String> captures =
        dossier.captures().stream().map(file -> file.name()).collect(Collectors.toSet());
    dossier.contributions().stream()
        .filter(each -> !captures.contains(each.name()))
        .forEach(each -> inputs.add(new Report.Input(each.name(), "evidence", 0)));
    return inputs;
  }

  private static Set<String> blamedFields(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .flatMap(finding -> Rules.named(finding.rule()).stream())
        .flatMap(rule -> rule.info().helloField().stream())
        .collect(Collectors.toSet());
  }

  private static List<String> notes(Dossier dossier, List<Case> cases, MeshFacts facts) {
    List<String> notes = new ArrayList<>(dossier.problems());
    if (facts.lost() > 0) {
      notes.add(
          "%d events were lost, as the sources say: what is not there proves nothing"
              .formatted(facts.lost()));
    }
    facts
        .policy()
        .filter(PolicyFact::assumed)
        .ifPresent(
            fact ->
                notes.add(
                    "no source names the pod: the policies were asked about one that they select"));
    List<Case> scans = CaseChoice.scans(cases);
    if (!scans.isEmpty() && !scans.contains(cases.get(0))) {
      notes.add(
          "%d connections of %s, on many ports, were denied by policy: as of a scan"
              .formatted(scans.size(), CaseChoice.who(scans.get(0)).orElse("a client")));
    }
    if (!cases.isEmpty() && cases.get(0).confidence() < SURE) {
      notes.add(
          "the sources are joined with confidence %.2f at the weakest place"
              .formatted(cases.get(0).confidence()));
    }
    return notes;
  }

  private static final double SURE = 0.75;
}
