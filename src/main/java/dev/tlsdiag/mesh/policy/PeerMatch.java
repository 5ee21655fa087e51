package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.AddressBlock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Whether the L3 part of an item means the other end of a connection. */
final class PeerMatch {
  private final CiliumVersion version;

  PeerMatch(CiliumVersion version) {
    this.version = requireNonNull(version, "version is null");
  }

  /**
   * Whether the item says nothing of the other end, so that its ports are open to anywhere. An
   * empty list says something, namely nobody; but an empty {@code toFQDNs} counts as absent.
   */
  static boolean isAnybody(Peers peers) {
    return peers.endpoints().isEmpty()
        && peers.entities().isEmpty()
        && peers.cidrs().isEmpty()
        && peers.cidrSets().isEmpty()
        && peers.fqdns().map(List::isEmpty).orElse(true)
        && peers.services().isEmpty()
        && peers.others().isEmpty();
  }

  Match means(Peers peers, Policy policy, Peer peer) {
    if (isAnybody(peers)) {
      return Match.YES;
    }
    Match match =
        any(peers.endpoints(), selector -> LabelMatch.means(selector, policy, peer))
            .or(any(peers.entities(), entity -> means(entity.name(), peer)))
            .or(any(peers.cidrs(), cidr -> means(cidr, peer)))
            .or(any(peers.cidrSets(), cidr -> means(cidr, peer)))
            .or(any(peers.fqdns(), fqdn -> means(fqdn, peer)))
            .or(any(peers.services(), service -> means(service, policy, peer)));
    for (String other : peers.others()) {
      match = match.or(Match.maybe("what " + other + " means in this cluster"));
    }
    return match;
  }

  private static <T> Match any(Optional<List<T>> items, Function<T, Match> match) {
    return items.orElse(List.of()).stream().map(match).reduce(Match.NO, Match::or);
  }

  private static Match means(Peers.ServiceSelector service, Policy policy, Peer peer) {
    String name =
        service.name().isPresent()
            ? service.namespace().or(policy::namespace).map(space -> space + "/").orElse("")
                + service.name().get()
            : "that toServices selects";
    return Match.maybe(
        "whether %s is a backend of the service %s"
            .formatted(peer.address().orElse("the other end"), name));
  }

  private Match means(FqdnSelector selector, Peer peer) {
    // Addresses of the cluster have identities of their own; no name changes that.
    if (!PeerNature.of(peer).mayBeWorld()) {
      return Match.NO;
    }
    FqdnPattern pattern = FqdnPattern.of(selector, version);
    return Match.of(peer.names().stream().anyMatch(pattern::matches));
  }

  private static Match means(Peers.CidrRule rule, Peer peer) {
    if (!PeerNature.of(peer).mayBeWorld()) {
      return Match.NO;
    }
    if (rule.cidr().isEmpty()) {
      return rule.group().isEmpty()
          ? Match.NO
          : Match.maybe("the addresses of the group " + rule.group().get());
    }
    Optional<AddressBlock> block = AddressText.block(rule.cidr().get());
    if (block.isEmpty()) {
      return Match.NO; // the API server refuses it
    }
    Optional<IpAddress> address = peer.address().flatMap(AddressText::address);
    if (address.isEmpty()) {
      return Match.maybe("the address of the other end");
    }
    boolean excepted =
        rule.except().stream()
            .flatMap(except -> AddressText.block(except).stream())
            .anyMatch(except -> except.contains(address.get()));
    return !block.get().contains(address.get()) || excepted
        ? Match.NO
        : outside(peer, address.get());
  }

  /** An address of which nothing more is known may be a pod's, for which no address rule counts. */
  private static Match outside(Peer peer, IpAddress address) {
    return PeerNature.of(peer) == PeerNature.WORLD
        ? Match.YES
        : Match.maybe("whether " + address + " is outside of the cluster");
  }

  private static Match means(String entity, Peer peer) {
    return switch (entity) {
      case "all" -> Match.YES;
      case "world" -> world(peer);
      case "world-ipv4" -> world(peer).and(family(peer, false));
      case "world-ipv6" -> world(peer).and(family(peer, true));
      case "cluster", "cluster-mesh" -> cluster(peer);
      case "host", "remote-node", "kube-apiserver", "ingress", "init", "health", "unmanaged" ->
          reserved(entity, peer);
      default -> Match.NO; // none; and what is no entity is refused
    };
  }

  private static Match world(Peer peer) {
    return switch (PeerNature.of(peer)) {
      case WORLD -> Match.YES;
      case POD, RESERVED -> Match.NO;
      case UNKNOWN ->
          Match.maybe(
              "whether %s is outside of the cluster"
                  .formatted(peer.address().orElse("the other end")));
    };
  }

  private static Match family(Peer peer, boolean v6) {
    if (peer.labels().contains("reserved:world-ipv" + (v6 ? "6" : "4"))) {
      return Match.YES;
    }
    return peer.address()
        .flatMap(AddressText::address)
        .map(address -> Match.of(address.v6() == v6))
        .orElse(Match.maybe("the address of the other end"));
  }

  private static Match cluster(Peer peer) {
    return switch (PeerNature.of(peer)) {
      case WORLD -> Match.of(hasReserved("kube-apiserver", peer));
      case POD, RESERVED -> Match.YES;
      case UNKNOWN -> world(peer).not();
    };
  }

  private static Match reserved(String entity, Peer peer) {
    if (hasReserved(entity, peer)) {
      return Match.YES;
    }
    return switch (PeerNature.of(peer)) {
      case POD, RESERVED -> Match.NO;
      case WORLD ->
          // Where the control plane is not one's own it is outside, and only the agent knows.
          entity.equals("kube-apiserver") && peer.labels().isEmpty()
              ? Match.maybe(
                  "whether %s is the API server".formatted(peer.address().orElse("the other end")))
              : Match.NO;
      case UNKNOWN ->
          Match.maybe("whether %s is %s".formatted(peer.address().orElse("the other end"), entity));
    };
  }

  private static boolean hasReserved(String name, Peer peer) {
    return peer.labels().stream()
        .anyMatch(
            label -> label.equals("reserved:" + name) || label.equals("reserved:" + name + "="));
  }
}
