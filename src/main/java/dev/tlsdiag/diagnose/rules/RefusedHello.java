package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ClientHello to which the first answer was a refusal, and the other hellos that the same server
 * got: what it made of those tells what it objects to in this one.
 *
 * @param others with hellos, over TCP, from the same vantage: of one capture, or of this machine
 */
record RefusedHello(Place place, Way way, SentHello sent, List<Handshake> others) {
  /** Rules that say how a hello was refused, and not why. */
  static final Set<String> SYMPTOMS =
      Set.of(
          "reset-after-client-hello",
          "close-after-client-hello",
          "silence-after-client-hello",
          "handshake-failure-alert",
          "proxy-made-status",
          "proxy-tls-error",
          "upstream-connect-timeout");

  private static final int FATAL = 2;

  /** What answers sooner may be anywhere nearby. */
  private static final Duration NEAR = Duration.ofMillis(2);

  /** Hop limits that systems begin with: no router has lowered them on the way. */
  private static final Set<Integer> UNROUTED = Set.of(64, 128, 255);

  /** What servers say to a name that they do not like, or cannot read. */
  private static final Set<AlertDescription> OF_NAMES =
      Set.of(
          AlertDescription.UNRECOGNIZED_NAME,
          AlertDescription.HANDSHAKE_FAILURE,
          AlertDescription.INTERNAL_ERROR,
          AlertDescription.ACCESS_DENIED,
          AlertDescription.ILLEGAL_PARAMETER,
          AlertDescription.DECODE_ERROR,
          AlertDescription.UNEXPECTED_MESSAGE);

  /** How it was refused. */
  enum Way {
    RESET,
    CLOSED,
    SILENCE,
    ALERT
  }

  RefusedHello {
    requireNonNull(place, "place is null");
    requireNonNull(way, "way is null");
    requireNonNull(sent, "sent is null");
    others = List.copyOf(others);
  }

  /** The symptoms, and these rules, whose findings say less of the same. */
  static Set<String> explaining(String... rules) {
    return Stream.concat(SYMPTOMS.stream(), Stream.of(rules))
        .collect(Collectors.toUnmodifiableSet());
  }

  static Stream<RefusedHello> in(HopTrace trace, Facts facts) {
    return Place.handshakes(trace).flatMap(place -> of(place, facts).stream());
  }

  private static Optional<RefusedHello> of(Place place, Facts facts) {
    Handshake own = place.last();
    Optional<Way> way = way(own);
    if (way.isEmpty() || own.sent().isEmpty() || own.transport() != Transport.TCP) {
      return Optional.empty();
    }
    List<Handshake> others =
        facts.seen().stream().filter(other -> comparable(place, other)).toList();
    return Optional.of(new RefusedHello(place, way.get(), own.sent().get(), others));
  }

  private static boolean comparable(Place place, Handshake other) {
    Handshake own = place.last();
    // What another capture shows went another way: on the client's side that may be the difference.
    boolean vantage = place.live() || place.number() > 1 || other.file().equals(own.file());
    return vantage
        && other.sent().isPresent()
        && other.transport() == Transport.TCP
        && other.server().equals(own.server())
        && target(other).equals(target(own))
        && !other.equals(own)
        && !other.equals(place.hop().tls().orElseThrow().first());
  }

  /** Behind a proxy's address there are as many servers as it has tunnels. */
  private static Optional<String> target(Handshake handshake) {
    return handshake.preamble().flatMap(Preamble::target);
  }

  static Optional<Way> way(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    Answer.Kind answer = handshake.answer().kind();
    if (outcome instanceof Outcome.Reset reset
        && reset.by() == Side.SERVER
        && answer == Answer.Kind.RESET) {
      return Optional.of(Way.RESET);
    }
    if (outcome instanceof Outcome.Closed closed
        && closed.by() == Side.SERVER
        && answer == Answer.Kind.FIN) {
      return Optional.of(Way.CLOSED);
    }
    if (outcome instanceof Outcome.Alerted alerted
        && alerted.by() == Side.SERVER
        && alerted.level() == FATAL
        && answer == Answer.Kind.ALERT) {
      return Optional.of(Way.ALERT);
    }
    return Rejection.silent(handshake) ? Optional.of(Way.SILENCE) : Optional.empty();
  }

  /** Whether the server went on with TLS: what it thought of the rest is another question. */
  static boolean taken(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    boolean answered =
        handshake.answer().kind() == Answer.Kind.SERVER_HELLO
            || handshake.answer().kind() == Answer.Kind.HELLO_RETRY_REQUEST;
    boolean thrownOut =
        outcome instanceof Outcome.Alerted alerted && alerted.by() == Side.SERVER
            || outcome instanceof Outcome.Reset reset && reset.by() == Side.SERVER
            || outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER
            || outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.SERVER;
    return answered && !thrownOut;
  }

  ClientHello hello() {
    return sent.hello();
  }

  Handshake handshake() {
    return place.last();
  }

  /** The name in the hello, as sent. */
  Optional<String> name() {
    return hello().serverName();
  }

  /** Without a byte of TLS, not even an alert. */
  boolean wordless() {
    return way != Way.ALERT;
  }

  /** As servers and boxes do that do not like the name. */
  boolean fitsName() {
    return wordless()
        || handshake().outcome() instanceof Outcome.Alerted alerted
            && OF_NAMES.contains(alerted.description());
  }

  boolean said(AlertDescription description) {
    return way == Way.ALERT && place.serverSaid(description);
  }

  /** Whether what answers is known to be a proxy, dialled as one by the client itself. */
  boolean byListenerOfProxy() {
    return place.number() == 1 && place.hop().to().role() == Party.Role.PROXY;
  }

