package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.NameLookup;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of DNS about a name that was not resolved. */
record Lookups(Place place, Step.Resolve step, List<DnsExchange> own, List<DnsExchange> all) {

  /** The failed lookups of a trace. */
  static Stream<Lookups> failed(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.RESOLVE)
        .filter(place -> place.step().failed())
        .map(
            place -> {
              Step.Resolve step = (Step.Resolve) place.step();
              List<DnsExchange> all =
                  Stream.concat(step.exchanges().stream(), facts.dns().stream())
                      .distinct()
                      .toList();
              List<DnsExchange> own =
                  step.exchanges().isEmpty()
                      ? NameLookup.about(step.name(), all.stream()).toList()
                      : step.exchanges();
              return new Lookups(place, step, own, all);
            });
  }

  /** The answers with this code. */
  List<DnsExchange> answered(String code) {
    return own.stream().filter(e -> e.responseCode().equals(Optional.of(code))).toList();
  }

  /** Whether the name itself was asked for, not only behind search suffixes. */
  boolean askedForItself() {
    return own.stream().anyMatch(this::isItself);
  }

  boolean isItself(DnsExchange exchange) {
    return HostName.same(exchange.name(), step.name());
  }

  /** Somebody else, or the same server at another time, who has an address for it. */
  Optional<DnsExchange> resolvedElsewhere() {
    return NameLookup.about(step.name(), all.stream())
        .filter(e -> !e.addresses().isEmpty() && !e.truncated())
        .findFirst();
  }

  /** Another name to which this server gives an address. */
  Optional<DnsExchange> otherNameOf(DnsExchange refused) {
    String name = refused.name().toLowerCase(Locale.ROOT);
    return all.stream()
        .filter(e -> e.server().equals(refused.server()) && !e.addresses().isEmpty())
        .filter(e -> !e.name().toLowerCase(Locale.ROOT).equals(name))
        .filter(e -> !HostName.same(e.name(), step.name()))
        .findFirst();
  }

  /** {@code 192.0.2.53}; with the port where it is not 53. */
  static String server(DnsExchange exchange) {
    return exchange.server().port() == 53 ? exchange.server().host() : exchange.server().toString();
  }
}
