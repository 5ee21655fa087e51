package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.trace.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A captured hop of a trace, with the step that decided it: the handshake, or the connect that
 * failed.
 *
 * @param number 1-based
 */
public record Place(HopTrace trace, int number, Hop hop, Step step) {
  public Place {
    requireNonNull(trace, "trace is null");
    requireNonNull(hop, "hop is null");
    requireNonNull(step, "step is null");
  }

  /** The hops with a handshake. */
  public static Stream<Place> handshakes(HopTrace trace) {
    return IntStream.range(0, trace.hops().size())
        .boxed()
        .flatMap(
            i ->
                trace.hops().get(i).tls().stream()
                    .map(tls -> new Place(trace, i + 1, trace.hops().get(i), tls)));
  }

  /**
   * The hops with a step of this kind: the first of it on each hop. What is only told of has no
   * bytes to look at, and is left out.
   */
  public static Stream<Place> of(HopTrace trace, Step.Kind kind) {
    return IntStream.range(0, trace.hops().size())
        .boxed()
        .flatMap(
            i ->
                trace.hops().get(i).steps().stream()
                    .filter(step -> step.kind() == kind && !(step instanceof Step.Told))
                    .limit(1)
                    .map(step -> new Place(trace, i + 1, trace.hops().get(i), step)));
  }

  /** The hops whose TCP connection did not come to be. */
  public static Stream<Place> failedConnects(HopTrace trace) {
    return IntStream.range(0, trace.hops().size())
        .boxed()
        .flatMap(
            i ->
                trace.hops().get(i).connect().stream()
                    .filter(Step::failed)
                    .map(connect -> new Place(trace, i + 1, trace.hops().get(i), connect)));
  }

  /**
   * The hops whose ClientHello a proxy made, each with the hello it should have been made after.
   */
  public static Stream<Upstream> upstreams(HopTrace trace, Facts facts) {
    return handshakes(trace)
        .filter(place -> place.number() > 1 && place.hello().isPresent())
        .flatMap(place -> place.model(facts).map(model -> new Upstream(place, model)).stream());
  }

  /** The ClientHello on this hop, where it could be read. */
  public Optional<ClientHello> hello() {
    return hop.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
  }

  /** The handshake with the outcome. */
  public Handshake last() {
    return hop.tls().orElseThrow().last();
  }

  /** {@code proxy → server}. */
  public String label() {
    return hop.label();
  }

  /** {@code ; the answer is alert 112 unrecognized_name}; empty where no alert says why. */
  public String answeredWith() {
    return last().outcome() instanceof Outcome.Alerted alerted && alerted.by() == Side.SERVER
        ? "; the answer is alert %d %s"
            .formatted(alerted.description().code(), alerted.description().name())
        : "";
  }

  /** The address and port dialled, or in words who was. */
  public String server() {
    return hop.to().endpoint().map(Object::toString).orElse("the " + hop.to().role().label());
  }

  /** Whether a proxy is the client of this hop. */
  public boolean upstream() {
    return hop.from().role() == Party.Role.PROXY;
  }

  /** Whether an end of the connection told of it, not a capture. */
  public boolean live() {
    return step.evidence().stream().anyMatch(Evidence.Exchange.class::isInstance);
  }

  /** {@code frame 44 of direct.pcap}, or the leg of a live run: where a handshake can be found. */
  public String whereSeen(Handshake handshake) {
    return live()
        ? "on " + handshake.file()
        : "frame %d of %s".formatted(handshake.frame(), handshake.file());
  }

  /** What the client of this hop knows of its handshake; empty of captures. */
  public Optional<TlsSession> session() {
    return hop.tls().flatMap(Step.Tls::session).filter(session -> session.end() == Side.CLIENT);
  }

  /** Whether the client of this hop said this in an alert that could be read. */
  public boolean clientSaid(AlertDescription... descriptions) {
    return said(Side.CLIENT, descriptions);
  }

  /** Whether the server of this hop said this in an alert that could be read. */
  public boolean serverSaid(AlertDescription... descriptions) {
    return said(Side.SERVER, descriptions);
  }

  private boolean said(Side side, AlertDescription... descriptions) {
    return hop.tls()
        .map(Step.Tls::outcome)
        .filter(Outcome.Alerted.class::isInstance)
        .map(Outcome.Alerted.class::cast)
        .filter(alerted -> alerted.by() == side)
        .filter(alerted -> List.of(descriptions).contains(alerted.description()))
        .isPresent();
  }

  private Optional<Model> model(Facts facts) {
    Hop before = trace.hops().get(number - 2);
    if (before.seen()) {
      return before
          .tls()
          .flatMap(tls -> tls.first().sent())
          .map(sent -> new Model(sent.hello(), "the client", before));
    }
    return facts
        .control()
        .map(HopTrace::clientHop)
        .flatMap(
            hop ->
                hop.tls()
                    .flatMap(tls -> tls.first().sent())
                    .map(sent -> new Model(sent.hello(), "the direct path", hop)));
  }

  /**
   * The hello that an upstream one is measured by.
   *
   * @param whose for a sentence: "the client", "the direct path"
   */
  public record Model(ClientHello hello, String whose, Hop hop) {
    public ProtocolVersion version() {
      return hello.maxVersion(hop.tls().orElseThrow().first().transport() == Transport.DTLS);
    }
  }

  /** A proxy's own ClientHello. */
  public record Upstream(Place place, Model model) {
    public ClientHello hello() {
      return place.hello().orElseThrow();
    }

    public boolean modelSeenOnRequest() {
      return place.trace().hops().get(place.number() - 2).seen();
    }

    /**
     * In what else than the name the proxy's hello is poorer: what a server may object to instead.
     */
    public List<String> poorerIn() {
      List<String> poorer = new ArrayList<>();
      if (model.version().isNewerThan(version())) {
        poorer.add("at most " + version().name());
      }
      if (hello().alpnProtocols().isEmpty() && !model.hello().alpnProtocols().isEmpty()) {
        poorer.add("no ALPN");
      }
      return poorer;
    }

    public ProtocolVersion version() {
      return hello().maxVersion(place.last().transport() == Transport.DTLS);
    }
  }
}
