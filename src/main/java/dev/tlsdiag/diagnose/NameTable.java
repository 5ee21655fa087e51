package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.CertificateNames;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;

/** The four names of a request side by side, a row for each path. */
public record NameTable(List<Row> rows) {
  public NameTable {
    rows = List.copyOf(rows);
  }

  /** What stands in a cell. */
  public enum State {
    /** A name that fits the request. */
    NAME,
    /** A name that does not. */
    OTHER_NAME,
    /** There should be a name and is none. */
    MISSING,
    /** It may be there, but packets do not show it. */
    HIDDEN,
    /** There is no such thing on this path. */
    NONE
  }

  /**
   * One name.
   *
   * @param text as the peer sent it, or why there is none
   */
  public record Cell(State state, String text) {
    public Cell {
      requireNonNull(state, "state is null");
      requireNonNull(text, "text is null");
    }

    private static Cell none() {
      return new Cell(State.NONE, "–");
    }

    private static Cell hidden(String why) {
      return new Cell(State.HIDDEN, why);
    }

    private static Cell of(String name, Optional<String> wanted) {
      boolean fits = wanted.isEmpty() || HostName.same(name, wanted.get());
      return new Cell(fits ? State.NAME : State.OTHER_NAME, name);
    }
  }

  /**
   * One path.
   *
   * @param clientSni what the client asks for
   * @param routeKey what the proxy can route by: the target of a tunnel, the Host header where an
   *     end of the connection told it
   * @param upstreamSni what the proxy asks the server for
   * @param certificate what the server's certificate is for
   */
  public record Row(
      String trace, Cell clientSni, Cell routeKey, Cell upstreamSni, Cell certificate) {}

  /** Of these paths of one request. */
  public static NameTable of(List<HopTrace> traces) {
    Optional<String> wanted =
        traces.stream().map(HopTrace::requestedHost).flatMap(Optional::stream).findFirst();
    return new NameTable(traces.stream().map(trace -> row(trace, wanted)).toList());
  }

  private static Row row(HopTrace trace, Optional<String> wanted) {
    Hop client = trace.clientHop();
    boolean proxied = trace.hops().size() > 1;
    Optional<String> target =
        client
            .preamble()
            .flatMap(Preamble::target)
            .or(() -> client.http().filter(http -> proxied).map(HttpExchange::authority));
    Cell route =
        target
            .map(t -> Cell.of(HostName.ofAuthority(t), routed(t, wanted)))
            .orElse(proxied && client.seen() ? Cell.hidden("not visible") : Cell.none());
    return new Row(
        trace.name(),
        sni(client, wanted),
        route,
        proxied ? sni(trace.serverHop(), wanted) : Cell.none(),
        certificate(new Leg(trace, trace.hops().size(), trace.serverHop()), wanted));
  }

  /** A tunnel may be asked for by address: that is no other name. */
  private static Optional<String> routed(String target, Optional<String> wanted) {
    return HostName.isAddress(HostName.ofAuthority(target)) ? Optional.empty() : wanted;
  }

  private static Cell sni(Hop hop, Optional<String> wanted) {
    if (hop.tls().isEmpty()) {
      boolean captured = hop.steps().stream().anyMatch(step -> !(step instanceof Step.Told));
      return Cell.hidden(captured ? "no hello" : Leg.UNSEEN);
    }
    Handshake first = hop.tls().get().first();
    if (first.sent().isEmpty()) {
      return Cell.hidden(first.helloProblem().isPresent() ? "unreadable" : "no hello");
    }
    Optional<String> name = hop.serverName();
    if (name.isPresent()) {
      return Cell.of(name.get(), wanted);
    }
    return new Cell(wanted.isPresent() ? State.MISSING : State.NONE, "none");
  }

  private static Cell certificate(Leg leg, Optional<String> wanted) {
    Optional<CertificateNames> names = leg.certificateNames();
    if (names.isEmpty()) {
      return Cell.hidden(leg.certificate());
    }
    boolean fits = wanted.isEmpty() || names.get().covers(wanted.get());
    return new Cell(fits ? State.NAME : State.OTHER_NAME, leg.certificate());
  }
}
