package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.diagnose.TlsErrorNumber;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is told of a proxy's connection to the next hop. */
final class ToldUpstream {
  private ToldUpstream() {}

  /** Steps of TCP or TLS towards the next hop that failed, and nobody knows a reason. */
  static Stream<Place> wordless(HopTrace trace) {
    return ToldPlaces.failedUpstream(trace)
        .filter(
            place ->
                place.step().kind() == Step.Kind.TLS || place.step().kind() == Step.Kind.CONNECT)
        .filter(place -> TlsErrorNumber.in(ToldPlaces.told(place).what()).isEmpty())
        .filter(place -> hasNoReason(ToldPlaces.told(place).what()));
  }

  private static boolean hasNoReason(String what) {
    String lower = what.toLowerCase(Locale.ROOT);
    return Stream.of(
            "refused",
            "delayed connect",
            "immediate connect",
            "tls_error",
            "secret",
            "no healthy",
            "no tls context",
            "certificate ",
            "filter chain",
            "socket is not ready",
            "reset by")
        .noneMatch(lower::contains);
  }

  /** A timer ran out, or the connection failed without a word. */
  static Stream<Finding> connectTimeout(RuleInfo info, HopTrace trace) {
    return wordless(trace)
        .filter(place -> place.hop().tls().isEmpty())
        .map(
            place -> {
              boolean connected = place.step().kind() == Step.Kind.TLS;
              Finding finding =
                  Finding.of(info, place, Severity.ERROR, ToldPlaces.told(place).what())
                      .with(Confidence.LOW)
                      .withEffect("the proxy waits for it in vain");
              return connected
                  ? finding.notRuledOut(
                      "its ClientHello may lack the name, or be too large for a filter or the path",
                      ShellCommand.capture(
                          "hop" + place.number() + ".pcap", place.hop().to().endpoint()))
                  : finding
                      .notRuledOut(
                          "its SYN may never be answered: route, firewall, policy",
                          ShellCommand.capture(
                              "hop" + place.number() + ".pcap", place.hop().to().endpoint()))
                      .notRuledOut(
                          "its ClientHello may never be answered: a name it lacks, its size",
                          "the same capture: a SYN-ACK, a ClientHello, and silence");
            });
  }

  /** The same on the client's own leg, where flows alone show it. */
  static Stream<Finding> silence(RuleInfo info, HopTrace trace) {
    return ToldPlaces.failed(trace)
        .filter(place -> place.number() == 1 && place.step().kind() == Step.Kind.TLS)
        .filter(place -> ToldPlaces.told(place).what().contains("nothing comes back"))
        .map(
            place ->
                Finding.of(info, place, Severity.ERROR, ToldPlaces.told(place).what())
                    .with(Confidence.LOW)
                    .notRuledOut(
                        "its ClientHello may lack the name, or be too large for a filter or the"
                            + " path",
                        ShellCommand.capture("hop1.pcap", place.hop().to().endpoint()))
                    .notRuledOut(
                        "the records may be aggregated, and the answer not be among them",
                        "the same capture"));
  }

  /** The alerts that the proxy received, as its words say. */
  static Stream<AlertDescription> alerts(Placed placed) {
    return TlsErrorNumber.in(words(placed)).stream()
        .flatMap(number -> number.receivedAlert().stream());
  }

  static String words(Placed placed) {
    return ToldPlaces.text(placed.sighting(), Attribute.TRANSPORT_FAILURE).orElse("");
  }

