package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.envoy.MissingSni;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is told of a proxy that has no name for its ClientHello. */
final class ToldMissingSni {
  /** What servers say that miss a name. */
  private static final Set<AlertDescription> FOR_WANT_OF_A_NAME =
      Set.of(
          AlertDescription.UNRECOGNIZED_NAME,
          AlertDescription.MISSING_EXTENSION,
          AlertDescription.HANDSHAKE_FAILURE,
          AlertDescription.INTERNAL_ERROR);

  private ToldMissingSni() {}

  /** The proxy is told no source of a name, and the server does not take its hello. */
  static Stream<Finding> of(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    List<MissingSni> missing = mesh.withoutSni();
    int last = trace.hops().size();
    if (last < 2 || passesName(mesh)) {
      return Stream.empty();
    }
    Hop server = trace.hops().get(last - 1);
    if (server.tls().isPresent()) {
      boolean nameless =
          server.tls().get().first().sent().isPresent() && server.serverName().isEmpty();
      return nameless && server.failedStep().isPresent()
          ? Stream.of(confirming(info, trace, mesh, missing))
          : Stream.empty();
    }
    if (missing.isEmpty()) {
      return nginx(info, trace, mesh);
    }
    Optional<Place> wordless = ToldUpstream.wordless(trace).findFirst();
    if (wordless.isPresent()) {
      return Stream.of(configured(info, wordless.get(), mesh, missing.get(0)));
    }
    Optional<Placed> alert =
        ToldPlaces.transportFailures(mesh)
            .filter(placed -> ToldPlaces.hopOf(placed) == last)
            .filter(placed -> ToldUpstream.alerts(placed).anyMatch(FOR_WANT_OF_A_NAME::contains))
            .findFirst();
    if (alert.isPresent()) {
      return Stream.of(refused(info, trace, mesh, missing.get(0), alert.get()));
    }
    boolean nothing = mesh.told().told().isEmpty() && mesh.told().captured().isEmpty();
    return nothing ? Stream.of(onlyConfigured(info, trace, missing.get(0))) : Stream.empty();
  }