  /** Whether the name on this hop is the client's own, as far as is known. */
  boolean keepsName() {
    return place.trace().hops().stream()
        .limit(place.number() - 1L)
        .flatMap(hop -> hop.serverName().stream())
        .allMatch(name -> name().filter(own -> HostName.same(own, name)).isPresent());
  }

  /** The hello that the server took and that fits; one that is otherwise alike before others. */
  Optional<Handshake> taken(Predicate<Handshake> condition) {
    return others.stream()
        .filter(RefusedHello::taken)
        .filter(condition)
        .min(Comparator.comparingInt(other -> alike(other) ? 0 : 1));
  }

  /** One that was refused in the same way. */
  List<Handshake> refusedAlike(Predicate<Handshake> condition) {
    return others.stream()
        .filter(other -> way(other).equals(Optional.of(way)))
        .filter(other -> alert(other).equals(alert(handshake())))
        .filter(condition)
        .toList();
  }

  private static Optional<AlertDescription> alert(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Alerted alerted
        ? Optional.of(alerted.description())
        : Optional.empty();
  }

  /** Whether the two hellos offer the same, so that the name is all that may matter. */
  boolean alike(Handshake other) {
    return HelloShape.of(hello()).equals(HelloShape.of(other.sent().orElseThrow().hello()));
  }

  boolean sameName(Handshake other) {
    return name().isPresent()
        ? other.serverName().filter(n -> HostName.same(n, name().get())).isPresent()
        : other.serverName().isEmpty();
  }

  /** With the very same letters and dots, or without a name as this one. */
  boolean sameSpelling(Handshake other) {
    return other.serverName().equals(name());
  }

  /** Whether this hello was refused alike with that one's name, too. */
  boolean nameIsInnocent(Handshake taken) {
    return !refusedAlike(h -> h.serverName().equals(taken.serverName()) && alike(h)).isEmpty();
  }

  boolean otherName(Handshake other) {
    return other.serverName().isPresent() && !sameName(other);
  }

  /**
   * The hello with another name that the server takes, where no hello with this name is: then it
   * goes by the name.
   */
  Optional<Handshake> nameDecides() {
    if (name().isEmpty() || !keepsName() || taken(this::readsAsThis).isPresent()) {
      return Optional.empty();
    }
    List<Optional<String>> refused =
        refusedAlike(this::otherName).stream().map(Handshake::serverName).toList();
    return taken(other -> otherName(other) && !refused.contains(other.serverName()));
  }

  /**
   * Whether who looks for a name finds the same in it. A hello in several records or segments may
   * pass only because nobody could read it.
   */
  private boolean readsAsThis(Handshake other) {
    SentHello own = handshake().sent().orElseThrow();
    SentHello theirs = other.sent().orElseThrow();
    return sameName(other)
        && theirs.records() <= own.records()
        && theirs.segments() <= own.segments();
  }

  /** {@code reset}, {@code no answer}: how it was refused, for a sentence. */
  String how() {
    return switch (way) {
      case RESET -> "reset";
      case CLOSED -> "closed without a byte of TLS";
      case SILENCE -> "not answered";
      case ALERT ->
          alert(handshake())
              .map(a -> "refused with alert %d %s".formatted(a.code(), a.name()))
              .orElse("refused");
    };
  }

  /** {@code web.example (frame 44 of a.pcap)}: the name of another hello, and where it is. */
  String named(Handshake other) {
    return "%s (%s)".formatted(other.serverName().orElse("no name"), place.whereSeen(other));
  }

  /** Whether the client was led to the very address that the direct path goes to. */
  boolean atAddressOfDirectPath(Facts facts) {
    return place.number() == 1
        && facts
            .control()
            .flatMap(control -> control.clientHop().tls())
            .filter(tls -> tls.last().server().equals(handshake().server()))
            .isPresent();
  }

  /** Whether the direct path takes this name at this address: then the server has it. */
  boolean takenDirectly(Facts facts) {
    return atAddressOfDirectPath(facts)
        && facts
            .control()
            .flatMap(control -> control.clientHop().tls())
            .filter(tls -> taken(tls.last()) && sameName(tls.last()))
            .isPresent();
  }

  /** Whether the reset is of another machine than the SYN-ACK. */
  boolean fromElsewhere() {
    return way == Way.RESET && (otherHopLimit(handshake()) || tooSoon());
  }

  /** Whether the reset has another hop limit than the SYN-ACK. */
  static boolean otherHopLimit(Handshake handshake) {
    OptionalInt syn = handshake.signs().synAckTtl();
    OptionalInt reset = handshake.signs().resetTtl();
    return syn.isPresent() && reset.isPresent() && syn.getAsInt() != reset.getAsInt();
  }

  /**
   * An answer from the same machine takes as long as its SYN-ACK did, give or take half. Who
   * connects himself, or to one next to him, measures how busy they are.
   */
  boolean tooSoon() {
    OptionalLong connect = handshake().connectNanos();
    OptionalInt hops = handshake().signs().synAckTtl();
    boolean beside = hops.isPresent() && UNROUTED.contains(hops.getAsInt());
    return !place.live()
        && !beside
        && connect.isPresent()
        && connect.getAsLong() > NEAR.toNanos()
        && handshake().answer().nanos() < connect.getAsLong() / 2;
  }

  /** As sure as the control is alike in all but the thing in question. */
  Finding beside(Handshake control, String thing, Finding finding) {
    return alike(control)
        ? finding
        : finding
            .with(finding.confidence().and(Confidence.MEDIUM))
            .notRuledOut(
                "the hello that was taken (%s) differs in more than its %s"
                    .formatted(place.whereSeen(control), thing),
                "the same hello with another " + thing);
  }
}
