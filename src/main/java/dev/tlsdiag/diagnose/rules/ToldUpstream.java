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
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.envoy.MissingSni;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
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
  /** What servers say that miss a name. */
  private static final Set<AlertDescription> FOR_WANT_OF_A_NAME =
      Set.of(
          AlertDescription.UNRECOGNIZED_NAME,
          AlertDescription.MISSING_EXTENSION,
          AlertDescription.HANDSHAKE_FAILURE,
          AlertDescription.INTERNAL_ERROR);

  private ToldUpstream() {}

  /** The proxy is told no source of a name, and the server does not take its hello. */
  static Stream<Finding> sniMissing(RuleInfo info, HopTrace trace, MeshFacts mesh) {
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
      return Stream.empty();
    }
    Optional<Place> wordless = wordless(trace).findFirst();
    if (wordless.isPresent()) {
      return Stream.of(configured(info, wordless.get(), mesh, missing.get(0)));
    }
    Optional<Placed> alert =
        ToldPlaces.transportFailures(mesh)
            .filter(placed -> ToldPlaces.hopOf(placed) == last)
            .filter(placed -> alerts(placed).anyMatch(FOR_WANT_OF_A_NAME::contains))
            .findFirst();
    if (alert.isPresent()) {
      return Stream.of(refused(info, trace, mesh, missing.get(0), alert.get()));
    }
    boolean nothing = mesh.told().told().isEmpty() && mesh.told().captured().isEmpty();
    return nothing ? Stream.of(onlyConfigured(info, trace, missing.get(0))) : Stream.empty();
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
            .filter(s -> s.source() == dev.tlsdiag.mesh.SourceKind.HUBBLE)
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
              ShellCommand.capture("hop" + place.number() + ".pcap", endpoint(place)));
    }
    return connected
        ? silentAnyway(finding, place)
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "its SYN may never be answered: route, firewall, policy",
                ShellCommand.capture("hop" + place.number() + ".pcap", endpoint(place)));
  }

  private static Finding silentAnyway(Finding finding, Place place) {
    String name =
        place.hop().to().endpoint().flatMap(e -> ShellCommand.withName(e, "NAME")).orElse("");
    return finding.notRuledOut(
        "the server may be silent to every ClientHello: its size, path MTU, a filter",
        name.isEmpty() ? "the same hello with the name, from the proxy's host" : name);
  }

  private static Optional<Endpoint> endpoint(Place place) {
    return place.hop().to().endpoint();
  }

  private static Finding refused(
      RuleInfo info, HopTrace trace, MeshFacts mesh, MissingSni missing, Placed alert) {
    int last = trace.hops().size();
    AlertDescription said = alerts(alert).findFirst().orElseThrow();
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

  /** Steps of TCP or TLS towards the next hop that failed, and nobody knows a reason. */
  private static Stream<Place> wordless(HopTrace trace) {
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
                      ShellCommand.capture("hop" + place.number() + ".pcap", endpoint(place)))
                  : finding
                      .notRuledOut(
                          "its SYN may never be answered: route, firewall, policy",
                          ShellCommand.capture("hop" + place.number() + ".pcap", endpoint(place)))
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
                        ShellCommand.capture("hop1.pcap", endpoint(place)))
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
        .filter(placed -> words(placed).toLowerCase(Locale.ROOT).contains(words))
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
                TlsErrorNumber.in(words(placed)).stream().anyMatch(n -> n.certificateRefused()))
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

  private static String accepts(HopTrace trace, Placed placed, String because) {
    return "the proxy does not accept the certificate of %s: %s"
        .formatted(ToldPlaces.server(trace, ToldPlaces.hopOf(placed)), because);
  }

  private static String detail(Placed placed) {
    String words = words(placed);
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
