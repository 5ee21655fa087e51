package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.TunnelRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The head of a client's CONNECT request, and the answers to it (RFC 9110 section 9.3.6). */
final class ConnectHead {
  static final int OK = 200;

  /** The answer that opens the tunnel. */
  static final Bytes ESTABLISHED = latin1("HTTP/1.1 200 Connection established\r\n\r\n");

  private static final int LONGEST = 64 * 1024;
  private static final String METHOD = "CONNECT ";

  private final String head;

  private ConnectHead(String head) {
    this.head = head;
  }

  /** It is not served, with this status. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final String status;

    private Refused(String status, String reason) {
      super(reason);
      this.status = status;
    }

    /** The whole answer; the connection ends after it. */
    Bytes answer() {
      return latin1("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
  }

  /** Whether the bytes that came until now are not those of another method. */
  static boolean mayBegin(HeldBytes held) {
    return held.mayBegin(METHOD);
  }

  /**
   * Takes it, with its empty line.
   *
   * @return empty where it is not whole; then nothing is taken
   * @throws Refused where it grows too long
   */
  static Optional<ConnectHead> take(HeldBytes held) throws Refused {
    int end = held.headEnd();
    if (end >= 0) {
      return Optional.of(new ConnectHead(held.take(end).latin1()));
    }
    if (held.length() > LONGEST) {
      throw new Refused(
          "431 Request Header Fields Too Large", "the head of CONNECT has more than 64 KiB");
    }
    return Optional.empty();
  }

  /** As it came, with asterisks for credentials. */
  Bytes masked() {
    return latin1(TunnelRequest.masked(head));
  }

  /**
   * Where the client wants to go.
   *
   * @throws Refused where the request line does not say it
   */
  Endpoint target() throws Refused {
    try {
      return TunnelRequest.parse(head).target();
    } catch (IllegalArgumentException e) {
      throw new Refused("400 Bad Request", String.valueOf(e.getMessage()));
    }
  }

  private static Bytes latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
