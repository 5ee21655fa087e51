package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.TlsErrorNumber;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.stream.Stream;

/** What is left where nothing more special is told: the error's number, the status, the drop. */
final class ToldTlsErrors {
  private ToldTlsErrors() {}

  /** Who complained, by the number of the error: the peer, or the proxy itself. */
  static Stream<Finding> decoded(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> !TlsErrorNumber.in(ToldUpstream.words(placed)).isEmpty())
        .filter(
            placed ->
                ToldPlaces.hopOf(placed) == 1
                    || ToldUpstream.alerts(placed)
                        .noneMatch(AlertDescription.HANDSHAKE_FAILURE::equals)) // has its own name
        .limit(1)
        .map(placed -> decoded(info, trace, mesh, placed));
  }

  private static Finding decoded(RuleInfo info, HopTrace trace, MeshFacts mesh, Placed placed) {
    List<TlsErrorNumber> numbers = TlsErrorNumber.in(ToldUpstream.words(placed));
    TlsErrorNumber number =
        numbers.stream()
            .filter(n -> n.receivedAlert().isPresent())
            .findFirst()
            .orElse(numbers.get(0));
    boolean refused = numbers.stream().anyMatch(TlsErrorNumber::certificateRefused);
    TlsErrorNumber said =
        refused && number.receivedAlert().isEmpty()
            ? numbers.stream().filter(TlsErrorNumber::certificateRefused).findFirst().orElseThrow()
            : number;
    Finding finding =
        ToldUpstream.found(
                info,
                trace,
                placed,
                said.meaning(
                    placed.sighting().source() == SourceKind.CLIENT_OUTPUT
                        ? "the client"
                        : "the proxy"))
            .with(Confidence.MEDIUM);
    if (!refused) {
      return finding.notRuledOut(
          "the text of a log may be another connection's",
          "a capture of hop %d: who sends the alert?".formatted(ToldPlaces.hopOf(placed)));
    }
    Finding unsaid =
        finding
            .notRuledOut(
                "its authority may not be in the proxy's bundle, or an intermediate be missing",
                "ssl.fail_verify_error of the cluster in /stats")
            .notRuledOut(
                "its names may not be what the proxy expects",
                "ssl.fail_verify_san of the cluster in /stats");
    return mesh.counters("fail_verify_error")
        .filter(counter -> counter.value() > 0)
        .findFirst()
        .map(
            counter ->
                finding
                    .alsoSeen(List.of(counter.evidence()))
                    .notRuledOut(
                        "of authority, intermediate and dates it may be any (%s is %d)"
                            .formatted(counter.name(), counter.value()),
                        "openssl s_client -connect %s -showcerts"
                            .formatted(ToldPlaces.server(trace, ToldPlaces.hopOf(placed)))))
        .orElse(unsaid);
  }

  static Stream<Finding> serversOwn(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldIstio.serversOwn(mesh).stream()
        .map(
            placed ->
                Finding.of(
                    info,
                    ToldPlaces.at(
                        trace,
                        trace.hops().size(),
                        Step.Kind.HTTP,
                        placed.sighting().what(),
                        List.of(placed.sighting().evidence())),
                    Severity.ERROR,
                    "the server itself answered %d: the proxy handed it on (via_upstream)"
                        .formatted(placed.sighting().status().orElse(0))));
  }

  static Stream<Finding> dropped(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.events(mesh, Event.DROPPED)
        .limit(1)
        .map(
            placed -> {
              Sighting sighting = placed.sighting();
              String reason =
                  ToldPlaces.text(sighting, Attribute.DROP_REASON).orElse("no reason is given");
              return Finding.of(
                  info,
                  ToldPlaces.of(trace, placed, Step.Kind.CONNECT),
                  Severity.ERROR,
                  "packets to %s are dropped: %s"
                      .formatted(
                          sighting.server().map(Object::toString).orElse("the server"), reason));
            });
  }
}
