package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import java.time.Instant;

/**
 * A handshake in the columns of a list; the texts are escaped.
 *
 * @param seconds from the first packet of its file, with milliseconds
 * @param serverName the name asked for, or in words that there is none
 * @param role of the name; {@link Role#STRONG} where there is nothing to say about it
 * @param missing whether the server gets no name to choose by
 * @param tls the highest version offered and the one chosen
 * @param alpn the protocol chosen; with a question mark the first one offered
 * @param result how it ended, without a sign
 */
public record HandshakeCells(
    int number,
    String seconds,
    String client,
    String server,
    String serverName,
    Role role,
    boolean missing,
    String tls,
    String alpn,
    Mark mark,
    String result) {
  public HandshakeCells {
    requireNonNull(seconds, "seconds is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(serverName, "serverName is null");
    requireNonNull(role, "role is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(alpn, "alpn is null");
    requireNonNull(mark, "mark is null");
    requireNonNull(result, "result is null");
  }

  /**
   * As a list shows it.
   *
   * @param origin of the times
   * @param theme for the signs that stand where there is nothing
   */
  public static HandshakeCells of(
      Handshake handshake, Instant origin, AddressNames names, Theme theme) {
    HelloWords.ServerName name = HelloWords.ServerName.of(handshake);
    String tls = theme.none();
    if (handshake.sent().isPresent()) {
      String chosen = HelloWords.chosen(handshake);
      tls =
          HelloWords.offered(handshake)
              + theme.arrow()
              + (chosen.isEmpty() ? theme.none() : chosen);
    }
    String alpn = HelloWords.alpn(handshake);
    return new HandshakeCells(
        handshake.number(),
        seconds(handshake.time(), origin),
        names.text(handshake.client()),
        names.text(handshake.server()),
        serverName(handshake, name, theme),
        role(name),
        name.missing(),
        tls,
        alpn.isEmpty() ? theme.none() : alpn,
        Mark.of(handshake),
        OutcomeWords.of(handshake));
  }

  private static String serverName(Handshake handshake, HelloWords.ServerName name, Theme theme) {
    return switch (name) {
      case NAMED, ODD -> HelloWords.shownName(handshake.serverName().get(), theme.ellipsis());
      case NO_HELLO -> theme.none();
      case ABSENT, EMPTY, BROKEN, UNREADABLE -> name.words();
    };
  }

  private static Role role(HelloWords.ServerName name) {
    return switch (name) {
      case ABSENT, EMPTY, BROKEN -> Role.BAD;
      case ODD, UNREADABLE -> Role.ODD;
      case NAMED, NO_HELLO -> Role.STRONG;
    };
  }

  /** Milliseconds are enough for the eye; the other formats have them all. */
  private static String seconds(Instant time, Instant origin) {
    long millis =
        Math.floorDiv(
            (time.getEpochSecond() - origin.getEpochSecond()) * 1_000_000_000L
                + time.getNano()
                - origin.getNano(),
            1_000_000L);
    String sign = millis < 0 ? "-" : "";
    millis = Math.abs(millis);
    String fraction = Long.toString(1000 + millis % 1000).substring(1);
    return sign + millis / 1000 + "." + fraction;
  }
}
