package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.wire.Bytes;

/** What a server of the lab does about a ClientHello. */
sealed interface Reaction {
  /** Goes on with TLS. */
  record Serve(TlsTerms terms) implements Reaction {
    public Serve {
      requireNonNull(terms, "terms is null");
    }
  }

  /** Warns with alert 112 unrecognized_name, of level 1, and goes on with TLS. */
  record WarnAndServe(TlsTerms terms) implements Reaction {
    public WarnAndServe {
      requireNonNull(terms, "terms is null");
    }
  }

  /** Sends a fatal alert in the clear, then closes. */
  record SendAlert(AlertDescription description) implements Reaction {
    public SendAlert {
      requireNonNull(description, "description is null");
    }
  }

  /** Sends these bytes as they are, and leaves what follows to the client. */
  record Send(Bytes bytes) implements Reaction {
    public Send {
      requireNonNull(bytes, "bytes is null");
    }
  }

  /** Never answers, and leaves the connection open until the client gives up. */
  record StaySilent() implements Reaction {}

  /** TCP RST. */
  record Reset() implements Reaction {}

  /** TCP FIN, without a byte of TLS. */
  record HangUp() implements Reaction {}

  /** Sends these characters in the clear, then closes. */
  record Say(String text) implements Reaction {
    public Say {
      requireNonNull(text, "text is null");
    }

    /**
     * An answer of HTTP/1.1 that ends the connection.
     *
     * @param status number and reason
     * @param header one more line, as {@code Name: value}
     * @param body in ASCII
     */
    static Say http(String status, String header, String body) {
      return new Say(
          """
          HTTP/1.1 %s\r
          %s\r
          Content-Type: text/plain\r
          Content-Length: %d\r
          Connection: close\r
          \r
          %s"""
              .formatted(status, header, body.length(), body));
    }
  }
}
