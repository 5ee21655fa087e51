package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A route configuration: which cluster a request goes to.
 *
 * @param name of Istio the port, or a listener's name; empty text where it has none
 */
public record EnvoyRoutes(
    String name, ResourceState state, List<VirtualHost> hosts, Evidence.ConfigLine at) {
  /**
   * @param domains that a request's host is compared with: {@code api.example.com}, {@code *}
   */
  public record VirtualHost(
      String name, List<String> domains, List<Route> routes, Evidence.ConfigLine at) {
    public VirtualHost {
      requireNonNull(name, "name is null");
      domains = List.copyOf(domains);
      routes = List.copyOf(routes);
      requireNonNull(at, "at is null");
    }
  }

  /**
   * @param match {@code prefix /}, {@code path /status}; empty text where it matches by other means
   * @param clusters one, several with weights, or the header that names it
   * @param directStatus answered by Envoy itself with this status
   * @param redirects answered by Envoy itself with a redirection
   * @param timeout of the whole answer; empty: Envoy's default of 15 s; zero: none
   * @param retryOn {@code 5xx,connect-failure}; empty: no retries
   * @param retries at most; empty: one, where there are any
   * @param hostRewrite literal host that goes upstream instead of the request's
   */
  public record Route(
      String match,
      List<String> clusters,
      OptionalInt directStatus,
      boolean redirects,
      Optional<Duration> timeout,
      Optional<String> retryOn,
      OptionalInt retries,
      Optional<String> hostRewrite,
      Evidence.ConfigLine at) {
    public Route {
      requireNonNull(match, "match is null");
      clusters = List.copyOf(clusters);
      requireNonNull(directStatus, "directStatus is null");
      requireNonNull(timeout, "timeout is null");
      requireNonNull(retryOn, "retryOn is null");
      requireNonNull(retries, "retries is null");
      requireNonNull(hostRewrite, "hostRewrite is null");
      requireNonNull(at, "at is null");
    }
  }

  private static final List<String> MATCHES =
      List.of("prefix", "path", "path_separated_prefix", "safe_regex", "regex");

  /** Of what matches by its end, then by its beginning; the longer, the better. */
  private static final int SUFFIX = 1 << 24;

  private static final int PREFIX = 2 << 24;

  public EnvoyRoutes {
    requireNonNull(name, "name is null");
    requireNonNull(state, "state is null");
    hosts = List.copyOf(hosts);
    requireNonNull(at, "at is null");
  }

  static EnvoyRoutes of(Json config, ResourceState state) {
    return new EnvoyRoutes(
        config.textOrEmpty("name"),
        state,
        config.each("virtual_hosts").map(EnvoyRoutes::host).toList(),
        config.place());
  }

  private static VirtualHost host(Json host) {
    return new VirtualHost(
        host.textOrEmpty("name"),
        host.texts("domains"),
        host.each("routes").map(route -> route(route, host)).toList(),
        host.place());
  }

  private static Route route(Json route, Json host) {
    Json action = route.at("route");
    Json own = action.at("retry_policy");
    Json retry = own.present() ? own : host.at("retry_policy");
    return new Route(
        match(route.at("match")),
        clusters(action),
        route.number("direct_response", "status"),
        route.has("redirect"),
        action.duration("timeout"),
        retry.text("retry_on"),
        retry.number("num_retries"),
        action.text("host_rewrite_literal").or(() -> action.text("host_rewrite")),
        route.place());
  }

  private static String match(Json match) {
    for (String kind : MATCHES) {
      Json value = match.at(kind);
      if (value.present()) {
        return kind + " " + (value.isObject() ? value.textOrEmpty("regex") : value.textOrEmpty());
      }
    }
    return match.has("connect_matcher") ? "CONNECT" : "";
  }

  private static List<String> clusters(Json action) {
    if (action.has("cluster")) {
      return List.of(action.textOrEmpty("cluster"));
    }
    if (action.has("cluster_header")) {
      return List.of("header " + action.textOrEmpty("cluster_header"));
    }
    return action
        .each("weighted_clusters", "clusters")
        .map(one -> one.textOrEmpty("name"))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * The virtual host that a request finds, as Envoy compares: an exact domain first, then the
   * longest wildcard.
   *
   * @param authority as the request has it, with its port if it has one
   */
  public Optional<VirtualHost> hostFor(String authority) {
    String wanted = authority.toLowerCase(Locale.ROOT);
    Map<Integer, VirtualHost> byRank = new TreeMap<>();
    for (VirtualHost host : hosts) {
      for (String domain : host.domains()) {
        rank(domain.toLowerCase(Locale.ROOT), wanted)
            .ifPresent(rank -> byRank.putIfAbsent(rank, host));
      }
    }
    return byRank.values().stream().findFirst();
  }

  /** Lower is better: exact, longest suffix wildcard, longest prefix wildcard, anything. */
  private static OptionalInt rank(String domain, String wanted) {
    if (domain.equals(wanted)) {
      return OptionalInt.of(0);
    }
    if (domain.equals("*")) {
      return OptionalInt.of(Integer.MAX_VALUE);
    }
    boolean shorter = wanted.length() >= domain.length();
    if (domain.startsWith("*") && shorter && wanted.endsWith(domain.substring(1))) {
      return OptionalInt.of(SUFFIX - domain.length());
    }
    if (domain.endsWith("*")
        && shorter
        && wanted.startsWith(domain.substring(0, domain.length() - 1))) {
      return OptionalInt.of(PREFIX - domain.length());
    }
    return OptionalInt.empty();
  }
}
