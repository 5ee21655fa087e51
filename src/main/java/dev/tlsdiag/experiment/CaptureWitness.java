package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Packets that were recorded where the proxy runs, or where it can be seen from. */
public final class CaptureWitness implements UpstreamWitness {
  private final Runnable begin;
  private final Supplier<Capture> end;
  private final Optional<String> host;

  /**
   * @param begin starts the recording
   * @param end ends it, and reads it
   * @param host of the request
   */
  public CaptureWitness(Runnable begin, Supplier<Capture> end, Optional<String> host) {
    this.begin = requireNonNull(begin, "begin is null");
    this.end = requireNonNull(end, "end is null");
    this.host = requireNonNull(host, "host is null");
  }

  @Override
  public void begin() {
    begin.run();
  }

  @Override
  public Optional<Hop> end(Hop client) {
    Capture capture = end.get();
    List<Request> requests = new RequestFinder(Optional.empty(), Optional.empty()).within(capture);
    Optional<HopTrace> ours =
        requests.stream()
            .map(Request::proxied)
            .filter(trace -> sameHello(trace.clientHop(), client))
            .findFirst();
    return ours.map(HopTrace::serverHop).or(() -> lone(capture, client));
  }

  /** Where only the proxy's side was recorded: the one connection that is not the client's own. */
  private Optional<Hop> lone(Capture capture, Hop client) {
    List<HopTrace> others =
        new RequestFinder(Optional.empty(), Optional.empty())
            .alone(capture).stream()
                .map(Request::proxied)
                .filter(trace -> !sameHello(trace.clientHop(), client))
                .filter(
                    trace -> trace.requestedHost().isEmpty() || trace.requestedHost().equals(host))
                .toList();
    return others.size() == 1 ? Optional.of(others.get(0).clientHop()) : Optional.empty();
  }

  /** The random of a ClientHello is its own: no other connection has it. */
  private static boolean sameHello(Hop one, Hop other) {
    Optional<SentHello> a = sent(one);
    Optional<SentHello> b = sent(other);
    return a.isPresent() && b.isPresent() && a.get().hello().equals(b.get().hello());
  }

  private static Optional<SentHello> sent(Hop hop) {
    return hop.tls().map(Step.Tls::first).flatMap(Handshake::sent);
  }
}
