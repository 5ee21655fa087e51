package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The legs of one request along one path, client first.
 *
 * @param name of the path: {@code direct}, {@code proxied}
 * @param hops at least one
 * @param joints why consecutive hops are taken for one request; one less than seen hops
 */
public record HopTrace(String name, List<Hop> hops, List<Joint> joints) {
  public static final String DIRECT = "direct";
  public static final String PROXIED = "proxied";

  /**
   * Why two legs are taken for the same request.
   *
   * @param upstreamHop 1-based number of the hop that follows from the one before
   * @param confidence 0 to 1
   * @param reasons in words, the strongest first
   */
  public record Joint(int upstreamHop, double confidence, List<String> reasons) {
    public Joint {
      reasons = List.copyOf(reasons);
    }

    /** {@code 0.80}. */
    public String confidenceText() {
      return String.format(Locale.US, "%.2f", confidence); // as ROOT has it, which loads more
    }
  }

  public HopTrace {
    requireNonNull(name, "name is null");
    hops = List.copyOf(hops);
    joints = List.copyOf(joints);
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("a trace has no hops");
    }
  }

  // Written out: what the compiler makes of a record costs a start some milliseconds per method.

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof HopTrace that
            && name.equals(that.name)
            && hops.equals(that.hops)
            && joints.equals(that.joints);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + hops.hashCode()) + joints.hashCode();
  }

  /** A path without anything in between, as far as was captured. */
  public static HopTrace single(String name, Connection connection) {
    return new HopTrace(
        name, List.of(Hop.of(Party.Role.CLIENT, Party.Role.SERVER, connection)), List.of());
  }

  /** Of the client's leg to a proxy only: the proxy's own leg was not captured. */
  public static HopTrace downstreamOnly(String name, Connection downstream) {
    return new HopTrace(
        name,
        List.of(
            Hop.of(Party.Role.CLIENT, Party.Role.PROXY, downstream),
            Hop.unseen(Party.Role.PROXY, Party.Role.SERVER)),
        List.of());
  }

  /** Of a name that got no address: nothing was connected to. */
  public static HopTrace unresolved(String name, NameLookup lookup) {
    Party client = new Party(Party.Role.CLIENT, Optional.of(lookup.exchanges().get(0).client()));
    Hop hop = new Hop(client, Party.unseen(Party.Role.SERVER), List.of(lookup.step()));
    return new HopTrace(name, List.of(hop), List.of());
  }

  /** Of a proxy's leg to the server only: the client's leg was not captured. */
  public static HopTrace upstreamOnly(String name, Connection upstream) {
    return new HopTrace(
        name,
        List.of(
            Hop.unseen(Party.Role.CLIENT, Party.Role.PROXY),
            Hop.of(Party.Role.PROXY, Party.Role.SERVER, upstream)),
        List.of());
  }

  /** Of pairs where each one's upstream is the next one's downstream. */
  public static HopTrace chain(String name, List<LegPair> pairs) {
    List<Hop> hops = new ArrayList<>();
    List<Joint> joints = new ArrayList<>();
    hops.add(Hop.of(Party.Role.CLIENT, Party.Role.PROXY, pairs.get(0).downstream()));
    for (int i = 0; i < pairs.size(); i++) {
      LegPair pair = pairs.get(i);
      Party.Role to = i == pairs.size() - 1 ? Party.Role.SERVER : Party.Role.PROXY;
      hops.add(Hop.of(Party.Role.PROXY, to, pair.upstream()));
      joints.add(new Joint(i + 2, pair.confidence(), pair.reasons()));
    }
    return new HopTrace(name, hops, joints);
  }

  /** Whether the proxy after this hop, 1-based, passes the very same ClientHello on. */
  public boolean relays(int number) {
    Optional<Step.Tls> before = hops.get(number - 1).tls();
    Optional<Step.Tls> after = number < hops.size() ? hops.get(number).tls() : Optional.empty();
    return before.isPresent()
        && after.isPresent()
        && before.get().first().sent().isPresent()
        && after.get().first().sent().isPresent()
        && before
            .get()
            .first()
            .sent()
            .get()
            .message()
            .equals(after.get().first().sent().get().message());
  }

  public Hop clientHop() {
    return hops.get(0);
  }

  public Hop serverHop() {
    return hops.get(hops.size() - 1);
  }

  public boolean failed() {
    return hops.stream().anyMatch(hop -> hop.state() == Hop.State.FAILED);
  }

  /** Whether every hop was captured and used. */
  public boolean worked() {
    return hops.stream().allMatch(hop -> hop.state() == Hop.State.WORKED);
  }

  /** The host asked for: by a name in a ClientHello, client side first, or by a tunnel's target. */
  public Optional<String> requestedHost() {
    return serverName()
        .or(() -> clientHop().preamble().flatMap(Preamble::target).map(HostName::ofAuthority))
        .or(() -> clientHop().http().map(HttpExchange::authority).map(HostName::ofAuthority))
        .map(HostName::canonical);
  }

  /** The first name that a ClientHello of this path carries, client side first. */
  public Optional<String> serverName() {
    return hops.stream().map(Hop::serverName).flatMap(Optional::stream).findFirst();
  }
}
