package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is told of the client's connection to the proxy. */
final class ToldDownstream {
  private static final Set<AlertDescription> OF_TRUST =
      Set.of(
          AlertDescription.UNKNOWN_CA,
          AlertDescription.CERTIFICATE_UNKNOWN,
          AlertDescription.BAD_CERTIFICATE);

  private ToldDownstream() {}

  /** The client sent the proxy an alert about its certificate. */
  static Stream<Finding> untrusted(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> ToldPlaces.hopOf(placed) == 1 && trace.hops().size() > 1)
        .filter(placed -> ToldUpstream.alerts(placed).anyMatch(OF_TRUST::contains))
        .filter(
            placed -> placed.sighting().source() != SourceKind.CLIENT_OUTPUT) // it got the alert
        .limit(1)
        .map(
            placed -> {
              AlertDescription said =
                  ToldUpstream.alerts(placed).filter(OF_TRUST::contains).findFirst().orElseThrow();
              Finding finding =
                  ToldUpstream.found(
                      info,
                      trace,
                      placed,
                      "the client does not accept the proxy's certificate: it sent alert %d %s"
                          .formatted(said.code(), said.name()));
              return said.equals(AlertDescription.UNKNOWN_CA)
                  ? finding
                  : finding
                      .with(Confidence.MEDIUM)
                      .notRuledOut(
                          "it may be the certificate's name, dates or form, not its authority",
                          "what the client prints, and 'tlsdiag ca inspect' of the certificate");
            });
  }

  /** Into the proxy, packets both ways, an end, and nobody saw a request. */
  static Stream<Finding> noRequest(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    boolean redirected = mesh.happened(Event.REDIRECTED) || observed(mesh, "to-proxy");
    boolean request =
        mesh.told().sightings().anyMatch(s -> ToldPlaces.text(s, Attribute.METHOD).isPresent())
            || mesh.happened(Event.REQUEST, Event.RESPONSE, Event.LOCAL_REPLY);
    boolean parsed =
        mesh.policy()
            .flatMap(fact -> fact.ruling().interception())
            .filter(into -> into.http())
            .isPresent();
    boolean ended = mesh.happened(Event.CLOSED, Event.RESET);
    boolean denied = mesh.happened(Event.DENIED, Event.DROPPED, Event.CONFIGURATION);
    boolean seenOtherwise =
        trace.clientHop().tls().isPresent()
            || ToldUpstream.upstreamSeen(trace)
            || mesh.toldBy(SourceKind.ENVOY_LOG)
            || mesh.toldBy(SourceKind.ENVOY_ACCESS_LOG);
    if (!redirected || !parsed || request || !ended || denied || seenOtherwise || !bothWays(mesh)) {
      return Stream.empty();
    }
    Placed first =
        ToldPlaces.events(mesh, Event.REDIRECTED, Event.FORWARDED).findFirst().orElseThrow();
    Finding finding =
        Finding.of(
                info,
                ToldPlaces.of(trace, first, Step.Kind.TLS),
                Severity.ERROR,
                "the connection goes into the proxy, packets go both ways, and no request is"
                    + " recorded")
            .alsoSeen(MeshFacts.evidence(mesh.events(Event.CLOSED, Event.RESET)))
            .with(Confidence.LOW)
            .notRuledOut(
                "TLS with the client may have failed: it does not trust the proxy's certificate",
                "what the client prints; a capture of its leg: an alert behind the certificate")
            .notRuledOut("it may not be HTTP that is spoken", "the same capture: TLS, and ALPN");
    return Stream.of(
        mesh.lost() > 0
            ? finding.notRuledOut(
                "the record may be among the %d that were lost".formatted(mesh.lost()),
                "the same once more, with a larger ring buffer")
            : finding);
  }

  private static boolean observed(MeshFacts mesh, String point) {
    return mesh.with(Attribute.OBSERVATION_POINT, point).findAny().isPresent();
  }

  /** Data to the proxy, and from it. */
  private static boolean bothWays(MeshFacts mesh) {
    boolean to =
        mesh.with(Attribute.OBSERVATION_POINT, "to-proxy")
            .anyMatch(
                s ->
                    ToldPlaces.text(s, Attribute.TCP_FLAGS)
                        .filter(f -> f.contains("PSH"))
                        .isPresent());
    boolean from =
        mesh.told()
            .sightings()
            .filter(
                s ->
                    ToldPlaces.text(s, Attribute.TCP_FLAGS)
                        .filter(f -> f.contains("PSH"))
                        .isPresent())
            .map(s -> s.attribute(Attribute.OBSERVATION_POINT).orElse(""))
            .anyMatch(point -> point.equals("to-endpoint") || point.equals("from-proxy"));
    return to && from;
  }

  /** The proxy answered itself: its record says what it calls the reason, or the client has it. */
  static Stream<Finding> madeByProxy(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return Stream.concat(recorded(info, trace, mesh), received(info, trace, mesh)).limit(1);
  }

  private static Stream<Finding> recorded(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.LOCAL_REPLY, Event.NOT_ROUTED, Event.RESPONSE)
        .filter(placed -> placed.sighting().failed() && !byServer(placed.sighting()))
        .filter(placed -> placed.sighting().event() != Event.RESPONSE || envoys(placed.sighting()))
        .limit(1)
        .map(
            placed -> {
              Sighting sighting = placed.sighting();
              Optional<String> flags = ToldPlaces.text(sighting, Attribute.FLAGS);
              boolean unhealthy = flags.filter(f -> f.contains("UH")).isPresent();
              int hop = unhealthy ? placed.hop() + 1 : placed.hop();
              Finding finding =
                  Finding.of(
                          info,
                          ToldPlaces.at(
                              trace,
                              hop,
                              Step.Kind.HTTP,
                              sighting.what(),
                              List.of(sighting.evidence())),
                          Severity.ERROR,
                          unhealthy
                              ? "the proxy has no healthy server for it: " + sighting.what()
                              : sighting.what())
                      .with(unhealthy ? Confidence.MEDIUM : Confidence.LOW);
              return unhealthy
                  ? finding.notRuledOut(
                      "its cluster may wait for a secret: it has no server then, either",
                      "/clusters and /config_dump of the proxy: warming clusters and secrets")
                  : finding.notRuledOut(
                      "the reason stands in the proxy's own log, not in what was given",
                      "its log at that time, with its connections (debug in Envoy)");
            });
  }

  private static Stream<Finding> received(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.RESPONSE)
        .filter(placed -> placed.sighting().source() == SourceKind.CLIENT_OUTPUT)
        .filter(placed -> placed.sighting().failed())
        .flatMap(
            placed ->
                ToldPlaces.text(placed.sighting(), Attribute.MESSAGE)
                    .flatMap(ProxyReply::ofText)
                    .map(reply -> received(info, trace, placed, reply))
                    .stream());
  }

  private static Finding received(RuleInfo info, HopTrace trace, Placed placed, ProxyReply reply) {
    Sighting sighting = placed.sighting();
    boolean itsLeg = reply.cause() != ProxyReply.Cause.POLICY;
    String status = "status " + sighting.attribute(Attribute.STATUS).orElse("?");
    Finding finding =
        Finding.of(
                info,
                ToldPlaces.at(
                    trace,
                    itsLeg ? placed.hop() + 1 : placed.hop(),
                    Step.Kind.HTTP,
                    sighting.what(),
                    List.of(sighting.evidence())),
                Severity.ERROR,
                ProxyMadeStatusRule.words(status, reply))
            .withFixes(ProxyMadeStatusRule.fixes(reply))
            .withEffect("the client gets " + status)
            .with(Confidence.MEDIUM);
    return itsLeg
        ? finding.notRuledOut(
            "why its leg failed stands in the proxy's own log, not in what the client got",
            "its log at that time (debug in Envoy), and the packets between proxy and server")
        : finding;
  }

  private static boolean byServer(Sighting sighting) {
    return sighting.attribute(Attribute.DETAILS).filter("via_upstream"::equals).isPresent();
  }

  /** As flow records have it: whose answer it is they do not say. */
  private static boolean envoys(Sighting sighting) {
    return sighting.source() == SourceKind.HUBBLE || sighting.source() == SourceKind.CILIUM_MONITOR;
  }
}