  /** An alert of these that the next hop sent to the proxy. */
  static Stream<Finding> receivedAlert(
      RuleInfo info, HopTrace trace, MeshFacts mesh, Set<AlertDescription> wanted, String about) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> ToldPlaces.hopOf(placed) > 1)
        .filter(placed -> alerts(placed).anyMatch(wanted::contains))
        .limit(1)
        .map(
            placed -> {
              AlertDescription said = alerts(placed).filter(wanted::contains).findFirst().get();
              return found(
                  info,
                  trace,
                  placed,
                  "%s refuses the proxy's handshake with alert %d %s%s"
                      .formatted(
                          ToldPlaces.server(trace, ToldPlaces.hopOf(placed)),
                          said.code(),
                          said.name(),
                          about));
            });
  }

  /** Alert 40 has several causes; a name is looked at first. */
  static Stream<Finding> handshakeFailure(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return receivedAlert(info, trace, mesh, Set.of(AlertDescription.HANDSHAKE_FAILURE), "")
        .map(
            finding ->
                finding
                    .with(Confidence.LOW)
                    .notRuledOut(
                        "the server may miss a server_name",
                        "openssl s_client -connect %s -noservername"
                            .formatted(ToldPlaces.server(trace, finding.hop())))
                    .notRuledOut(
                        "no cipher suite or group in common, or a client certificate is wanted",
                        ShellCommand.capture(
                            "hop" + finding.hop() + ".pcap",
                            trace.hops().get(finding.hop() - 1).to().endpoint())));
  }

  /** Something that the proxy's own TLS library raised. */
  static Stream<Finding> raised(
      RuleInfo info, HopTrace trace, MeshFacts mesh, String words, String message) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> ToldPlaces.hopOf(placed) > 1)
        .filter(placed -> words(placed).toLowerCase(Locale.ROOT).replace(' ', '_').contains(words))
        .limit(1)
        .map(placed -> found(info, trace, placed, message));
  }

  static Finding found(RuleInfo info, HopTrace trace, Placed placed, String message) {
    int hop = ToldPlaces.hopOf(placed);
    Step.Kind kind = TlsErrorNumber.in(words(placed)).isEmpty() ? Step.Kind.CONNECT : Step.Kind.TLS;
    Place place =
        ToldPlaces.at(
            trace, hop, kind, placed.sighting().what(), List.of(placed.sighting().evidence()));
    return Finding.of(info, place, Severity.ERROR, message);
  }

  /** The proxy did not accept the certificate, and something says which check failed. */
  static Stream<Finding> certificate(
      RuleInfo info, HopTrace trace, MeshFacts mesh, List<String> words, String counter) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> ToldPlaces.hopOf(placed) > 1)
        .filter(
            placed ->
                TlsErrorNumber.in(words(placed)).stream().anyMatch(n -> n.certificateRefused())
                    || certificateOf(words(placed)))
        .limit(1)
        .flatMap(
            placed -> {
              String said = words(placed).toLowerCase(Locale.ROOT).replace('_', ' ');
              if (words.stream().anyMatch(said::contains)) {
                return Stream.of(
                    found(info, trace, placed, accepts(trace, placed, detail(placed))));
              }
              Optional<MeshFacts.Counter> risen =
                  counter.isEmpty()
                      ? Optional.empty()
                      : mesh.counters(counter).filter(c -> c.value() > 0).findFirst();
              return risen.stream()
                  .map(
                      c ->
                          found(
                                  info,
                                  trace,
                                  placed,
                                  accepts(trace, placed, c.name() + " is " + c.value()))
                              .alsoSeen(List.of(c.evidence()))
                              .with(Confidence.MEDIUM));
            });
  }

  /** As nginx says it, without a number of the library. */
  private static boolean certificateOf(String words) {
    return words.startsWith("upstream SSL certificate ");
  }

  private static String accepts(HopTrace trace, Placed placed, String because) {
    return "the proxy does not accept the certificate of %s: %s"
        .formatted(ToldPlaces.server(trace, ToldPlaces.hopOf(placed)), because);
  }

  private static String detail(Placed placed) {
    String words = words(placed);
    if (certificateOf(words)) {
      return words.replaceFirst(" while SSL handshaking to upstream$", "");
    }
    int at = words.indexOf("CERTIFICATE_VERIFY_FAILED");
    String rest = at < 0 ? words : words.substring(at + "CERTIFICATE_VERIFY_FAILED".length());
    return rest.replaceFirst("^:", "").replaceFirst(":?TLS_error_end$", "").replace('_', ' ');
  }

  /** Nobody listens at the server. */
  static Stream<Finding> connectRefused(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.transportFailures(mesh)
        .filter(placed -> ToldPlaces.hopOf(placed) > 1)
        .filter(
            placed -> {
              String words = words(placed).toLowerCase(Locale.ROOT).replace('_', ' ');
              return words.contains("connection refused")
                  || words.matches(".*delayed connect error: 111\\b.*");
            })
        .limit(1)
        .map(
            placed ->
                found(
                    info,
                    trace,
                    placed,
                    "%s refuses the proxy's connection (%s)"
                        .formatted(
                            ToldPlaces.server(trace, ToldPlaces.hopOf(placed)), words(placed))));
  }

  /** Hops between which nothing is known to have gone. */
  static boolean upstreamSeen(HopTrace trace) {
    return IntStream.range(1, trace.hops().size()).anyMatch(i -> trace.hops().get(i).seen());
  }

  /** A RST among the flows of a hop that nobody captured; who sent it they may say. */
  static Stream<Finding> reset(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    boolean data =
        mesh.told()
            .sightings()
            .anyMatch(
                s -> s.attribute(Attribute.TCP_FLAGS).filter(f -> f.contains("PSH")).isPresent());
    if (mesh.told().servedBeforeReset()) {
      return Stream.empty();
    }
    return ToldPlaces.events(mesh, Event.RESET)
        .filter(
            p ->
                p.sighting()
                    .attribute(Attribute.TCP_FLAGS)
                    .filter(f -> f.contains("RST"))
                    .isPresent())
        .filter(p -> data && trace.hops().get(p.hop() - 1).tls().isEmpty())
        .limit(1)
        .map(
            placed ->
                Finding.of(
                        info,
                        ToldPlaces.of(trace, placed, Step.Kind.TLS),
                        Severity.ERROR,
                        "%s is reset after the first data: %s"
                            .formatted(
                                "the connection to " + ToldPlaces.server(trace, placed.hop()),
                                placed.sighting().what()))
                    .with(Confidence.LOW)
                    .notRuledOut(
                        "the name in its ClientHello may be missing, or not be served there",
                        ShellCommand.capture(
                            "hop" + placed.hop() + ".pcap",
                            trace.hops().get(placed.hop() - 1).to().endpoint()))
                    .notRuledOut(
                        "a policy, a filter chain or a box on the way may not take this name",
                        "the same hello with a name that is known to be served here"));
  }
}
