package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Hellos sent to where a handshake failed, each with one thing changed: what tells apart causes
 * that look the same on one connection. The rules take them for handshakes like any other.
 */
final class LookAlikes {
  /** All at once: a server that is silent costs its patience once. */
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(2), 16, 40);

  /** How often what made a difference is tried again. */
  private static final int ROUNDS = 2;

  /** So often the hello as sent goes out again in a round. */
  private static final int REPEATED = 4;

  private static final int HIGHEST_PORT = 0xffff;

  private final HopTrace trace;
  private final int hop;
  private final List<Observation> observations;
  private final int sent;

  LookAlikes(HopTrace trace, int hop, List<Observation> observations, int sent) {
    this.trace = requireNonNull(trace, "trace is null");
    this.hop = hop;
    this.observations = List.copyOf(observations);
    this.sent = sent;
  }

  /**
   * Sends them, where the worst finding about the path is one of several explanations of a failed
   * handshake; empty where nothing is to be told apart.
   */
  static Optional<LookAlikes> of(HopTrace trace, List<Finding> findings) {
    Optional<Finding> leading =
        findings.stream().filter(f -> f.severity() == Severity.ERROR).findFirst();
    int number =
        leading
            .map(Finding::hop)
            .orElseGet(
                () ->
                    IntStream.rangeClosed(1, trace.hops().size())
                        .filter(i -> refusedByServer(trace.hops().get(i - 1)))
                        .findFirst()
                        .orElse(0));
    boolean open = leading.isEmpty() || isOpen(leading.get());
    if (!open || number == 0 || !refusedByServer(trace.hops().get(number - 1))) {
      return Optional.empty();
    }
    Hop failed = trace.hops().get(number - 1);
    Optional<Route> route = route(failed);
    Optional<ClientHello> hello =
        failed.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
    if (route.isEmpty() || hello.isEmpty()) {
      return Optional.empty();
    }
    List<Probe> probes = LookAlikeHellos.of(hello.get(), trace.requestedHost());
    Prober prober = new Prober(route.get(), LIMITS);
    AtomicInteger count = new AtomicInteger();
    Function<List<Probe>, List<Observation>> counting =
        all -> {
          count.addAndGet(all.size());
          return prober.sendAll(all);
        };
    List<Observation> steady = steady(counting, counting.apply(probes));
    return Optional.of(new LookAlikes(trace, number, steady, count.get()));
  }

  /**
   * Those that end alike every time, where any made a difference: what fails now and then proves
   * nothing. Empty where the unchanged hello itself ends in different ways.
   *
   * @param prober sends all of them
   * @param once the hello as sent, the same again, and the changed ones
   */
  static List<Observation> steady(
      Function<List<Probe>, List<Observation>> prober, List<Observation> once) {
    Observation sent = once.get(0);
    if (flaps(sent, once.get(1))) {
      return List.of();
    }
    List<Observation> steady = once;
    int rounds = sent.ending() == Ending.SILENT ? 1 : ROUNDS; // silence takes its time
    for (int round = 0; round < rounds; round++) {
      List<Observation> different = steady.stream().skip(2).filter(o -> !alike(o, sent)).toList();
      if (different.isEmpty()) {
        return steady;
      }
      // The hello as sent goes between them: a server that fails now and then shows it there too.
      List<Probe> probes = new ArrayList<>(different.stream().map(Observation::probe).toList());
      for (int i = 0; i < REPEATED; i++) {
        probes.add(i * probes.size() / REPEATED, sent.probe());
      }
      List<Observation> again = prober.apply(probes);
      for (Observation each : again) {
        if (each.probe().equals(sent.probe()) && flaps(each, sent)) {
          return List.of();
        }
      }
      steady =
          steady.stream()
              .filter(
                  o ->
                      again.stream()
                          .filter(each -> each.probe().equals(o.probe()))
                          .noneMatch(each -> flaps(each, o)))
              .toList();
    }
    return steady;
  }

  /**
   * Whether two ended alike, for who asks what a change does. Whether an end without a word comes
   * as FIN or as RST depends on what the other side had read by then.
   */
  private static boolean alike(Observation one, Observation other) {
    return one.endedAs(other) || wordless(one) && wordless(other);
  }

  /** Whether one and the same hello is taken one time only, or refused one time only. */
  private static boolean flaps(Observation one, Observation other) {
    boolean refused = refused(one) && refused(other);
    return !refused && !one.endedAs(other);
  }

  private static boolean refused(Observation observation) {
    return wordless(observation) || observation.ending() == Ending.ALERT;
  }

  private static boolean wordless(Observation observation) {
    return observation.ending() == Ending.RESET || observation.ending() == Ending.CLOSED;
  }

  /** One of several explanations, or a symptom that claims none. */
  private static boolean isOpen(Finding finding) {
    boolean symptom =
        Rules.named(finding.rule()).filter(r -> r.info().explains().isEmpty()).isPresent();
    return finding.confidence() == Confidence.LOW || symptom && !finding.notRuledOut().isEmpty();
  }

  /** The server, or what stands before it, ended the handshake or let it starve. */
  private static boolean refusedByServer(Hop hop) {
    if (hop.tls().isEmpty()) {
      return false;
    }
    Outcome outcome = hop.tls().get().outcome();
    return outcome instanceof Outcome.Reset reset && reset.by() == Side.SERVER
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER
        || outcome instanceof Outcome.Alerted alerted && alerted.by() == Side.SERVER
        || outcome instanceof Outcome.Silence
        || outcome instanceof Outcome.GaveUp;
  }

  /** The way that the connection went; empty where its address is not known. */
  private static Optional<Route> route(Hop hop) {
    Optional<Endpoint> to = hop.to().endpoint().filter(e -> HostName.isAddress(e.host()));
    Optional<Preamble> preamble = hop.preamble();
    Optional<String> target = preamble.flatMap(Preamble::target);
    if (to.isEmpty() || preamble.isEmpty()) {
      return to.map(Route::direct);
    }
    if (target.isEmpty() || !preamble.get().protocol().equals("http-connect")) {
      return Optional.empty();
    }
    PathOptions path =
        PathOptions.DEFAULT
            .with()
            .proxy(new ProxyServer(ProxyServer.Kind.HTTP, to.get(), Optional.empty()))
            .proxyTunnel(true)
            .build();
    return endpoint(target.get()).map(t -> Route.along(path, t, to.get()));
  }

  private static Optional<Endpoint> endpoint(String authority) {
    String port = authority.substring(authority.lastIndexOf(':') + 1);
    return port.matches("\\d{1,5}") && Integer.parseInt(port) <= HIGHEST_PORT
        ? Optional.of(new Endpoint(HostName.ofAuthority(authority), Integer.parseInt(port)))
        : Optional.empty();
  }

  /** For the rules, beside all others that were seen. */
  List<Handshake> handshakes() {
    return observations.stream()
        .filter(o -> o.handshake().sent().isPresent())
        .map(LookAlikes::handshake)
        .toList();
  }

  /** A probe leaves when the server has said its part: for the server's part that is success. */
  static Handshake handshake(Observation observation) {
    Handshake seen = observation.handshake();
    return observation.worked()
        ? seen.known(seen.certificates(), new Outcome.Established(false, false))
        : seen;
  }

  /** Whether the same hello ends in different ways: then no change to it proves anything. */
  private boolean flapping() {
    return observations.isEmpty();
  }

  /** What was sent besides the request. */
  String note() {
    String where = trace.hops().get(hop - 1).to().endpoint().map(Object::toString).orElse("it");
    return flapping()
        ? where + " answers one and the same hello now this way, now that: it fails now and then"
        : "%d more hellos were sent to %s, to tell apart what looks the same; not with --no-probe"
            .formatted(sent, where);
  }

  /**
   * What was tried, for the finding it is about: each change that made a difference, and the others
   * in one line.
   *
   * @param first number of the first one, 1-based
   */
  List<Experiment> experiments(Findings findings, int first) {
    if (flapping() || findings.onFailing().isEmpty()) {
      return List.of();
    }
    Finding finding = findings.onFailing().get(0);
    List<Observation> flipped =
        observations.stream().skip(2).filter(o -> !alike(o, observations.get(0))).toList();
    List<Experiment> made = new ArrayList<>();
    for (Observation each : flipped) {
      made.add(
          experiment(
              finding,
              first + made.size(),
              each.probe().label().substring(LookAlikeHellos.LABEL.length()),
              each));
    }
    int alike = observations.size() - flipped.size();
    made.add(
        experiment(
            finding,
            first + made.size(),
            "the hello as sent, and %d other%s,".formatted(alike - 1, alike == 2 ? "" : "s"),
            observations.get(0)));
    return made;
  }

  private Experiment experiment(Finding finding, int number, String change, Observation seen) {
    Hop was = trace.hops().get(hop - 1);
    Handshake handshake = handshake(seen);
    String id = "p" + number;
    Step.Tls tls = new Step.Tls(handshake, handshake, List.of(new Evidence.Experiment(id)));
    return new Experiment(
        id,
        finding.rule(),
        trace.name(),
        hop,
        "what does %s take?".formatted(was.to().endpoint().map(Object::toString).orElse("it")),
        change,
        List.of(new Hop(was.from(), was.to(), List.of(tls))),
        result(seen),
        Experiment.Bearing.SUPPORTS);
  }

  private static String result(Observation seen) {
    return seen.worked()
        ? "a ServerHello"
        : seen.problem().orElseGet(() -> OutcomeText.of(seen.handshake().outcome()));
  }
}
