package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A VirtualService.
 *
 * @param gateways empty means the sidecars of the mesh
 */
public record VirtualService(
    Resource resource,
    List<Word> hosts,
    List<Word> gateways,
    List<Word> exportTo,
    List<Route> http,
    List<Route> tls,
    List<Route> tcp) {
  /**
   * What a match may ask for beside what is kept here: then it cannot be told from a name alone.
   */
  private static final Set<String> DECIDABLE =
      Set.of("port", "sniHosts", "authority", "gateways", "name", "ignoreUriCase");

  public VirtualService {
    requireNonNull(resource, "resource is null");
    hosts = List.copyOf(hosts);
    gateways = List.copyOf(gateways);
    exportTo = List.copyOf(exportTo);
    http = List.copyOf(http);
    tls = List.copyOf(tls);
    tcp = List.copyOf(tcp);
  }

  /**
   * A route: of the first one with a match that fits, or without a match.
   *
   * @param name of the route, for access logs
   * @param rewriteAuthority {@code rewrite.authority}
   * @param setHost {@code Host} in {@code headers.request.set}
   * @param answers whether it answers itself: a redirect or a direct response
   */
  public record Route(
      Optional<Word> name,
      List<Match> matches,
      List<Destination> destinations,
      Optional<Word> rewriteAuthority,
      Optional<Word> setHost,
      boolean answers,
      Position position) {
    public Route {
      requireNonNull(name, "name is null");
      matches = List.copyOf(matches);
      destinations = List.copyOf(destinations);
      requireNonNull(rewriteAuthority, "rewriteAuthority is null");
      requireNonNull(setHost, "setHost is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An item of {@code match}: all of it has to fit.
   *
   * @param authority {@code exact}, {@code prefix} or {@code regex} and the value
   * @param others keys of conditions that cannot be told from names: {@code uri}, {@code headers},
   *     an {@code authority} with a pattern …
   */
  public record Match(
      OptionalInt port,
      List<Word> sniHosts,
      Optional<Condition> authority,
      List<Word> gateways,
      List<String> others,
      Position position) {
    public Match {
      requireNonNull(port, "port is null");
      sniHosts = List.copyOf(sniHosts);
      requireNonNull(authority, "authority is null");
      gateways = List.copyOf(gateways);
      others = List.copyOf(others);
      requireNonNull(position, "position is null");
    }
  }

  /** A condition on a text. */
  public record Condition(String kind, String value) {
    public Condition {
      requireNonNull(kind, "kind is null");
      requireNonNull(value, "value is null");
    }
  }

  /** An item of {@code route}. */
  public record Destination(
      Optional<Word> host, Optional<Word> subset, OptionalInt port, OptionalInt weight) {
    public Destination {
      requireNonNull(host, "host is null");
      requireNonNull(subset, "subset is null");
      requireNonNull(port, "port is null");
      requireNonNull(weight, "weight is null");
    }
  }

  static VirtualService parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new VirtualService(
        resource,
        spec.words("hosts"),
        spec.words("gateways"),
        spec.words("exportTo"),
        spec.parts("http").stream().map(VirtualService::route).toList(),
        spec.parts("tls").stream().map(VirtualService::route).toList(),
        spec.parts("tcp").stream().map(VirtualService::route).toList());
  }

  private static Route route(Part route) {
    Optional<Part> set =
        route
            .part("headers")
            .flatMap(headers -> headers.part("request"))
            .flatMap(request -> request.part("set"));
    return new Route(
        route.word("name"),
        route.parts("match").stream().map(VirtualService::match).toList(),
        route.parts("route").stream().map(VirtualService::destination).toList(),
        route.part("rewrite").flatMap(rewrite -> rewrite.word("authority")),
        set.flatMap(VirtualService::host),
        route.has("redirect") || route.has("directResponse"),
        route.position());
  }

  private static Optional<Word> host(Part headers) {
    return headers.node().entries().stream()
        .map(entry -> entry.key().text())
        .filter(name -> name.equalsIgnoreCase("host") || name.equals(":authority"))
        .findFirst()
        .flatMap(headers::word);
  }

  private static Match match(Part match) {
    Optional<Condition> authority = match.part("authority").flatMap(VirtualService::condition);
    boolean pattern = authority.filter(each -> each.kind().equals("regex")).isPresent();
    return new Match(
        match.number("port"),
        match.words("sniHosts"),
        authority,
        match.words("gateways"),
        match.node().entries().stream()
            .map(entry -> entry.key().text())
            .filter(key -> !DECIDABLE.contains(key) || pattern && key.equals("authority"))
            .toList(),
        match.position());
  }

  private static Optional<Condition> condition(Part condition) {
    return condition.node().entries().stream()
        .findFirst()
        .flatMap(
            entry ->
                condition
                    .word(entry.key().text())
                    .map(word -> new Condition(entry.key().text(), word.text())));
  }

  private static Destination destination(Part route) {
    Optional<Part> destination = route.part("destination");
    return new Destination(
        destination.flatMap(each -> each.word("host")),
        destination.flatMap(each -> each.word("subset")),
        destination
            .flatMap(each -> each.part("port"))
            .map(port -> port.number("number"))
            .orElse(OptionalInt.empty()),
        route.number("weight"));
  }

  /** Whether sidecars follow it. */
  public boolean forSidecars() {
    return gateways.isEmpty() || gateways.stream().anyMatch(gateway -> gateway.is("mesh"));
  }
}
