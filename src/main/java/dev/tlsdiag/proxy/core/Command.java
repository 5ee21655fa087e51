package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/** What a session wants done with its client's connection. */
public sealed interface Command {
  void runOn(Driver driver);

  /** Does the I/O. */
  interface Driver {
    void terminate(Terminate command);

    void serveHttp(Optional<Endpoint> target, boolean targetTls);

    void relay(Endpoint target);

    void close(String reason);

    void drop(String reason);

    void reset(String reason);
  }

  /**
   * End the client's TLS here.
   *
   * @param certificateName the name or address the certificate has to be for
   * @param targetTls whether TLS is spoken to the server too
   * @param authorities whom the server is verified with, by the name they have with the policy;
   *     empty for the settings' own. Where the policy has none of the name, no TLS is possible
   */
  record Terminate(String certificateName, boolean targetTls, Optional<String> authorities)
      implements Command {
    public Terminate {
      requireNonNull(certificateName, "certificateName is null");
      requireNonNull(authorities, "authorities is null");
    }

    /** With the settings' authorities. */
    public Terminate(String certificateName, boolean targetTls) {
      this(certificateName, targetTls, Optional.empty());
    }

    @Override
    public void runOn(Driver driver) {
      driver.terminate(this);
    }
  }

  /**
   * Serve HTTP in the clear.
   *
   * @param target empty where each request says so
   */
  record ServeHttp(Optional<Endpoint> target, boolean targetTls) implements Command {
    public ServeHttp {
      requireNonNull(target, "target is null");
    }

    @Override
    public void runOn(Driver driver) {
      driver.serveHttp(target, targetTls);
    }
  }

  /** Pass all bytes on as they are. */
  record Relay(Endpoint target) implements Command {
    public Relay {
      requireNonNull(target, "target is null");
    }

    @Override
    public void runOn(Driver driver) {
      driver.relay(target);
    }
  }

  /** Close the connection; the reason is for the record. */
  record Close(String reason) implements Command {
    public Close {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public void runOn(Driver driver) {
      driver.close(reason);
    }
  }

  /** Say nothing more, and take no notice of what comes: as if every packet were lost. */
  record Drop(String reason) implements Command {
    public Drop {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public void runOn(Driver driver) {
      driver.drop(reason);
    }
  }

  /** Reset the connection. */
  record Reset(String reason) implements Command {
    public Reset {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public void runOn(Driver driver) {
      driver.reset(reason);
    }
  }
}
