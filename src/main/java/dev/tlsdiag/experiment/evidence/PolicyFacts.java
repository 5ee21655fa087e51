package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.PolicyFact;
import dev.tlsdiag.join.Case;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the policies about a case. */
final class PolicyFacts {
  private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace=";
  private static final int HTTPS = 443;

  private final PolicySet policies;

  PolicyFacts(PolicySet policies) {
    this.policies = policies;
  }

  Optional<PolicyFact> of(Case told) {
    if (policies.policies().isEmpty()) {
      return Optional.empty();
    }
    Direction direction =
        told.attribute(Attribute.DIRECTION).filter("INGRESS"::equals).isPresent()
            ? Direction.INGRESS
            : Direction.EGRESS;
    Peer server = server(told);
    int port = port(told);
    if (told.host().isEmpty() && told.told().isEmpty() && told.captured().isEmpty()) {
      return written(told);
    }
    Optional<Peer> known = client(told);
    List<Peer> pods = known.map(List::of).orElseGet(() -> selected(told));
    Optional<PolicyFact> best = Optional.empty();
    for (Peer pod : pods) {
      PolicyFact fact = ask(told, direction, pod, server, port, known.isEmpty());
      boolean telling =
          fact.ruling().interception().isPresent() || fact.ruling().verdict().denied();
      if (best.isEmpty() || telling && best.get().ruling().interception().isEmpty()) {
        best = Optional.of(fact);
      }
    }
    return best;
  }

  /** Where there is no request at all: one that a policy has its TLS ended for. */
  private Optional<PolicyFact> written(Case nobody) {
    for (Policy policy : policies.policies()) {
      for (PolicyRule rule : policy.rules()) {
        for (TrafficItem item : rule.items(Direction.EGRESS, false)) {
          boolean tls =
              item.toPorts().orElse(List.of()).stream()
                  .anyMatch(port -> port.originatingTls().isPresent());
          List<String> names =
              item.peers().fqdns().orElse(List.of()).stream()
                  .map(fqdn -> HostName.canonical(fqdn.text().replace("*", "any")))
                  .filter(name -> !name.isEmpty())
                  .toList();
          if (tls && rule.endpointSelector().isPresent()) {
            Peer pod = pod(rule.endpointSelector().get().matchLabels(), policy, nobody);
            Peer server = Peer.world(Optional.empty(), names);
            Attempt attempt = Attempt.connection(Direction.EGRESS, pod, server, HTTPS, "TCP");
            return Optional.of(new PolicyFact(policies, attempt, policies.rule(attempt), true));
          }
        }
      }
    }
    return Optional.empty();
  }

  private PolicyFact ask(
      Case told, Direction direction, Peer pod, Peer server, int port, boolean assumed) {
    Attempt connection =
        direction == Direction.EGRESS
            ? Attempt.connection(direction, pod, server, port, "TCP")
            : Attempt.connection(direction, server, pod, port, "TCP");
    List<Attempt> stages = new ArrayList<>(List.of(connection));
    sni(told).ifPresent(name -> stages.add(connection.withHello(name)));
    request(told).ifPresent(r -> stages.add(stages.get(stages.size() - 1).withRequest(r)));
    Attempt last = connection;
    Ruling ruling = policies.rule(connection);
    for (Attempt stage : stages.subList(1, stages.size())) {
      if (ruling.verdict() != Ruling.Verdict.REDIRECTED) {
        break; // what is denied or let pass is decided
      }
      last = stage;
      Ruling next = policies.rule(stage);
      boolean decided = next.verdict() != Ruling.Verdict.ALLOWED;
      ruling = decided || next.interception().isPresent() ? next : ruling;
    }
    return new PolicyFact(policies, last, ruling, assumed);
  }

  /** The pod, by its labels as flow records have them. */
  private static Optional<Peer> client(Case told) {
    Optional<Set<String>> labels = told.attribute(Attribute.CLIENT_LABELS).map(PolicyFacts::labels);
    if (labels.isEmpty() || labels.get().stream().noneMatch(label -> label.startsWith("k8s:"))) {
      return Optional.empty();
    }
    Optional<String> namespace =
        labels.get().stream()
            .filter(label -> label.startsWith(NAMESPACE))
            .map(label -> label.substring(NAMESPACE.length()))
            .findFirst()
            .or(() -> told.attribute(Attribute.CLIENT_POD).flatMap(PolicyFacts::beforeSlash));
    return Optional.of(
        new Peer(labels.get(), namespace, told.client().map(Endpoint::host), List.of()));
  }

