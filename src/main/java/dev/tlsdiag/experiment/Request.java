package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One request as it went along the paths.
 *
 * @param direct empty where only the proxied path was captured
 * @param doubtful other pairings that are as likely and would change the answer
 */
record Request(Optional<HopTrace> direct, HopTrace proxied, List<String> doubtful) {
  Request {
    requireNonNull(direct, "direct is null");
    requireNonNull(proxied, "proxied is null");
    doubtful = List.copyOf(doubtful);
  }

  /**
   * The more it tells, the lower: what fails through the proxy and works without is asked for
   * first.
   */
  int interest() {
    boolean directWorks = direct.isEmpty() || !direct.get().failed();
    if (proxied.failed()) {
      return directWorks ? 0 : 2;
    }
    if (!directWorks) {
      return 3;
    }
    if (nameChanged()) {
      return 1;
    }
    return proxied.worked() ? 4 : 5;
  }

  /** The direct one first. */
  Stream<HopTrace> paths() {
    return Stream.concat(direct.stream(), Stream.of(proxied));
  }

  Optional<String> host() {
    return proxied.requestedHost().or(() -> direct.flatMap(HopTrace::requestedHost));
  }

  private boolean nameChanged() {
    Optional<String> asked = host();
    Hop last = proxied.serverHop();
    return asked.isPresent()
        && last.tls().isPresent()
        && last.serverName().filter(name -> HostName.same(name, asked.get())).isEmpty();
  }
}
