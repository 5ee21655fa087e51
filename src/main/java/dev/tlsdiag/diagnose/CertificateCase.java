package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of the certificate that a hop's server presented.
 *
 * @param chain where it could be read
 * @param verification what the client of the hop found when it checked it; empty of captures
 */
public record CertificateCase(
    Place place, Optional<ServerChain> chain, Optional<Verification> verification) {
  /** What a client says that does not accept a certificate (RFC 8446 section 6.2). */
  private static final AlertDescription[] REFUSALS = {
    AlertDescription.BAD_CERTIFICATE,
    AlertDescription.UNSUPPORTED_CERTIFICATE,
    AlertDescription.CERTIFICATE_REVOKED,
    AlertDescription.CERTIFICATE_EXPIRED,
    AlertDescription.CERTIFICATE_UNKNOWN,
    AlertDescription.UNKNOWN_CA
  };

  public CertificateCase {
    requireNonNull(place, "place is null");
    requireNonNull(chain, "chain is null");
    requireNonNull(verification, "verification is null");
  }

  /** Of every hop with a handshake. */
  public static Stream<CertificateCase> of(HopTrace trace) {
    return Place.handshakes(trace).map(CertificateCase::of);
  }

  private static CertificateCase of(Place place) {
    return new CertificateCase(
        place, ServerChain.of(place), place.session().flatMap(TlsSession::verification));
  }

  /** The same server's hop on the other path. */
  public static Optional<CertificateCase> control(Facts facts) {
    return facts.control().flatMap(c -> of(c).reduce((first, last) -> last));
  }

  public Optional<ChainProblem> problem() {
    return verification.flatMap(Verification::problem);
  }

  public boolean has(ChainProblem.Kind... kinds) {
    return problem().filter(problem -> List.of(kinds).contains(problem.kind())).isPresent();
  }

  /** Whether the client checked the chain and had nothing against it. */
  public boolean verified() {
    return verification.filter(v -> v.problem().isEmpty()).isPresent();
  }

  /**
   * Whether the leaf can be read, and is not for the host or not valid at that time: then nobody
   * can tell whether the client trusts its issuer.
   */
  public boolean wrongNameOrDate() {
    Instant time = place.last().time();
    return chain
        .filter(
            c ->
                !c.hasAlternativeNames()
                    || host().filter(host -> !c.covers(host)).isPresent()
                    || c.validUntil().isBefore(time)
                    || c.validFrom().isAfter(time))
        .isPresent();
  }

  /**
   * Whether the leaf's issuer is unknown and nothing speaks of an intermediate in between: no other
   * certificate was sent, and the leaf names no address to fetch its issuer from, as public ones
   * do.
   */
  public boolean lacksOnlyItsAuthority() {
    return has(ChainProblem.Kind.INCOMPLETE_CHAIN)
        && chain.filter(c -> c.sent().size() == 1 && !c.namesIssuersAddress()).isPresent();
  }

  /**
   * The intermediate by which the other path's client accepts the very same leaf: its trust store
   * holds it, so that it does not miss it in what the server sends. Empty where nobody told.
   */
  public Optional<String> intermediateKnownTo(Facts facts) {
    return control(facts)
        .filter(control -> control.verified() && !intercepted(facts).orElse(true))
        .flatMap(CertificateCase::verification)
        .filter(Verification::trustsIntermediate)
        .flatMap(Verification::anchor)
        .map(anchor -> anchor.getSubjectX500Principal().getName());
  }

  /** Whether the client went away right after the certificate, as if it disliked it. */
  public boolean refused() {
    Outcome outcome = place.last().outcome();
    return saidSo()
        || outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.CLIENT
        || outcome instanceof Outcome.Quit quit
            && quit.by() == Side.CLIENT
            && quit.alert()
            && !quit.resumed();
  }

  /**
   * Whether it refused the certificate, or left a handshake unused whose certificate can be read:
   * who checks after the Finished does so, and so does who only looks whether the port is open.
   */
  public boolean left() {
    Outcome outcome = place.last().outcome();
    boolean byClient =
        outcome instanceof Outcome.Quit quit && quit.by() == Side.CLIENT && !quit.resumed()
            || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT;
    return refused() || chain.isPresent() && byClient;
  }

  /** Whether it said that the certificate is why. */
  public boolean saidSo() {
    return place.clientSaid(REFUSALS);
  }

  /** Whether the handshake came to its end and was used. */
  public boolean accepted() {
    return place.last().outcome() instanceof Outcome.Established;
  }

  /** The name the certificate had to be for: what was checked, else what the hello asks for. */
  public Optional<String> host() {
    return verification.flatMap(Verification::identity).or(() -> place.last().serverName());
  }

  /** Where that name came from, in words. */
  public String hostSource() {
    return verification
        .filter(v -> v.identity().isPresent())
        .map(Verification::identitySource)
        .orElse("server_name of the hello");
  }

  /** An error where the hop failed by its certificate, a warning where it only might have. */
  public Severity severity() {
    boolean failed =
        verification.isPresent() && problem().isPresent() ? verification.get().enforced() : left();
    return failed ? Severity.ERROR : Severity.WARNING;
  }

  /** How sure a problem is that was seen in the certificate: a check by an end is proof. */
  public Confidence confidence() {
    return problem().isPresent() || !left() ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /** {@code 54 days}, or a shorter span as {@link Durations} has it. */
  public static String span(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    if (span.toDays() > 2) {
      return span.toDays() + " days";
    }
    return span.toHours() > 2 ? span.toHours() + " hours" : Durations.text(span);
  }

  /**
   * Whether something else than the server presented this certificate: the direct path has another.
   * Empty where one of them cannot be read.
   */
  public Optional<Boolean> intercepted(Facts facts) {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    return control(facts)
        .flatMap(CertificateCase::chain)
        .map(other -> !other.sameLeaf(chain.get()));
  }
}
