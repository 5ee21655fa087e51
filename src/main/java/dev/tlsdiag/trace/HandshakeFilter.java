package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which handshakes are wanted, in the manner of hubble: several values of one flag are
 * alternatives, different flags must all match, and a negated value must not match.
 *
 * @param clauses in the order given; none lets everything pass
 */
public record HandshakeFilter(List<Clause> clauses) implements Predicate<Handshake> {
  public static final HandshakeFilter ALL = new HandshakeFilter(List.of());

  /**
   * One value of one flag.
   *
   * @param flag values with the same flag are alternatives
   * @param negated whether {@code --not} stood in front
   */
  public record Clause(String flag, boolean negated, Predicate<Handshake> matches) {
    public Clause {
      requireNonNull(flag, "flag is null");
      requireNonNull(matches, "matches is null");
    }
  }

  public HandshakeFilter {
    clauses = List.copyOf(clauses);
  }

  @Override
  public boolean test(Handshake handshake) {
    if (clauses.isEmpty()) {
      return true;
    }
    Map<String, Boolean> wanted = new LinkedHashMap<>();
    for (Clause clause : clauses) {
      boolean matches = clause.matches().test(handshake);
      if (!clause.negated()) {
        wanted.merge(clause.flag(), matches, Boolean::logicalOr);
      } else if (matches) {
        return false;
      }
    }
    return !wanted.containsValue(false);
  }

  /** The server name, without case: {@code *} stands for any text, {@code ?} for one character. */
  public static Predicate<Handshake> serverName(String glob) {
    Glob pattern = new Glob(glob);
    return handshake -> handshake.serverName().filter(pattern::matches).isPresent();
  }

  /** There is a ClientHello, and it names no server. */
  public static Predicate<Handshake> noServerName() {
    return handshake ->
        handshake.sent().isPresent() && handshake.serverName().filter(n -> !n.isEmpty()).isEmpty();
  }

  public static Predicate<Handshake> failed() {
    return handshake -> handshake.outcome().failed();
  }

  /** {@code kind} is one of {@link OutcomeKinds#ALL}. */
  public static Predicate<Handshake> outcome(String kind) {
    return handshake -> handshake.outcome().kind().equals(kind);
  }

  public static Predicate<Handshake> fromIp(AddressBlock block) {
    return handshake -> block.contains(handshake.client().host());
  }

  public static Predicate<Handshake> toIp(AddressBlock block) {
    return handshake -> block.contains(handshake.server().host());
  }

  public static Predicate<Handshake> fromPort(int port) {
    return handshake -> handshake.client().port() == port;
  }

  public static Predicate<Handshake> toPort(int port) {
    return handshake -> handshake.server().port() == port;
  }

  /** Number of a TCP connection; UDP flows are counted apart and have the same numbers. */
  public static Predicate<Handshake> stream(long stream) {
    return handshake -> handshake.stream() == stream;
  }

  public static Predicate<Handshake> transport(Transport transport) {
    return handshake -> handshake.transport() == transport;
  }

  public static Predicate<Handshake> since(Instant first) {
    return handshake -> !handshake.time().isBefore(first);
  }

  public static Predicate<Handshake> until(Instant last) {
    return handshake -> !handshake.time().isAfter(last);
  }
}