  private static Set<String> labels(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Optional<String> beforeSlash(String pod) {
    int slash = pod.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(pod.substring(0, slash));
  }

  /** Where nobody says which pod it was: one of each that a policy selects. */
  private List<Peer> selected(Case told) {
    Optional<String> namespace =
        told.attribute(Attribute.CLIENT_POD).flatMap(PolicyFacts::beforeSlash);
    List<Peer> pods = new ArrayList<>();
    for (Policy policy : policies.policies()) {
      boolean elsewhere =
          namespace.isPresent()
              && policy.namespace().isPresent()
              && !policy.namespace().equals(namespace);
      if (elsewhere) {
        continue; // a policy selects pods of its own namespace alone
      }
      for (PolicyRule rule : policy.rules()) {
        rule.endpointSelector()
            .map(selector -> selector.matchLabels())
            .map(wanted -> pod(wanted, policy, told))
            .ifPresent(pods::add);
      }
    }
    return pods;
  }

  private static Peer pod(Map<String, String> wanted, Policy policy, Case told) {
    String namespace = policy.namespace().orElse("default");
    Set<String> labels = new LinkedHashSet<>(List.of(NAMESPACE + namespace));
    wanted.forEach(
        (key, value) -> {
          int colon = key.indexOf(':');
          String source = colon < 0 || key.startsWith("any:") ? "k8s" : key.substring(0, colon);
          labels.add(source + ":" + key.substring(colon + 1) + "=" + value);
        });
    return new Peer(labels, Optional.of(namespace), told.client().map(Endpoint::host), List.of());
  }

  private static Peer server(Case told) {
    Set<String> names = new LinkedHashSet<>();
    told.sightings()
        .flatMap(s -> s.attribute(Attribute.SERVER_NAMES).stream())
        .flatMap(list -> Stream.of(list.split(",")))
        .map(HostName::canonical)
        .forEach(names::add);
    told.dns().stream()
        .filter(each -> !each.addresses().isEmpty())
        .forEach(each -> names.add(HostName.canonical(each.name())));
    if (names.isEmpty()) {
      told.host().ifPresent(names::add);
    }
    Optional<String> address = dialled(told).map(Endpoint::host).filter(HostName::isAddress);
    Optional<Set<String>> labels =
        told.sightings()
            .filter(s -> s.attribute(Attribute.QUERY).isEmpty())
            .flatMap(s -> s.attribute(Attribute.SERVER_LABELS).stream())
            .findFirst()
            .map(PolicyFacts::labels)
            .filter(all -> all.stream().anyMatch(label -> label.startsWith("k8s:")));
    return labels
        .map(all -> new Peer(all, namespace(all), address, List.copyOf(names)))
        .orElseGet(() -> Peer.world(address, List.copyOf(names)));
  }

  private static Optional<String> namespace(Set<String> labels) {
    return labels.stream()
        .filter(label -> label.startsWith(NAMESPACE))
        .map(label -> label.substring(NAMESPACE.length()))
        .findFirst();
  }

  private static int port(Case told) {
    return dialled(told).map(Endpoint::port).filter(port -> port > 0).orElse(HTTPS);
  }

  /** What the client dialled, as far as anybody tells. */
  static Optional<Endpoint> dialled(Case told) {
    Optional<Endpoint> captured =
        told.captured().stream()
            .filter(leg -> leg.hop() == 1)
            .map(Case.CapturedLeg::connection)
            .map(Connection::server)
            .findFirst();
    return told.told().stream()
        .filter(placed -> placed.hop() == 1 && !placed.both())
        .map(placed -> placed.sighting())
        .filter(s -> s.attribute(Attribute.QUERY).isEmpty())
        .flatMap(s -> s.server().stream())
        .findFirst()
        .or(() -> captured)
        .or(() -> told.sightings().flatMap(s -> s.server().stream()).findFirst());
  }

  /** Whether the ClientHello was seen, and then its name. */
  private static Optional<Optional<String>> sni(Case told) {
    Optional<Optional<String>> captured =
        told.captured().stream()
            .filter(leg -> leg.hop() == 1)
            .map(leg -> leg.connection().first())
            .filter(hello -> hello.sent().isPresent())
            .map(hello -> hello.serverName())
            .findFirst();
    return captured.or(
        () ->
            told.attribute(Attribute.SNI)
                .filter(name -> !name.equals("-"))
                .or(() -> told.host().filter(host -> !HostName.isAddress(host)))
                .map(Optional::of));
  }

  private static Optional<Attempt.Request> request(Case told) {
    Optional<Sighting> request =
        told.sightings().filter(s -> s.attribute(Attribute.METHOD).isPresent()).findFirst();
    return request.map(
        s ->
            new Attempt.Request(
                s.attribute(Attribute.METHOD).orElseThrow(),
                s.attribute(Attribute.PATH).orElse("/"),
                s.attribute(Attribute.AUTHORITY).or(told::host).orElse(""),
                Map.of()));
  }
}
