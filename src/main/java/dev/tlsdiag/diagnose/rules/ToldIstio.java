package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.IstioFact;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.istio.InboundCall;
import dev.tlsdiag.mesh.istio.InboundRuling;
import dev.tlsdiag.mesh.istio.IstioName;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.ServiceEntry;
import dev.tlsdiag.mesh.istio.Statement;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What access logs of sidecars tell, and what the mesh's resources say to it. */
final class ToldIstio {
  private static final String PASSTHROUGH = "PassthroughCluster";

  private ToldIstio() {}

  private static Optional<Placed> record(MeshFacts mesh, Predicate<Sighting> of) {
    return mesh.told().told().stream().filter(placed -> of.test(placed.sighting())).findFirst();
  }

  private static boolean is(Sighting sighting, Attribute name, String value) {
    return ToldPlaces.text(sighting, name).filter(value::equals).isPresent();
  }

  private static boolean flagged(Sighting sighting, String flag) {
    return ToldPlaces.text(sighting, Attribute.FLAGS)
        .filter(flags -> Arrays.asList(flags.split(",")).contains(flag))
        .isPresent();
  }

  /** The client's sidecar sent it on as it is, for it did not know the name. */
  private static Optional<Placed> passedThrough(MeshFacts mesh) {
    return record(
        mesh,
        s ->
            (is(s, Attribute.CLUSTER, PASSTHROUGH) || is(s, Attribute.ROUTE, "allow_any"))
                && ToldPlaces.text(s, Attribute.METHOD).isPresent()
                && failed(s));
  }

  private static boolean failed(Sighting sighting) {
    boolean answered = is(sighting, Attribute.DETAILS, "via_upstream");
    return sighting.failed() && !answered;
  }

  private static List<Evidence> written(MeshFacts mesh) {
    return mesh.istio().stream()
        .flatMap(fact -> fact.statements().stream())
        .map(Statement::place)
        .flatMap(Optional::stream)
        .distinct()
        .limit(4)
        .toList();
  }

  /** Where it is written that the service which was dialled takes mutual TLS alone. */
  private static List<Evidence> strictness(MeshFacts mesh) {
    Optional<IstioFact> fact = mesh.istio().filter(f -> f.call().address().isPresent());
    return fact.stream()
        .flatMap(
            f ->
                f.mesh().services().stream()
                    .filter(s -> s.addresses().contains(f.call().address().orElseThrow()))
                    .flatMap(s -> strictness(f, s)))
        .flatMap(statement -> statement.place().stream())
        .distinct()
        .limit(2)
        .toList();
  }

  private static Stream<Statement> strictness(IstioFact fact, MeshService service) {
    int dialled = fact.call().port();
    int port =
        service
            .port(dialled)
            .map(MeshService.Port::target)
            .orElse(OptionalInt.empty())
            .orElse(dialled);
    return fact.mesh().strictness(service.namespace(), service.selector(), port).stream();
  }

  static Stream<Finding> blackHole(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return record(
            mesh,
            s ->
                is(s, Attribute.CLUSTER, "BlackHoleCluster") || is(s, Attribute.ROUTE, "block_all"))
        .stream()
        .map(
            placed -> {
              String name =
                  ToldPlaces.text(placed.sighting(), Attribute.AUTHORITY)
                      .or(() -> ToldPlaces.text(placed.sighting(), Attribute.SNI))
                      .orElse("this server");
              return Finding.of(
                      info,
                      ToldPlaces.of(trace, placed, Step.Kind.POLICY),
                      Severity.ERROR,
                      "the sidecar does not know %s, and is told to let nothing unknown out"
                          .formatted(name))
                  .alsoSeen(written(mesh));
            });
  }

