package dev.tlsdiag.track;

import dev.tlsdiag.tcp.StreamBuffer;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connection without a ClientHello was begun for, where its first bytes say so: a tunnel
 * that did not come to be, or a request of HTTP in the clear.
 */
final class ClearOpening {
  private static final Pattern REQUEST =
      Pattern.compile("[A-Z]{3,16} \\S+ HTTP/1\\.[01]\r?\n.*", Pattern.DOTALL);
  private static final String HTTP2 = "PRI * HTTP/2.0\r\n";
  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] ([0-9]{3})");

  private static final String SSL_REQUEST = "\0\0\0\b\4\u00d2\u0016/";

  /** Enough for a method and a target of usual size, and for any SOCKS request. */
  private static final int FEWEST_BYTES = 3;

  /** A record's header, level and description (RFC 8446 section 6). */
  private static final int ALERT_BYTES = 7;

  /** As much as is kept of an answer in the clear to a hello. */
  private static final int PLAINTEXT_BYTES = 64;

  /** Less than this nobody waits in vain. */
  private static final long SILENCE_NANOS = 1_000_000_000L;

  private ClearOpening() {}

  /** Empty where the connection was for something else, or a tunnel was opened. */
  static Optional<TcpHandshake> of(TcpConnection c) {
    int client = client(c);
    if (client < 0) {
      return Optional.empty();
    }
    Bytes asked = head(c.halves[client].buffer);
    Bytes answered = head(c.halves[1 - client].buffer);
    String text = asked.head(Preambles.KEPT_BYTES).latin1();
    boolean connect = text.startsWith("CONNECT ");
    boolean http = !connect && (REQUEST.matcher(text).matches() || text.startsWith(HTTP2));
    boolean proxyHeader = !http && Preambles.isProxyHeader(asked);
    boolean refused =
        connect
            ? REQUEST.matcher(text).matches() && !opened(answered)
            : !http && (socksRefused(asked, answered) || sslRefused(text, answered))
                || proxyHeader && headerRefused(c, client, answered);
    if (!http && !refused) {
      return Optional.empty();
    }
    Outcome outcome =
        proxyHeader && !answered.isEmpty() ? said(answered) : outcome(c, client, answered);
    TcpHandshake opening = TcpHandshake.withoutHello(c, client, outcome);
    opening.preamble(Preambles.parse(asked, answered));
    return Optional.of(opening);
  }

  /** The direction of the first SYN, or of the only side that speaks first in a known way. */
  private static int client(TcpConnection c) {
    if (c.synDirection >= 0) {
      return c.synDirection;
    }
    for (int side = 0; side < 2; side++) {
      String text = head(c.halves[side].buffer).head(Preambles.KEPT_BYTES).latin1();
      if (REQUEST.matcher(text).matches() || text.startsWith(HTTP2)) {
        return side;
      }
    }
    return -1;
  }

  private static Bytes head(StreamBuffer buffer) {
    int length = Math.min(buffer.length(), HalfStream.MAX_PREAMBLE);
    return length < FEWEST_BYTES ? Bytes.EMPTY : Bytes.wrap(Arrays.copyOf(buffer.array(), length));
  }

  /** Whether the last answer to CONNECT is one of success: then what follows is no TLS. */
  private static boolean opened(Bytes answered) {
    Matcher status = STATUS.matcher(answered.head(Preambles.KEPT_BYTES).latin1());
    String last = "";
    while (status.find()) {
      last = status.group(1);
    }
    return last.startsWith("2") || last.startsWith("1");
  }

  /** RFC 1928 sections 3 and 6; SOCKS 4 answers with a zero and its code. */
  private static boolean socksRefused(Bytes asked, Bytes answered) {
    if (asked.length() < FEWEST_BYTES || answered.length() < 2) {
      return false;
    }
    if (asked.u8(0) == 4 && asked.u8(1) == 1) {
      return answered.u8(0) == 0 && answered.u8(1) > 0x5a && answered.u8(1) <= 0x5d;
    }
    boolean socks5 =
        asked.u8(0) == 5
            && asked.u8(1) > 0
            && asked.length() >= 2 + asked.u8(1)
            && answered.u8(0) == 5;
    int reply = answered.length() >= 2 && answered.u8(1) == 2 ? 4 : 2; // after RFC 1929
    boolean no = answered.u8(1) == 0xff;
    boolean refusal =
        answered.length() >= reply + 2 && answered.u8(reply) == 5 && answered.u8(reply + 1) != 0;
    return socks5 && (no || refusal);
  }

  /** PostgreSQL's SSLRequest, to which a server of it says S or N: this is none. */
  private static boolean sslRefused(String asked, Bytes answered) {
    return asked.equals(SSL_REQUEST)
        && !answered.isEmpty()
        && (answered.length() > 1 || answered.u8(0) != 'S' && answered.u8(0) != 'N')
        && answered.u8(0) != 'E'; // ErrorResponse of a server that is too old
  }

  /**
   * Whether the server answers a PROXY header, or ends the connection at once, when it was to wait
   * for a ClientHello; one that nobody sends anything on may be ended later by anybody.
   */
  private static boolean headerRefused(TcpConnection c, int client, Bytes answered) {
    boolean atOnce = c.lastSeenNanos() - c.firstNanos < SILENCE_NANOS;
    return !answered.isEmpty() || atOnce && TcpOutcome.firstToClose(c) == 1 - client;
  }

  /** What such an answer says: an alert, or something that is no TLS. */
  private static Outcome said(Bytes answered) {
    byte[] b = answered.toArray();
    boolean alert =
        b.length >= ALERT_BYTES
            && HelloPattern.alertRecord(b, 0, b.length) == HelloPattern.Match.YES;
    return alert
        ? new Outcome.Alerted(
            Side.SERVER, b[ALERT_BYTES - 2] & 0xff, AlertDescription.of(b[ALERT_BYTES - 1] & 0xff))
        : new Outcome.Plaintext(answered.head(PLAINTEXT_BYTES));
  }

  private static Outcome outcome(TcpConnection c, int client, Bytes answered) {
    int server = 1 - client;
    long serverEnd = first(c.finFrame[server], c.resetFrame[server]);
    long clientEnd = first(c.finFrame[client], c.resetFrame[client]);
    boolean byServer = serverEnd != 0 && (clientEnd == 0 || serverEnd < clientEnd);
    if (byServer) {
      boolean reset = c.resetFrame[server] == serverEnd;
      return reset ? new Outcome.Reset(Side.SERVER) : new Outcome.Closed(Side.SERVER);
    }
    Duration waited = Duration.ofNanos(Math.max(0, c.lastSeenNanos() - c.firstNanos));
    if (clientEnd != 0) {
      return answered.isEmpty()
          ? new Outcome.GaveUp(waited, true)
          : new Outcome.Closed(Side.CLIENT);
    }
    return answered.isEmpty() && waited.toNanos() >= SILENCE_NANOS
        ? new Outcome.Silence(waited, true)
        : new Outcome.Unfinished();
  }

  private static long first(long a, long b) {
    return a == 0 ? b : b == 0 ? a : Math.min(a, b);
  }

  /** Headers whose values are nobody else's business; their lengths stay. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?im)^((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)(: *)([^\r\n]*)");

  /** The same bytes with secrets replaced by {@code *}. */
  static Bytes withoutSecrets(Bytes head) {
    Matcher secret = SECRET.matcher(head.latin1());
    if (!secret.find()) {
      return head;
    }
    String masked =
        secret.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + found.group(2) + "*".repeat(found.group(3).length())));
    return Bytes.wrap(masked.getBytes(StandardCharsets.ISO_8859_1));
  }
}
