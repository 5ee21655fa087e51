package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a listener does with the connections that match.
 *
 * @param name empty text where it has none
 * @param serverNames a connection's SNI must be one of them; none: any, or none at all
 * @param transportProtocol {@code tls}, {@code raw_buffer}, {@code quic}; empty: any
 * @param applicationProtocols of ALPN; none: any
 * @param destinationPort empty: any
 * @param ranges of the destination address, {@code 10.0.0.0/8}; none: any
 * @param tls empty where bytes are taken as they come
 * @param filters names of the network filters, in their order
 * @param cluster of a TCP proxy
 * @param routeConfig name of the HTTP routes, delivered or here in the chain
 */
public record FilterChain(
    String name,
    List<String> serverNames,
    Optional<String> transportProtocol,
    List<String> applicationProtocols,
    OptionalInt destinationPort,
    List<String> ranges,
    Optional<DownstreamTls> tls,
    List<String> filters,
    Optional<String> cluster,
    Optional<String> routeConfig,
    Evidence.ConfigLine at) {
  public FilterChain {
    requireNonNull(name, "name is null");
    serverNames = List.copyOf(serverNames);
    requireNonNull(transportProtocol, "transportProtocol is null");
    applicationProtocols = List.copyOf(applicationProtocols);
    requireNonNull(destinationPort, "destinationPort is null");
    ranges = List.copyOf(ranges);
    requireNonNull(tls, "tls is null");
    filters = List.copyOf(filters);
    requireNonNull(cluster, "cluster is null");
    requireNonNull(routeConfig, "routeConfig is null");
    requireNonNull(at, "at is null");
  }

  static FilterChain of(Json chain) {
    Json match = chain.at("filter_chain_match");
    Optional<String> cluster = Optional.empty();
    Optional<String> routeConfig = Optional.empty();
    List<String> filters = new ArrayList<>();
    for (Json filter : chain.at("filters").items()) {
      filters.add(filter.textOrEmpty("name"));
      Json config = configOf(filter);
      if (cluster.isEmpty() && !config.has("route_config")) {
        cluster = config.text("cluster");
      }
      if (routeConfig.isEmpty()) {
        routeConfig =
            config.text("rds", "route_config_name").or(() -> config.text("route_config", "name"));
      }
    }
    return new FilterChain(
        chain.textOrEmpty("name"),
        match.texts("server_names"),
        match.text("transport_protocol"),
        match.texts("application_protocols"),
        match.number("destination_port"),
        match
            .each("prefix_ranges")
            .map(
                range ->
                    range.textOrEmpty("address_prefix")
                        + "/"
                        + range.number("prefix_len").orElse(0))
            .toList(),
        tls(chain),
        filters,
        cluster,
        routeConfig,
        chain.place());
  }

  /** Of a network or HTTP filter; where old versions have it too. */
  static Json configOf(Json filter) {
    return filter.has("typed_config") ? filter.at("typed_config") : filter.at("config");
  }

  private static Optional<DownstreamTls> tls(Json chain) {
    Json old = chain.at("tls_context"); // until Envoy 1.14
    if (old.present()) {
      return Optional.of(DownstreamTls.of(old));
    }
    Json socket = chain.at("transport_socket");
    while (socket.at("typed_config", "transport_socket").isObject()) {
      socket = socket.at("typed_config", "transport_socket");
    }
    String type = socket.at("typed_config").type();
    boolean raw = type.equals("RawBuffer") || socket.textOrEmpty("name").endsWith("raw_buffer");
    return !socket.present() || raw ? Optional.empty() : Optional.of(DownstreamTls.of(socket));
  }
}