  /** The services of the mesh that have this name, long or short. */
  private static Optional<MeshService> service(IstioFact fact, String host) {
    String name = HostName.canonical(HostName.ofAuthority(host));
    return fact.mesh().services().stream()
        .filter(
            service ->
                service.host().equals(name)
                    || service.host().startsWith(name + ".")
                        && service.host().endsWith(".svc.cluster.local"))
        .findFirst();
  }

  /** The name is a service's, and the port is none of it. */
  static Stream<Finding> lacksPort(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    Optional<Placed> placed = passedThrough(mesh);
    if (placed.isEmpty() || mesh.istio().isEmpty()) {
      return Stream.empty();
    }
    String host = placed.get().sighting().attribute(Attribute.AUTHORITY).orElse("");
    int port = mesh.istio().get().call().port();
    Optional<MeshService> service = service(mesh.istio().get(), host);
    boolean lacks = service.filter(s -> s.port(port).isEmpty()).isPresent();
    if (!lacks) {
      return Stream.empty();
    }
    String ports =
        service.get().ports().stream()
            .map(each -> Integer.toString(each.number()))
            .collect(Collectors.joining(", "));
    return Stream.of(
        Finding.of(
                info,
                ToldPlaces.at(
                    trace,
                    placed.get().hop() + 1,
                    Step.Kind.CONNECT,
                    placed.get().sighting().what(),
                    List.of(placed.get().sighting().evidence())),
                Severity.ERROR,
                "%s is a service of the mesh, and has no port %d (it has %s): the sidecar passes"
                        .formatted(host, port, ports)
                    + " the request on to an address where nobody listens")
            .alsoSeen(List.of(service.get().resource().at(service.get().position())))
            .alsoSeen(written(mesh)));
  }

  /** The Host header names somebody else than who was dialled. */
  static Stream<Finding> hostHeader(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    Optional<Placed> placed = passedThrough(mesh);
    if (placed.isEmpty() || lacksPortSays(mesh, placed.get())) {
      return Stream.empty();
    }
    Sighting sighting = placed.get().sighting();
    String host = sighting.attribute(Attribute.AUTHORITY).orElse("");
    Optional<Placed> server = record(mesh, s -> is(s, Attribute.DETAILS, "filter_chain_not_found"));
    boolean known = mesh.istio().isPresent();
    boolean local = !host.contains(".") || host.endsWith(".svc") || host.contains(".svc.");
    boolean sure = known && server.isPresent();
    Finding finding =
        Finding.of(
                info,
                ToldPlaces.at(
                    trace,
                    placed.get().hop() + 1,
                    Step.Kind.HTTP,
                    sighting.what(),
                    List.of(sighting.evidence())),
                Severity.ERROR,
                "the sidecar routes by Host: it knows no %s on this port and passes the bytes on"
                        .formatted(host)
                    + " in the clear, not to the service that was dialled"
                    + (server.isPresent() ? ", whose sidecar takes no plain text" : ""))
            .alsoSeen(server.stream().map(p -> p.sighting().evidence()).toList())
            .alsoSeen(written(mesh))
            .alsoSeen(strictness(mesh));
    return Stream.of(
        sure
            ? finding
            : finding
                .with(local && !known ? Confidence.LOW : Confidence.MEDIUM)
                .notRuledOut(
                    "the host may be known, and the port not: then the port is wrong",
                    "kubectl get services,serviceentries -A -o yaml"));
  }

  private static boolean lacksPortSays(MeshFacts mesh, Placed placed) {
    String host = placed.sighting().attribute(Attribute.AUTHORITY).orElse("");
    return mesh.istio()
        .flatMap(fact -> service(fact, host).filter(s -> s.port(fact.call().port()).isEmpty()))
        .isPresent();
  }

