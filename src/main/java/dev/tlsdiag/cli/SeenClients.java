package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PeerText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods the addresses of captures are, as {@code --from} says it: {@code 10.0.0.181=app=web},
 * or {@code app=web} for all of which nothing else is known.
 */
final class SeenClients {
  private final Map<String, Peer> byAddress = new LinkedHashMap<>();
  private Optional<Peer> others = Optional.empty();

  /**
   * @param values of the option
   */
  static SeenClients parse(List<String> values, PolicyPods pods) {
    SeenClients clients = new SeenClients();
    for (String value : values) {
      int equals = value.indexOf('=');
      String address = equals < 0 ? "" : value.substring(0, equals);
      if (PeerText.isAddress(address)) {
        Peer pod = pods.peer("--from", value.substring(equals + 1));
        clients.byAddress.put(PeerText.parse(address, "").address().orElseThrow(), pod);
      } else if (clients.others.isPresent()) {
        throw CommandException.usage("two '--from' for the same clients: '%s'".formatted(value))
            .attempt("--from 10.0.0.181=app=web");
      } else {
        clients.others = Optional.of(pods.peer("--from", value));
      }
    }
    return clients;
  }

  /** Everybody of whom nothing is known is this one. */
  static SeenClients all(Peer pod) {
    SeenClients clients = new SeenClients();
    clients.others = Optional.of(pod);
    return clients;
  }

  /** Who a client is; empty where nobody says. */
  Optional<Peer> client(Peer peer) {
    return known(peer).or(() -> others.map(pod -> at(pod, peer)));
  }

  /** Who a server is, where that is known. */
  Optional<Peer> known(Peer peer) {
    Optional<Peer> named = peer.address().map(byAddress::get);
    if (named.isPresent()) {
      return Optional.of(at(named.get(), peer));
    }
    boolean labelled = !peer.labels().isEmpty() && peer.namespace().isPresent();
    return labelled ? Optional.of(peer) : Optional.empty();
  }

  private static Peer at(Peer pod, Peer peer) {
    return peer.address().map(pod::withAddress).orElse(pod);
  }
}
