package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.istio.VirtualService.Match;
import dev.tlsdiag.mesh.istio.VirtualService.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Which route of a VirtualService is taken: the first that fits. */
record RouteChoice(
    Registry registry, OutboundCall call, List<Statement> because, List<String> cannotTell) {
  /** A destination, with what it leaves out filled in. */
  record Chosen(Route route, String host, int port, String subset) {}

  /** Empty where none fits; what hangs on more than the name is passed over, and said. */
  Optional<Chosen> http(VirtualService rule, String host) {
    for (Route route : rule.http()) {
      Optional<Match> match = route.matches().stream().filter(m -> fits(m, host)).findFirst();
      if (!route.matches().isEmpty() && match.isEmpty()) {
        continue;
      }
      boolean sure =
          route.matches().isEmpty()
              || route.matches().stream().anyMatch(m -> fits(m, host) && m.others().isEmpty());
      if (!sure) {
        cannotTell.add(
            "%s: whether the request fits the match on %s in line %d"
                .formatted(
                    rule.resource().label(),
                    String.join(", ", match.get().others()),
                    match.get().position().line()));
        continue;
      }
      Optional<Chosen> chosen = chosen(rule, route);
      if (chosen.isPresent() || route.answers()) {
        return chosen;
      }
    }
    return Optional.empty();
  }

  Optional<Chosen> tls(VirtualService rule, String sni) {
    return rule.tls().stream()
        .filter(
            route ->
                route.matches().stream()
                    .anyMatch(
                        match ->
                            ofPort(match)
                                && forSidecars(match)
                                && match.sniHosts().stream()
                                    .anyMatch(
                                        each ->
                                            HostPattern.matches(
                                                each.text().toLowerCase(Locale.ROOT), sni))))
        .findFirst()
        .flatMap(route -> chosen(rule, route));
  }

  private boolean fits(Match match, String host) {
    return ofPort(match)
        && forSidecars(match)
        && match.authority().map(condition -> fits(condition, host)).orElse(true);
  }

  private boolean ofPort(Match match) {
    return match.port().isEmpty() || match.port().equals(OptionalInt.of(call.port()));
  }

  private static boolean forSidecars(Match match) {
    return match.gateways().isEmpty()
        || match.gateways().stream().anyMatch(gateway -> gateway.is("mesh"));
  }

  private boolean fits(VirtualService.Condition condition, String host) {
    String authority = call.host().orElse(host).toLowerCase(Locale.ROOT);
    String value = condition.value().toLowerCase(Locale.ROOT);
    return switch (condition.kind()) {
      case "exact" -> authority.equals(value) || host.equals(value);
      case "prefix" -> authority.startsWith(value);
      default -> true; // a pattern, which is among what cannot be told
    };
  }

  private Optional<Chosen> chosen(VirtualService rule, Route route) {
    return route.destinations().stream()
        .filter(each -> each.host().isPresent())
        .filter(each -> each.weight().orElse(1) > 0)
        .findFirst()
        .map(
            each -> {
              String host = HostPattern.expanded(each.host().get().text(), rule.resource());
              if (route.destinations().size() > 1) {
                cannotTell.add(
                    "%s shares the requests out among %d destinations"
                        .formatted(rule.resource().label(), route.destinations().size()));
              }
              return new Chosen(
                  route, host, port(each.port(), host), each.subset().map(Word::text).orElse(""));
            });
  }

  /** The only port of the service, or the one that was dialled. */
  private int port(OptionalInt written, String host) {
    if (written.isPresent()) {
      return written.getAsInt();
    }
    Optional<MeshService> service = registry.named(host);
    return service
        .filter(each -> each.ports().size() == 1)
        .map(each -> each.ports().get(0).number())
        .orElse(call.port());
  }
}