  /** No chain of the server's sidecar takes it, which got no TLS of the mesh. */
  static Stream<Finding> strict(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return record(mesh, ToldIstio::plainAtListener).stream()
        .map(
            placed -> {
              List<Statement> said =
                  mesh.istio()
                      .map(fact -> fact.about("strict-mtls-receives-plaintext"))
                      .orElse(List.of());
              Optional<InboundRuling> ruling = listener(mesh, placed.sighting());
              boolean counter = mesh.counters("no_filter_chain_match").anyMatch(c -> c.value() > 0);
              Finding finding =
                  Finding.of(
                          info,
                          ToldPlaces.of(trace, placed, Step.Kind.TLS),
                          Severity.ERROR,
                          "the server's sidecar has no filter chain for it: no server_name of the"
                              + " mesh came, so plain text to a port that takes mutual TLS alone")
                      .alsoSeen(written(mesh))
                      .alsoSeen(strictness(mesh))
                      .alsoSeen(
                          ruling.stream()
                              .flatMap(r -> r.because().stream())
                              .flatMap(statement -> statement.place().stream())
                              .toList());
              return said.isEmpty() && ruling.filter(InboundRuling::refused).isEmpty()
                  ? finding
                      .with(counter ? Confidence.MEDIUM : Confidence.LOW)
                      .notRuledOut(
                          "it may be TLS without a name, or of an ALPN that no chain takes",
                          "kubectl get peerauthentications -A -o yaml")
                  : finding;
            });
  }

  /** What the files say of plain text at the pod that wrote the record. */
  private static Optional<InboundRuling> listener(MeshFacts mesh, Sighting sighting) {
    Optional<String> own = ToldPlaces.text(sighting, Attribute.DOWNSTREAM_SERVER);
    return mesh.istio()
        .flatMap(
            fact ->
                fact.mesh().resources().workloads().stream()
                    .filter(pod -> pod.address().filter(ip -> isAt(own, ip)).isPresent())
                    .findFirst()
                    .map(pod -> plain(IstioResources.namespace(pod.resource()), pod.labels(), fact))
                    .or(() -> namespace(mesh).map(name -> plain(name, Map.of(), fact))));
  }

  /** What a sidecar there does with bytes that are no TLS. */
  private static InboundRuling plain(String namespace, Map<String, String> labels, IstioFact fact) {
    return fact.mesh()
        .inbound(new InboundCall(namespace, labels, fact.call().port(), false, List.of()));
  }

  /** Of the service that the client's sidecar sent it to. */
  private static Optional<String> namespace(MeshFacts mesh) {
    return mesh.clusterName()
        .flatMap(IstioName::ofCluster)
        .map(IstioName::host)
        .filter(host -> host.endsWith(".svc.cluster.local"))
        .map(host -> host.split("\\.")[1]);
  }

  private static boolean isAt(Optional<String> server, String address) {
    return server
        .filter(at -> at.startsWith(address + ":") || at.startsWith("[" + address + "]:"))
        .isPresent();
  }

  /** The client speaks TLS, the sidecar is told to wrap it in another, and it fails. */
  static Stream<Finding> doubleTls(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    List<Statement> said = mesh.istio().map(fact -> fact.about("double-tls")).orElse(List.of());
    boolean established =
        mesh.told().captured().stream().anyMatch(leg -> !leg.connection().outcome().failed());
    return said.stream()
        .filter(statement -> mesh.told().failed() && !established)
        .limit(1)
        .map(
            statement ->
                Finding.of(
                        info,
                        ToldPlaces.at(
                            trace,
                            trace.hops().size(),
                            Step.Kind.TLS,
                            statement.text(),
                            statement.place().stream().toList()),
                        Severity.ERROR,
                        statement.text())
                    .alsoSeen(
                        MeshFacts.evidence(mesh.told().sightings().filter(Sighting::failed))));
  }

  /** A TCP port of an entry without addresses takes every connection, whatever its name. */
  static Stream<Finding> hijacked(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return mesh.told().told().stream()
        .flatMap(placed -> hijacker(mesh, placed.sighting()).map(e -> led(info, trace, placed, e)))
        .limit(1);
  }

