package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Hop;
import java.util.Optional;

/**
 * What the ClientHello of a leg says in {@code server_name} (RFC 6066 section 3).
 *
 * @param name as sent; empty text but for {@link State#NAMED}
 */
public record SentName(State state, String name) {
  /** Whether there is a name. */
  public enum State {
    NAMED,
    /** A ClientHello without a name. */
    ABSENT,
    /** No ClientHello was seen: in the clear, or the leg did not come so far. */
    NO_HELLO
  }

  public static final SentName ABSENT = new SentName(State.ABSENT, "");
  public static final SentName NO_HELLO = new SentName(State.NO_HELLO, "");

  public SentName {
    requireNonNull(state, "state is null");
    requireNonNull(name, "name is null");
  }

  static SentName of(Optional<Hop> hop) {
    if (hop.isEmpty() || hop.get().tls().flatMap(tls -> tls.first().sent()).isEmpty()) {
      return NO_HELLO;
    }
    return hop.get().serverName().map(name -> new SentName(State.NAMED, name)).orElse(ABSENT);
  }

  public boolean isNamed() {
    return state == State.NAMED;
  }

  /** The name, {@code none}, or empty text where there was no hello. Not escaped. */
  public String text() {
    return switch (state) {
      case NAMED -> name;
      case ABSENT -> "none";
      case NO_HELLO -> "";
    };
  }
}
