package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.PolicyFact;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.envoy.EnvoySecret;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is told of policies, and of what they need to work. */
final class ToldPolicy {
  private static final Set<Ruling.Verdict> CONNECTION_DENIED =
      Set.of(Ruling.Verdict.DENIED_BY_DEFAULT, Ruling.Verdict.DENIED_BY_RULE);

  private ToldPolicy() {}

  /** A connection that policy dropped at its first packet. */
  static Stream<Placed> deniedConnections(MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.DENIED)
        .filter(placed -> !ofRequest(placed.sighting()) && !ofServerName(placed.sighting()));
  }

  private static boolean ofRequest(Sighting sighting) {
    return ToldPlaces.text(sighting, Attribute.METHOD).isPresent()
        || ToldPlaces.text(sighting, Attribute.QUERY).isPresent()
        || sighting.what().contains("request denied")
        || details(sighting).startsWith("rbac_access_denied")
        || details(sighting).startsWith("cilium.l7policy");
  }

  private static String details(Sighting sighting) {
    return ToldPlaces.text(sighting, Attribute.DETAILS)
        .or(() -> ToldPlaces.text(sighting, Attribute.TERMINATION))
        .orElse("");
  }

  /** Denied after the proxy had taken the connection, and not for a request in it. */
  private static boolean ofServerName(Sighting sighting) {
    boolean named = sighting.attributes().containsKey(Attribute.SNI);
    boolean packets = ToldPlaces.text(sighting, Attribute.TCP_FLAGS).isPresent();
    return !ofRequest(sighting)
        && !packets
        && (named || sighting.leg() == Leg.DOWNSTREAM || sighting.leg() == Leg.WHOLE);
  }

  static Stream<Finding> dropOnSyn(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return deniedConnections(mesh)
        .limit(1)
        .map(
            placed -> {
              Finding finding =
                  Finding.of(
                          info,
                          ToldPlaces.of(trace, placed, Step.Kind.POLICY),
                          Severity.ERROR,
                          denied(placed.sighting(), mesh))
                      .alsoSeen(MeshFacts.evidence(mesh.events(Event.DENIED)));
              if (ToldDns.nameless(mesh).findAny().isPresent()) {
                finding =
                    finding.notRuledOut(
                        "the agent knows no name of this address: no rule for DNS, or the client"
                            + " did not ask through its proxy",
                        "hubble observe --protocol dns for the pod");
              }
              return decided(finding, mesh, CONNECTION_DENIED)
                  .withFixes(fixes(placed.sighting(), mesh, info));
            });
  }

  private static String denied(Sighting sighting, MeshFacts mesh) {
    String server = sighting.server().map(Object::toString).orElse("the server");
    String names =
        ToldPlaces.text(sighting, Attribute.SERVER_NAMES).map(n -> " (" + n + ")").orElse("");
    String reason = ToldPlaces.text(sighting, Attribute.DROP_REASON).orElse("");
    String policies = ToldPlaces.text(sighting, Attribute.POLICY).map(p -> ", by " + p).orElse("");
    String lower = reason.toLowerCase(Locale.ROOT);
    String why;
    if (lower.contains("denylist") || lower.contains("policy_deny_")) {
      why = "a deny rule drops it";
    } else if (lower.contains("auth")) {
      why = "policy requires mutual authentication, and there was none";
    } else {
      why = "no policy allows it";
    }
    String decision =
        mesh.policy()
            .filter(fact -> CONNECTION_DENIED.contains(fact.ruling().verdict()))
            .map(fact -> ": " + fact.ruling().reason())
            .orElse("");
    return "the connection to %s%s is dropped by policy%s, %s%s"
        .formatted(server, names, policies, why, decision);
  }

  /** With what the policies themselves say, where they say the same. */
  private static Finding decided(Finding finding, MeshFacts mesh, Set<Ruling.Verdict> verdicts) {
    Optional<PolicyFact> fact = mesh.policy();
    if (fact.isEmpty()) {
      return finding;
    }
    boolean same = verdicts.contains(fact.get().ruling().verdict());
    if (same) {
      List<Evidence> places =
          fact.get().places().isEmpty() ? selecting(fact.get()) : fact.get().places();
      return finding.alsoSeen(places);
    }
    return fact.get().assumed()
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the policies given here would not deny it (%s): others may be in force"
                    .formatted(fact.get().ruling().reason()),
                "kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A -o yaml");
  }

  /** Where nothing decided: the policies that select the pod and are silent of this. */
  private static List<Evidence> selecting(PolicyFact fact) {
    return fact.policies().selecting(fact.attempt().from(), fact.attempt().direction()).stream()
        .map(policy -> policy.place())
        .limit(3)
        .toList();
  }

  /** The rule that is missing, by name where a name is known. */
  private static List<Fix> fixes(Sighting sighting, MeshFacts mesh, RuleInfo info) {
    Optional<Endpoint> server = sighting.server();
    Optional<String> name =
        ToldPlaces.text(sighting, Attribute.SERVER_NAMES)
            .map(names -> names.split(",")[0].strip())
            .or(() -> mesh.told().host());
    if (server.isEmpty()) {
      return info.fixes();
    }
    String port =
        "toPorts: - ports: - {port: \"%d\", protocol: TCP}".formatted(server.get().port());
    String to =
        name.map(n -> "toFQDNs: - {matchName: " + n + "}")
            .orElse(
                "toCIDR: - "
                    + server.get().host()
                    + "/"
                    + (server.get().host().indexOf(':') < 0 ? 32 : 128));
    List<Fix> fixes = new ArrayList<>();
    boolean ingress =
        ToldPlaces.text(sighting, Attribute.DIRECTION).filter("INGRESS"::equals).isPresent();
    if (!ingress) {
      fixes.add(new Fix("Cilium", "egress: - " + to + " " + port));
    }
    fixes.add(new Fix("tlsdiag", "policy draft FLOWS prints the rules for what these flows need"));
    fixes.addAll(info.fixes());
    return fixes;
  }

  static Stream<Finding> serverName(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.DENIED)
        .filter(placed -> ofServerName(placed.sighting()))
        .limit(1)
        .map(
            placed -> {
              Sighting sighting = placed.sighting();
              Optional<String> sni = sighting.attribute(Attribute.SNI);
              String about =
                  sni.map(name -> name.isEmpty() ? "no server_name" : "server_name " + name)
                      .orElse("this connection");
              Finding finding =
                  Finding.of(
                      info,
                      ToldPlaces.of(trace, placed, Step.Kind.POLICY),
                      Severity.ERROR,
                      "the proxy's policy does not allow " + about);
              boolean said = sni.isPresent();
              return decided(
                  said
                      ? finding
                      : finding
                          .with(Confidence.MEDIUM)
                          .notRuledOut(
                              "it may be denied for another reason than its name",
                              "the log of Cilium's Envoy: cilium.network: policy DENY"),
                  mesh,
                  Set.of(Ruling.Verdict.DENIED_SERVER_NAME));
            });
  }

  static Stream<Finding> request(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.DENIED)
        .filter(placed -> ofRequest(placed.sighting()))
        .filter(placed -> ToldPlaces.text(placed.sighting(), Attribute.QUERY).isEmpty())
        .limit(1)
        .map(
            placed -> {
              Sighting sighting = placed.sighting();
              String request =
                  (sighting.attribute(Attribute.METHOD).orElse("a request")
                          + " "
                          + sighting.attribute(Attribute.AUTHORITY).orElse("")
                          + sighting.attribute(Attribute.PATH).orElse(""))
                      .strip();
              String rule = details(sighting);
              return decided(
                  Finding.of(
                      info,
                      ToldPlaces.of(trace, placed, Step.Kind.POLICY),
                      Severity.ERROR,
                      "policy forbids %s%s".formatted(request, rule.isEmpty() ? "" : ": " + rule)),
                  mesh,
                  Set.of(Ruling.Verdict.DENIED_REQUEST));
            });
  }

  static Stream<Finding> lookupRefused(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.LOOKUP_FAILED)
        .filter(placed -> !mesh.told().connected()) // it was found under another name
        .filter(
            placed -> {
              Sighting sighting = placed.sighting();
              String code =
                  ToldPlaces.text(sighting, Attribute.RESPONSE_CODE)
                      .orElse("")
                      .toUpperCase(Locale.ROOT);
              return sighting.attribute(Attribute.VERDICT).filter("DROPPED"::equals).isPresent()
                  || code.contains("REFUSED");
            })
        .limit(1)
        .map(
            placed ->
                decided(
                    Finding.of(
                        info,
                        ToldPlaces.of(trace, placed, Step.Kind.RESOLVE),
                        Severity.ERROR,
                        "the DNS rules of the policy do not allow to ask for %s"
                            .formatted(
                                placed.sighting().attribute(Attribute.QUERY).orElse("this name"))),
                    mesh,
                    Set.of(Ruling.Verdict.DENIED_LOOKUP)));
  }

  static Stream<Finding> secret(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    Optional<Finding> said =
        ToldPlaces.transportFailures(mesh)
            .filter(
                placed ->
                    ToldUpstream.words(placed)
                        .replace('_', ' ')
                        .contains("Secret is not supplied by SDS"))
            .findFirst()
            .map(
                placed ->
                    ToldUpstream.found(
                        info,
                        trace,
                        placed,
                        "the proxy waits for a secret that was never delivered: "
                            + ToldUpstream.words(placed)));
    List<EnvoySecret> waiting = mesh.secretsNeverDelivered();
    if (said.isPresent() || waiting.isEmpty()) {
      return said.stream()
          .map(f -> f.alsoSeen(waiting.stream().<Evidence>map(EnvoySecret::at).limit(3).toList()));
    }
    boolean failing = ToldPlaces.failed(trace).findAny().isPresent() || trace.failed();
    int hop = mesh.flagged("UH") || ToldPlaces.failedUpstream(trace).findAny().isPresent() ? 2 : 1;
    return failing
        ? Stream.of(
            Finding.of(
                    info,
                    ToldPlaces.at(
                        trace,
                        hop,
                        Step.Kind.TLS,
                        "a secret was never delivered",
                        List.of(waiting.get(0).at())),
                    Severity.ERROR,
                    "secret %s is referred to and was never delivered to the proxy"
                        .formatted(waiting.get(0).name()))
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "this secret may be for another listener or cluster",
                    "kubectl get secrets -A: is it there, with the keys that are asked for?"))
        : Stream.empty();
  }

  static Stream<Finding> noContext(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.CONFIGURATION)
        .filter(placed -> placed.sighting().what().contains("no TLS context"))
        .limit(1)
        .map(
            placed ->
                Finding.of(
                        info,
                        ToldPlaces.of(trace, placed, Step.Kind.TLS),
                        Severity.ERROR,
                        placed.sighting().what()
                            + placed
                                .sighting()
                                .attribute(Attribute.SNI)
                                .map(name -> " (server_name " + name + ")")
                                .orElse(""))
                    .alsoSeen(mesh.policy().map(PolicyFact::places).orElse(List.of())));
  }
}