  /** nginx sends no name unless it is told to, and the server says that it misses one. */
  private static Stream<Finding> nginx(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> placed.sighting().source() == SourceKind.NGINX_ERROR_LOG)
        .filter(placed -> ToldPlaces.hopOf(placed) > 1)
        .filter(
            placed ->
                ToldUpstream.alerts(placed).anyMatch(AlertDescription.UNRECOGNIZED_NAME::equals))
        .limit(1)
        .map(
            placed ->
                ToldUpstream.found(
                        info,
                        trace,
                        placed,
                        "nginx sends no server_name unless proxy_ssl_server_name is on, and"
                            + " %s answers alert 112 unrecognized_name"
                                .formatted(ToldPlaces.server(trace, ToldPlaces.hopOf(placed))))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "it may be on, and proxy_ssl_name one that the server does not have",
                        "nginx -T: proxy_ssl_server_name and proxy_ssl_name of this location"));
  }

  /** Somebody saw the proxy pass a name on. */
  private static boolean passesName(MeshFacts mesh) {
    return mesh.told()
        .sightings()
        .anyMatch(s -> ToldPlaces.text(s, Attribute.UPSTREAM_SNI).isPresent());
  }

  /** Packets show it: the others say the same. */
  private static Finding confirming(
      RuleInfo info, HopTrace trace, MeshFacts mesh, List<MissingSni> missing) {
    int last = trace.hops().size();
    Place place = new Place(trace, last, trace.hops().get(last - 1), captured(trace, last));
    return Finding.of(info, place, Severity.WARNING, "no server_name in the ClientHello")
        .with(Confidence.LOW)
        .alsoSeen(evidence(mesh, missing, last));
  }

  private static Step captured(HopTrace trace, int hop) {
    return trace.hops().get(hop - 1).tls().orElseThrow();
  }

  private static List<Evidence> evidence(MeshFacts mesh, List<MissingSni> missing, int hop) {
    Stream<Evidence> dumped = missing.stream().limit(1).map(MissingSni::at);
    Stream<Evidence> decided =
        mesh.policy().filter(f -> f.originatesTls()).stream()
            .flatMap(fact -> fact.places().stream());
    Stream<Evidence> failed =
        mesh.at(hop).map(Placed::sighting).filter(Sighting::failed).map(Sighting::evidence);
    Stream<Evidence> flows =
        mesh.at(hop)
            .map(Placed::sighting)
            .filter(s -> s.source() == SourceKind.HUBBLE)
            .map(Sighting::evidence);
    Stream<Evidence> redirected = MeshFacts.evidence(mesh.events(Event.REDIRECTED)).stream();
    return ToldPlaces.cited(dumped, decided, failed, flows, redirected);
  }

  private static Finding configured(
      RuleInfo info, Place place, MeshFacts mesh, MissingSni missing) {
    boolean connected = place.step().kind() == Step.Kind.TLS;
    String server = ToldPlaces.server(place.trace(), place.number());
    Finding finding =
        Finding.of(
                info,
                place,
                Severity.ERROR,
                "cluster %s has no source for a server_name, and %s"
                    .formatted(
                        missing.cluster().name(),
                        connected
                            ? server + " does not answer its ClientHello"
                            : "no connection to " + server + " came to be"))
            .with(Confidence.MEDIUM)
            .alsoSeen(evidence(mesh, List.of(missing), place.number()));
    if (missing.certainty() == MissingSni.Certainty.DEPENDS_ON_BUILD) {
      finding =
          finding.notRuledOut(
              "builds of cilium-envoy from November 2022 on pass the client's name on without"
                  + " auto_sni",
              ShellCommand.capture("hop" + place.number() + ".pcap", place.hop().to().endpoint()));
    }
    return connected
        ? silentAnyway(finding, place)
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "its SYN may never be answered: route, firewall, policy",
                ShellCommand.capture(
                    "hop" + place.number() + ".pcap", place.hop().to().endpoint()));
  }

  private static Finding silentAnyway(Finding finding, Place place) {
    String name =
        place.hop().to().endpoint().flatMap(e -> ShellCommand.withName(e, "NAME")).orElse("");
    return finding.notRuledOut(
        "the server may be silent to every ClientHello: its size, path MTU, a filter",
        name.isEmpty() ? "the same hello with the name, from the proxy's host" : name);
  }

  private static Finding refused(
      RuleInfo info, HopTrace trace, MeshFacts mesh, MissingSni missing, Placed alert) {
    int last = trace.hops().size();
    AlertDescription said = ToldUpstream.alerts(alert).findFirst().orElseThrow();
    boolean sure =
        said.equals(AlertDescription.UNRECOGNIZED_NAME)
            || said.equals(AlertDescription.MISSING_EXTENSION);
    Place place =
        ToldPlaces.at(
            trace,
            last,
            Step.Kind.TLS,
            alert.sighting().what(),
            List.of(alert.sighting().evidence()));
    Finding finding =
        Finding.of(
                info,
                place,
                Severity.ERROR,
                "cluster %s has no source for a server_name, and %s answers alert %d %s"
                    .formatted(
                        missing.cluster().name(),
                        ToldPlaces.server(trace, last),
                        said.code(),
                        said.name()))
            .alsoSeen(evidence(mesh, List.of(missing), last));
    return sure
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the alert may be about ciphers, groups or a client certificate",
                "openssl s_client -connect %s -servername NAME"
                    .formatted(ToldPlaces.server(trace, last)));
  }

  private static Finding onlyConfigured(RuleInfo info, HopTrace trace, MissingSni missing) {
    Place place =
        ToldPlaces.at(
            trace, trace.hops().size(), Step.Kind.TLS, missing.why(), List.of(missing.at()));
    return Finding.of(
            info,
            place,
            Severity.WARNING,
            "a request through cluster %s may go without a server_name: %s"
                .formatted(missing.cluster().name(), missing.why()))
        .with(Confidence.LOW)
        .notRuledOut(
            "servers that need no server_name answer all the same",
            "openssl s_client -connect HOST:443 -noservername");
  }
}
