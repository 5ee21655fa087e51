package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A listener and what it does with whom.
 *
 * @param address {@code 0.0.0.0:15001}, a pipe's path; empty text where it is not said
 * @param listenerFilters names, in their order: {@code envoy.filters.listener.tls_inspector}
 * @param chains in their order
 * @param defaultChain for connections that no other matches; without it they are closed
 */
public record EnvoyListener(
    String name,
    String address,
    ResourceState state,
    List<String> listenerFilters,
    List<FilterChain> chains,
    Optional<FilterChain> defaultChain,
    Evidence.ConfigLine at) {
  public EnvoyListener {
    requireNonNull(name, "name is null");
    requireNonNull(address, "address is null");
    requireNonNull(state, "state is null");
    listenerFilters = List.copyOf(listenerFilters);
    chains = List.copyOf(chains);
    requireNonNull(defaultChain, "defaultChain is null");
    requireNonNull(at, "at is null");
  }

  static EnvoyListener of(Json listener, ResourceState state) {
    Json rest = listener.at("default_filter_chain");
    return new EnvoyListener(
        listener.textOrEmpty("name"),
        Addresses.text(listener.at("address")),
        state,
        listener.each("listener_filters").map(filter -> filter.textOrEmpty("name")).toList(),
        listener.each("filter_chains").map(FilterChain::of).toList(),
        rest.present() ? Optional.of(FilterChain.of(rest)) : Optional.empty(),
        listener.has("name") ? listener.at("name").place() : listener.place());
  }

  /** Of the chains and the default one. */
  public List<FilterChain> allChains() {
    List<FilterChain> all = new ArrayList<>(chains);
    defaultChain.ifPresent(all::add);
    return List.copyOf(all);
  }
}
