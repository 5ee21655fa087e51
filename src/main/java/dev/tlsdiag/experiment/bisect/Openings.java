package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Makes openings of what is known. */
public final class Openings {
  /** What a segment carries on most networks: a larger hello comes in several by itself. */
  private static final int USUAL_SEGMENT = 1400;

  private static final Duration APART = Duration.ofMillis(20);

  private Openings() {}

  /** A usual hello for this host, where it is a name with {@code server_name}. */
  public static Opening base(String host) {
    return new Opening("base", BaseHello.of(host), Framing.ONE);
  }

  /** What this client sends to the host. */
  public static Opening of(HelloTemplate template, String host) {
    Optional<String> name = HostName.isAddress(host) ? Optional.empty() : Optional.of(host);
    return new Opening(
        template.name(),
        template.to(name, Optional.empty()),
        Framing.ONE.withRecordVersion(template.recordVersion()));
  }

  /**
   * What was seen. How many bytes each of several records and segments had is not known: they are
   * taken to be equal.
   */
  public static Opening of(String name, SentHello sent) {
    ClientHello hello = sent.hello();
    int bytes = sent.message().length();
    boolean cut = sent.segments() > 1 && bytes < USUAL_SEGMENT;
    List<Integer> segments = cut ? equal(bytes, sent.segments()) : List.of();
    Framing framing =
        new Framing(
            equal(bytes, sent.records()),
            segments,
            segments.isEmpty() ? Duration.ZERO : APART,
            sent.recordVersion().orElse(Framing.USUAL_RECORD_VERSION));
    return new Opening(name, hello, framing);
  }

  /** All but the last, which is what is left. */
  private static List<Integer> equal(int bytes, int pieces) {
    return pieces < 2
        ? List.of()
        : new ArrayList<>(Collections.nCopies(pieces - 1, Math.max(1, bytes / pieces)));
  }

  /** The hello of a hop, by which it can be sent again; empty where there is none. */
  public static Optional<SentHello> sent(Hop hop) {
    return hop.tls()
        .map(tls -> tls.first())
        .filter(handshake -> handshake.transport() == Transport.TCP)
        .flatMap(handshake -> handshake.sent())
        .filter(sent -> !sent.hello().sslv2());
  }

  /** The two that a comparison is about. */
  public record Two(Opening good, Opening bad) {}

  /**
   * The direct path's hello and the proxy's own; without a direct path the client's to the proxy.
   * Empty where one of them was not seen.
   */
  public static Optional<Two> of(List<HopTrace> traces) {
    Optional<HopTrace> direct = named(traces, HopTrace.DIRECT);
    Optional<HopTrace> proxied = named(traces, HopTrace.PROXIED);
    Optional<SentHello> bad = proxied.flatMap(trace -> sent(trace.serverHop()));
    Optional<SentHello> good = direct.or(() -> proxied).flatMap(trace -> sent(trace.clientHop()));
    if (good.isEmpty() || bad.isEmpty()) {
      return Optional.empty();
    }
    String first = direct.isPresent() ? "the direct path's hello" : "the client's hello";
    String last =
        proxied.filter(trace -> trace.hops().size() > 1).isPresent()
            ? "the proxy's own hello"
            : "the proxied path's hello";
    return Optional.of(new Two(of(first, good.get()), of(last, bad.get())));
  }

  private static Optional<HopTrace> named(List<HopTrace> traces, String name) {
    return traces.stream().filter(trace -> trace.name().equals(name)).findFirst();
  }
}
