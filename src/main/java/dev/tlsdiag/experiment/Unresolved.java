package dev.tlsdiag.experiment;

import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.NameLookup;
import dev.tlsdiag.trace.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds in captures the requests that ended with their name: it got no address, and nothing was
 * connected to.
 *
 * @param wanted the host to look for; empty for any
 */
record Unresolved(Optional<String> wanted) {

  /** The last one that failed in a capture. */
  Optional<Request> alone(Capture capture) {
    return failed(capture).stream()
        .reduce((earlier, later) -> later)
        .map(
            lookup ->
                new Request(
                    Optional.empty(), HopTrace.unresolved(HopTrace.PROXIED, lookup), List.of()));
  }

  /** One that failed on the proxied path, beside a connection or a failure on the direct one. */
  Optional<Request> between(Capture direct, Capture proxied) {
    for (NameLookup lookup : failed(proxied)) {
      Optional<HopTrace> control =
          connection(direct, lookup.host())
              .map(connection -> HopTrace.single(HopTrace.DIRECT, connection))
              .or(
                  () ->
                      failed(direct).stream()
                          .filter(other -> other.host().equals(lookup.host()))
                          .findFirst()
                          .map(other -> HopTrace.unresolved(HopTrace.DIRECT, other)));
      if (control.isPresent()) {
        HopTrace trace = HopTrace.unresolved(HopTrace.PROXIED, lookup);
        return Optional.of(new Request(control, trace, List.of()));
      }
    }
    return failed(direct).stream()
        .flatMap(lookup -> onlyDirectly(lookup, proxied).stream())
        .findFirst();
  }

  /** The proxy resolves by itself, or the client behind it needs not. */
  private static Optional<Request> onlyDirectly(NameLookup lookup, Capture proxied) {
    Optional<String> host = Optional.of(HostName.canonical(lookup.host()));
    return new RequestFinder(host, Optional.empty())
        .within(proxied).stream()
            .map(Request::proxied)
            .findFirst()
            .or(
                () ->
                    connection(proxied, host.get()).map(c -> HopTrace.single(HopTrace.PROXIED, c)))
            .map(
                trace ->
                    new Request(
                        Optional.of(HopTrace.unresolved(HopTrace.DIRECT, lookup)),
                        trace,
                        List.of()));
  }

  private List<NameLookup> failed(Capture capture) {
    return capture.failedLookups().stream()
        .filter(l -> wanted.isEmpty() || wanted.get().equals(HostName.canonical(l.host())))
        .toList();
  }

  private static Optional<Connection> connection(Capture capture, String host) {
    return capture.connections().stream()
        .filter(c -> c.requestedHost().filter(host::equals).isPresent())
        .min(Comparator.comparing(c -> c.outcome() instanceof Outcome.Established ? 0 : 1));
  }
}