  private static Finding led(RuleInfo info, HopTrace trace, Placed placed, ServiceEntry entry) {
    Sighting sighting = placed.sighting();
    return Finding.of(
            info,
            ToldPlaces.at(
                trace,
                placed.hop() + 1,
                Step.Kind.CONNECT,
                sighting.what(),
                List.of(sighting.evidence())),
            Severity.ERROR,
            "the client asks for %s, and the sidecar leads it to %s: %s takes every address of that TCP port"
                .formatted(
                    sighting.attribute(Attribute.SNI).orElse(""),
                    entry.hosts().get(0),
                    "ServiceEntry " + entry.resource().name()))
        .alsoSeen(List.of(entry.resource().at(entry.hosts().get(0).position())));
  }

  private static Stream<ServiceEntry> hijacker(MeshFacts mesh, Sighting sighting) {
    Optional<String> sni = ToldPlaces.text(sighting, Attribute.SNI);
    Optional<IstioName> cluster =
        ToldPlaces.text(sighting, Attribute.CLUSTER).flatMap(IstioName::ofCluster);
    boolean other =
        sni.isPresent()
            && cluster.filter(c -> c.kind() == IstioName.Kind.OUTBOUND).isPresent()
            && !HostName.same(cluster.get().host(), sni.get());
    if (!other || mesh.istio().isEmpty()) {
      return Stream.empty();
    }
    IstioName to = cluster.get();
    return mesh.istio().get().mesh().resources().serviceEntries().stream()
        .filter(entry -> entry.addresses().isEmpty())
        .filter(entry -> entry.hosts().stream().anyMatch(h -> HostName.same(h.text(), to.host())))
        .filter(
            entry ->
                entry.ports().stream()
                    .filter(port -> port.value() == to.port().orElse(0))
                    .anyMatch(port -> port.protocol().filter(p -> p.is("TCP")).isPresent()))
        .limit(1);
  }

  private static boolean plainAtListener(Sighting s) {
    return is(s, Attribute.DETAILS, "filter_chain_not_found")
        && ToldPlaces.text(s, Attribute.SNI).isEmpty();
  }

  /** A name that no chain of the listener has. */
  static Stream<Finding> noChain(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return record(
            mesh,
            s ->
                (is(s, Attribute.DETAILS, "filter_chain_not_found")
                        || s.what().startsWith("no filter chain of the listener"))
                    && ToldPlaces.text(s, Attribute.SNI).isPresent())
        .stream()
        .map(
            placed ->
                Finding.of(
                        info,
                        ToldPlaces.of(trace, placed, Step.Kind.TLS),
                        Severity.ERROR,
                        "no filter chain of the listener matches server_name %s"
                            .formatted(placed.sighting().attribute(Attribute.SNI).orElse("")))
                    .alsoSeen(written(mesh))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "the name may be known, and its ALPN or port not",
                        "the filter_chain_match of the listener, in /config_dump"));
  }

  static Stream<Finding> hostPort(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return record(
            mesh,
            s ->
                is(s, Attribute.DETAILS, "route_not_found")
                    && ToldPlaces.text(s, Attribute.AUTHORITY)
                        .filter(host -> host.matches("[^\\[]*:[0-9]+"))
                        .isPresent())
        .stream()
        .map(
            placed ->
                Finding.of(
                        info,
                        ToldPlaces.of(trace, placed, Step.Kind.POLICY),
                        Severity.ERROR,
                        "no route for Host %s: the name may be known without its port"
                            .formatted(placed.sighting().attribute(Attribute.AUTHORITY).orElse("")))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "the name itself may have no route",
                        "the same request with the Host header without its port"));
  }

  /** A response that the next hop made: this proxy only handed it on. */
  static Optional<Placed> serversOwn(MeshFacts mesh) {
    return record(
        mesh,
        s ->
            is(s, Attribute.DETAILS, "via_upstream")
                && !flagged(s, "UF")
                && s.status().orElse(0) >= 500);
  }
}
