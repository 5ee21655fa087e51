package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.ClientHello;

/** Sends a ClientHello, on a connection of its own, and says what came of it. */
@FunctionalInterface
public interface Trial {
  Result of(ClientHello hello, Framing framing);

  /** What a server made of a hello. */
  enum Kind {
    WORKED,
    FAILED,
    /** No connection: nothing was sent. */
    UNREACHABLE
  }

  /**
   * What came of it.
   *
   * @param way of failing, so that two failures can be told to be the same: {@code reset}; of what
   *     worked the same in words
   */
  record Result(Kind kind, String way) {
    public static final Result WORKED = new Result(Kind.WORKED, "works");

    public static Result failed(String way) {
      return new Result(Kind.FAILED, way);
    }

    public boolean worked() {
      return kind == Kind.WORKED;
    }

    public boolean failed() {
      return kind == Kind.FAILED;
    }
  }
}
