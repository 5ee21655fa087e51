package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.join.Case;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.envoy.ClusterTls;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.mesh.envoy.EnvoySecret;
import dev.tlsdiag.mesh.envoy.MissingSni;
import dev.tlsdiag.trace.Evidence;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What logs, flow records and configuration tell of one request.
 *
 * @param told what is told of it, on its hops
 * @param elsewhere what is told of no request: secrets, configuration, events
 * @param dumps configurations of Envoys
 * @param counters of Envoys' statistics, by name, that are not zero
 * @param lost events that the sources say they lost: then what is not there proves nothing
 */
public record MeshFacts(
    Case told,
    List<Sighting> elsewhere,
    Optional<PolicyFact> policy,
    List<ConfigDump> dumps,
    List<Counter> counters,
    Optional<IstioFact> istio,
    long lost) {
  public MeshFacts {
    requireNonNull(told, "told is null");
    elsewhere = List.copyOf(elsewhere);
    requireNonNull(policy, "policy is null");
    dumps = List.copyOf(dumps);
    counters = List.copyOf(counters);
    requireNonNull(istio, "istio is null");
  }

  /** Without configuration. */
  public static MeshFacts of(Case told) {
    return new MeshFacts(
        told, List.of(), Optional.empty(), List.of(), List.of(), Optional.empty(), 0);
  }

  /**
   * A number of Envoy's statistics.
   *
   * @param name {@code cluster.egress-cluster-tls.upstream_cx_connect_timeout}
   */
  public record Counter(String name, long value, Evidence evidence) {
    public Counter {
      requireNonNull(name, "name is null");
      requireNonNull(evidence, "evidence is null");
    }
  }

  /** What is told of this hop. */
  public Stream<Placed> at(int hop) {
    return told.told().stream().filter(placed -> placed.about(hop));
  }

  /** What of this kind happened on any hop. */
  public Stream<Sighting> events(Event... wanted) {
    List<Event> events = Arrays.asList(wanted);
    return told.sightings().filter(sighting -> events.contains(sighting.event()));
  }

  public boolean happened(Event... wanted) {
    return events(wanted).findAny().isPresent();
  }

  /** Response flags that anybody tells of the request. */
  public boolean flagged(String flag) {
    return told.sightings()
        .flatMap(sighting -> sighting.attribute(Attribute.FLAGS).stream())
        .anyMatch(flags -> Arrays.asList(flags.split(",")).contains(flag));
  }

  /** The sightings whose attribute begins with this. */
  public Stream<Sighting> with(Attribute name, String start) {
    return told.sightings()
        .filter(sighting -> sighting.attribute(name).filter(v -> v.startsWith(start)).isPresent());
  }

  /**
   * Why the proxy says that its connection to the server failed; empty text where for no reason.
   */
  public Optional<String> transportFailure() {
    return told.attribute(Attribute.TRANSPORT_FAILURE)
        .filter(text -> !text.equals("-") && !text.isBlank());
  }

  public static List<Evidence> evidence(Stream<Sighting> sightings) {
    return sightings.map(Sighting::evidence).distinct().limit(MOST_CITED).toList();
  }

  private static final int MOST_CITED = 6;

  /** The cluster that the request went through, as the proxy says, in the dump that has it. */
  public Optional<ClusterTls> cluster() {
    Optional<String> name = clusterName();
    return name.flatMap(
        wanted -> dumps.stream().flatMap(dump -> dump.cluster(wanted).stream()).findFirst());
  }

  public Optional<String> clusterName() {
    return told.attribute(Attribute.CLUSTER).filter(name -> !name.equals("-") && !name.isEmpty());
  }

  /**
   * The clusters of the request that start TLS without a name: the one it went through, or, where
   * nobody says which, those that Cilium's policies lead to, or all.
   */
  public List<MissingSni> withoutSni() {
    Optional<String> name = clusterName();
    return dumps.stream()
        .flatMap(dump -> dump.reproducesMissingSni().stream())
        .filter(missing -> name.isEmpty() || name.get().equals(missing.cluster().name()))
        .filter(missing -> name.isPresent() || mayServe(missing))
        .toList();
  }

  /** Of Cilium's two TLS clusters the one for the way out. */
  private static boolean mayServe(MissingSni missing) {
    return !missing.cluster().name().startsWith("ingress-cluster");
  }

  /** Secrets that something waits for. */
  public List<EnvoySecret> secretsNeverDelivered() {
    return dumps.stream()
        .flatMap(dump -> dump.secrets().stream())
        .filter(EnvoySecret::neverDelivered)
        .toList();
  }

  public boolean toldBy(SourceKind kind) {
    return told.toldBy(kind);
  }

  /** The counters whose names end so: of the request's cluster, where that is known. */
  public Stream<Counter> counters(String end) {
    Optional<String> cluster = clusterName();
    return counters.stream()
        .filter(counter -> counter.name().endsWith(end))
        .filter(
            counter ->
                cluster.isEmpty()
                    || !counter.name().startsWith("cluster.")
                    || counter.name().startsWith("cluster." + cluster.get() + "."));
  }
}
