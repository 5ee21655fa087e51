package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** DNS questions and answers that records tell of, as they would stand in a capture. */
final class ToldLookups {
  private static final Endpoint UNKNOWN = new Endpoint("", 0);
  private static final int DNS_PORT = 53;

  private ToldLookups() {}

  /** Of the units of one source's lookups; those without a time are left out. */
  static List<DnsExchange> of(List<Unit> units) {
    List<DnsExchange> found = new ArrayList<>();
    for (Unit unit : units) {
      if (unit.kind == Unit.Kind.LOOKUP) {
        found.addAll(ofUnit(unit.sightings));
      }
    }
    return found;
  }

  private static List<DnsExchange> ofUnit(List<Sighting> sightings) {
    Map<String, Sighting> asked = new HashMap<>();
    List<DnsExchange> found = new ArrayList<>();
    for (Sighting sighting : sightings) {
      boolean denied = sighting.event() == Event.LOOKUP_FAILED;
      boolean answered = sighting.event() == Event.LOOKUP_ANSWERED || denied;
      if (!answered) {
        asked.put(type(sighting), sighting);
        continue;
      }
      Optional<Sighting> question = Optional.ofNullable(asked.remove(type(sighting)));
      exchange(question.orElse(sighting), Optional.of(sighting)).ifPresent(found::add);
    }
    asked.values().forEach(question -> exchange(question, Optional.empty()).ifPresent(found::add));
    return found;
  }

  private static Optional<DnsExchange> exchange(Sighting question, Optional<Sighting> answer) {
    Optional<String> name = Unit.text(question, Attribute.QUERY);
    Optional<Instant> time = question.time();
    if (name.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> took =
        answer
            .flatMap(Sighting::time)
            .map(at -> Duration.between(time.get(), at))
            .filter(d -> !d.isNegative());
    return Optional.of(
        new DnsExchange(
            withoutDot(name.get()),
            type(question),
            question.client().orElse(UNKNOWN),
            question.server().orElse(new Endpoint("", DNS_PORT)),
            false,
            answer.map(ToldLookups::code),
            false,
            false,
            answer.map(ToldLookups::addresses).orElse(List.of()),
            time.get(),
            took,
            answer.orElse(question).evidence()));
  }

  /** As registered by IANA: records say it in words, too. */
  private static String code(Sighting answer) {
    String said = Unit.text(answer, Attribute.RESPONSE_CODE).orElse("");
    String known = said.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    return switch (known) {
      case "", "NOERROR", "0" ->
          answer.event() == Event.LOOKUP_FAILED && said.isEmpty() ? "REFUSED" : "NOERROR";
      case "NONEXISTENTDOMAIN", "NXDOMAIN", "3" -> "NXDOMAIN";
      case "QUERYREFUSED", "REFUSED", "5" -> "REFUSED";
      case "SERVERFAILURE", "SERVFAIL", "2" -> "SERVFAIL";
      case "FORMATERROR", "FORMERR", "1" -> "FORMERR";
      case "NOTIMPLEMENTED", "NOTIMP", "4" -> "NOTIMP";
      default -> said;
    };
  }

  private static List<String> addresses(Sighting answer) {
    return Unit.text(answer, Attribute.ADDRESSES).stream()
        .flatMap(text -> Stream.of(text.split(",")))
        .map(String::strip)
        .filter(HostName::isAddress)
        .toList();
  }

  private static String type(Sighting sighting) {
    return Unit.text(sighting, Attribute.QUERY_TYPE).map(t -> t.split(",")[0]).orElse("A");
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
