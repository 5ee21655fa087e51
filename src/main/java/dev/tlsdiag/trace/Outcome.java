package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;

/** How a handshake ended, seen from the place of capture, and who did it. */
public sealed interface Outcome {

  /** The stable name, as in JSON and {@code --outcome}. */
  String kind();

  /** Whether the connection did not come to be, as far as the packets say. */
  boolean failed();

  /** Whether a session was taken up again, as far as that was seen. */
  default boolean resumed() {
    return false;
  }

  /**
   * The handshake came to its end.
   *
   * @param resumed by a session ID, ticket or pre-shared key (RFC 8446 section 2.2)
   * @param applicationData whether the server sent any afterwards; without it "established" says
   *     only that the handshake's last message was seen
   */
  record Established(boolean resumed, boolean applicationData) implements Outcome {
    @Override
    public String kind() {
      return "established";
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /**
   * The handshake was done, and somebody closed before any application data. Why cannot be seen: a
   * rejected certificate looks like this from TLS 1.3 on, and so does a health check.
   *
   * @param alert whether an encrypted alert went before (inferred from type and size)
   */
  record Quit(Side by, boolean resumed, boolean alert) implements Outcome {
    public Quit {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "quit";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** An alert in the clear ended it. */
  record Alerted(Side by, int level, AlertDescription description) implements Outcome {
    public Alerted {
      requireNonNull(by, "by is null");
      requireNonNull(description, "description is null");
    }

    @Override
    public String kind() {
      return "alert";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * An encrypted alert ended it before any application data: inferred from record type, size and
   * what followed; its description cannot be read without keys.
   */
  record EncryptedAlert(Side by) implements Outcome {
    public EncryptedAlert {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "encrypted-alert";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * RST before the handshake was done. Anybody on the path can forge one: {@code by} is its source
   * address.
   */
  record Reset(Side by) implements Outcome {
    public Reset {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "reset";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * FIN by the server (or by the client in the middle of the server's answer) before the handshake
   * was done.
   */
  record Closed(Side by) implements Outcome {
    public Closed {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "closed";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * The server never answered the ClientHello.
   *
   * @param after from the hello to the last packet of the connection, or to the end of the capture
   * @param acknowledged whether the server's TCP acknowledged the whole hello
   */
  record Silence(Duration after, boolean acknowledged) implements Outcome {
    @Override
    public String kind() {
      return "silence";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * The client closed or reset the connection while it waited for the server.
   *
   * @param after from the hello to the client's FIN or RST
   */
  record GaveUp(Duration after, boolean acknowledged) implements Outcome {
    @Override
    public String kind() {
      return "client-gave-up";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** The answer to the ClientHello is not TLS. */
  record Plaintext(Bytes firstBytes) implements Outcome {
    public Plaintext {
      requireNonNull(firstBytes, "firstBytes is null");
    }

    @Override
    public String kind() {
      return "plaintext";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** Packets are missing from the capture where the answer should be: no verdict. */
  record Cut(long missingBytes) implements Outcome {
    @Override
    public String kind() {
      return "cut";
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /** Only one direction was captured: no verdict. */
  record OneSided(Side seen) implements Outcome {
    public OneSided {
      requireNonNull(seen, "seen is null");
    }

    @Override
    public String kind() {
      return "one-sided";
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /** The capture ends while the handshake goes on: no verdict. */
  record Unfinished() implements Outcome {
    @Override
    public String kind() {
      return "unfinished";
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /** The server asked for another ClientHello, which is a row of its own. */
  record Retried(By by) implements Outcome {
    /** What asked for it. */
    public enum By {
      HELLO_RETRY_REQUEST("hello-retry-request"),
      HELLO_VERIFY_REQUEST("hello-verify-request"),
      RETRY("retry"),
      VERSION_NEGOTIATION("version-negotiation");

      private final String label;

      By(String label) {
        this.label = label;
      }

      public String label() {
        return label;
      }
    }

    public Retried {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "retried";
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /**
   * A QUIC CONNECTION_CLOSE ended it (RFC 9000 section 19.19).
   *
   * @param errorCode the transport error; 0x100 to 0x1ff carry a TLS alert (RFC 9001 section 4.8)
   *     and are {@link Alerted} instead
   */
  record QuicClosed(Side by, long errorCode, String reason) implements Outcome {
    public QuicClosed {
      requireNonNull(by, "by is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String kind() {
      return "quic-close";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /**
   * No ClientHello, because the SYN was never answered.
   *
   * @param attempts SYNs seen
   */
  record SynUnanswered(int attempts) implements Outcome {
    @Override
    public String kind() {
      return "syn-unanswered";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }

  /** No ClientHello, because the SYN was answered with RST (or an ICMP error). */
  record Refused(Side by) implements Outcome {
    public Refused {
      requireNonNull(by, "by is null");
    }

    @Override
    public String kind() {
      return "refused";
    }

    @Override
    public boolean failed() {
      return true;
    }
  }
}
