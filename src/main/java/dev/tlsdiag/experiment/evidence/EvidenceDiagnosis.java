package dev.tlsdiag.experiment.evidence;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.IstioFact;
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

  public Report diagnose(Dossier dossier) {
    Joined joined = Joiner.join(pieces(dossier));
    List<Case> cases = choice.of(joined.cases());
    PolicyFacts policies = new PolicyFacts(policySet(dossier));
    IstioFacts istio = new IstioFacts(dossier.resources());
    Case looked = cases.isEmpty() ? NOBODY : cases.get(0);
    Optional<PolicyFact> policy = policies.of(looked);
    Optional<IstioFact> mesh = istio.of(looked);
    MeshFacts facts =
        new MeshFacts(
            looked,
            joined.elsewhere(),
            policy,
            dossier.dumps(),
            dossier.counters(),
            mesh,
            dossier.lost());
    HopTrace trace = CaseTrace.of(looked, intercepted(facts));
    List<Handshake> seen =
        dossier.captures().stream()
            .flatMap(file -> Stream.concat(file.handshakes().stream(), file.plain().stream()))
            .toList();
    Facts all = new Facts(Optional.empty(), seen, looked.dns(), Optional.of(facts));
    Collecting.Mesh ours = new Collecting(facts, dossier).mesh();
    List<Finding> findings =
        ENGINE.run(trace, all).stream()
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
    if (!cases.isEmpty() && cases.get(0).confidence() < SURE) {
      notes.add(
          "the sources are joined with confidence %.2f at the weakest place"
              .formatted(cases.get(0).confidence()));
    }
    return notes;
  }

  private static final double SURE = 0.75;
}
