package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a record says of one step of one hop.
 *
 * @param hop 1-based
 * @param failed whether that step failed
 * @param what in half a sentence
 */
record Telling(int hop, Step.Kind step, boolean failed, String what, Placed by) {
  /** Milliseconds; what is refused is refused sooner. */
  private static final int WAITED = 900;

  private static final Set<String> UPSTREAM_FAILED = Set.of("UF", "URX");

  private static final String WORDLESS = "connection failure, without a word";

  /** Whether the source knows that the connection failed, and no reason. */
  boolean wordless() {
    return what.startsWith(WORDLESS);
  }

  static List<Telling> of(Placed placed) {
    Sighting sighting = placed.sighting();
    List<Telling> all = new ArrayList<>();
    if (placed.both()) {
      ofBothLegs(placed, all);
      return all;
    }
    int hop = placed.hop();
    String what = sighting.what();
    switch (sighting.event()) {
      case LOOKUP_ANSWERED -> all.add(new Telling(hop, Step.Kind.RESOLVE, false, what, placed));
      case LOOKUP_FAILED -> all.add(new Telling(hop, Step.Kind.RESOLVE, true, what, placed));
      case DENIED -> all.add(new Telling(hop, Step.Kind.POLICY, true, what, placed));
      case ALLOWED, REDIRECTED -> all.add(new Telling(hop, Step.Kind.POLICY, false, what, placed));
      case DROPPED -> all.add(new Telling(hop, Step.Kind.CONNECT, true, what, placed));
      case FORWARDED -> {
        if (answers(sighting)) {
          all.add(new Telling(hop, Step.Kind.CONNECT, false, "the SYN was answered", placed));
        }
      }
      case ACCEPTED, CONNECTED -> all.add(new Telling(hop, Step.Kind.CONNECT, false, what, placed));
      case CONNECT_FAILED, CONNECT_TIMEOUT ->
          all.add(new Telling(hop, Step.Kind.CONNECT, true, what, placed));
      case TLS_ESTABLISHED -> all.add(new Telling(hop, Step.Kind.TLS, false, what, placed));
      case TLS_FAILED -> all.add(new Telling(hop, Step.Kind.TLS, true, what, placed));
      case REQUEST -> {
        if (hop == 1) {
          all.add(new Telling(hop, Step.Kind.CONNECT, false, "the proxy read the request", placed));
        }
      }
      case NOT_ROUTED -> all.add(new Telling(hop, Step.Kind.POLICY, true, what, placed));
      case RESPONSE, LOCAL_REPLY -> response(placed, all);
      case RESET -> reset(placed, all);
      case CONFIGURATION -> all.add(new Telling(hop, Step.Kind.TLS, true, what, placed));
      case LOOKUP, CONNECTING, ROUTED, RETRY, CLOSED, OTHER -> {}
    }
    return all;
  }

  /** SYN and ACK went by. */
  private static boolean answers(Sighting sighting) {
    String flags = Unit.text(sighting, Attribute.TCP_FLAGS).orElse("");
    return flags.contains("SYN") && flags.contains("ACK");
  }

  /** Whatever status came, it came over a hop that works. */
  private static void response(Placed placed, List<Telling> all) {
    Sighting sighting = placed.sighting();
    if (sighting.event() == Event.LOCAL_REPLY) {
      upstreamReason(placed, placed.hop() + 1, all);
    }
    if (sighting.event() == Event.RESPONSE && waited(sighting)) {
      String what =
          "status %d after %s ms, as of a proxy that waited for its connection"
              .formatted(
                  sighting.status().orElse(0),
                  sighting.attribute(Attribute.DURATION_MILLIS).orElse(""));
      all.add(new Telling(placed.hop() + 1, Step.Kind.CONNECT, true, what, placed));
    }
    boolean good = !sighting.failed() && sighting.status().orElse(600) < 400;
    if (good && sighting.leg() == Leg.DOWNSTREAM) {
      all.add(new Telling(placed.hop() + 1, Step.Kind.HTTP, false, "it answered", placed));
    }
    all.add(new Telling(placed.hop(), Step.Kind.HTTP, false, sighting.what(), placed));
  }

  /**
   * Whether a flow record tells of a status that proxies make, after a time in which connects are
   * given up. Flow records do not say who made it.
   */
  private static boolean waited(Sighting sighting) {
    boolean flow =
        sighting.source() == SourceKind.HUBBLE || sighting.source() == SourceKind.CILIUM_MONITOR;
    int status = sighting.status().orElse(0);
    return flow
        && (status == 502 || status == 503 || status == 504)
        && Unit.text(sighting, Attribute.DURATION_MILLIS)
            .filter(millis -> millis.matches("[0-9]{3,9}") && Integer.parseInt(millis) >= WAITED)
            .isPresent();
  }

  private static void reset(Placed placed, List<Telling> all) {
    Sighting sighting = placed.sighting();
    boolean upstream = sighting.leg() == Leg.UPSTREAM;
    boolean proxys =
        sighting.attributes().containsKey(Attribute.TRANSPORT_FAILURE)
            || sighting.attributes().containsKey(Attribute.DETAILS);
    if (proxys) {
      upstreamReason(placed, upstream ? placed.hop() : placed.hop() + 1, all);
    } else {
      all.add(new Telling(placed.hop(), Step.Kind.CONNECT, true, sighting.what(), placed));
    }
  }

  /** Why the proxy got no answer from the next hop, by the words of its details. */
  private static void upstreamReason(Placed placed, int hop, List<Telling> all) {
    Sighting sighting = placed.sighting();
    String failure = failure(sighting);
    String reason = Unit.text(sighting, Attribute.DETAILS).orElse("").toLowerCase(Locale.ROOT);
    if (!failure.isEmpty()) {
      all.add(new Telling(hop, stepOf(failure), true, failure, placed));
    } else if (reason.contains("timeout") && reason.contains("connection")) {
      all.add(
          new Telling(hop, Step.Kind.CONNECT, true, "no connection in time, TCP or TLS", placed));
    } else if (reason.contains("connection_failure") || reason.contains("connection failure")) {
      all.add(new Telling(hop, Step.Kind.CONNECT, true, WORDLESS + " of TLS", placed));
    } else if (reason.contains("termination") || reason.contains("remote_reset")) {
      all.add(
          new Telling(
              hop, Step.Kind.HTTP, true, "ended by the next hop before a response", placed));
    }
  }

  private static String failure(Sighting sighting) {
    return Unit.text(sighting, Attribute.TRANSPORT_FAILURE).orElse("");
  }

  /** TLS where the words are of TLS, else TCP. */
  static Step.Kind stepOf(String failure) {
    String lower = failure.toLowerCase(Locale.ROOT);
    boolean tls =
        lower.contains("tls")
            || lower.contains("ssl")
            || lower.contains("certificate")
            || lower.contains("secret");
    return tls ? Step.Kind.TLS : Step.Kind.CONNECT;
  }

  private static void ofBothLegs(Placed placed, List<Telling> all) {
    Sighting sighting = placed.sighting();
    int hop = placed.hop();
    List<String> flags = Arrays.asList(Unit.text(sighting, Attribute.FLAGS).orElse("").split(","));
    String details = Unit.text(sighting, Attribute.DETAILS).orElse("");
    String failure = failure(sighting);
    boolean request = Unit.text(sighting, Attribute.METHOD).isPresent();
    all.add(new Telling(hop, Step.Kind.CONNECT, false, "the proxy took the connection", placed));
    if (details.startsWith("filter_chain_not_found")) {
      all.add(new Telling(hop, Step.Kind.TLS, true, "no filter chain matches", placed));
      return;
    }
    boolean upstream = flags.stream().anyMatch(flag -> flag.startsWith("U"));
    if (sighting.event() == Event.TLS_FAILED && !upstream) {
      all.add(
          new Telling(
              hop, Step.Kind.TLS, true, failure.isEmpty() ? sighting.what() : failure, placed));
      return;
    }
    if (request && Unit.text(sighting, Attribute.STATUS).filter(s -> !s.equals("0")).isPresent()) {
      all.add(new Telling(hop, Step.Kind.HTTP, false, sighting.what(), placed));
    }
    if (flags.contains("NR") || flags.contains("NC") || isBlackHole(sighting)) {
      all.add(new Telling(hop, Step.Kind.POLICY, true, sighting.what(), placed));
    } else if (flags.contains("UAEX") || details.startsWith("rbac_access_denied")) {
      all.add(new Telling(hop, Step.Kind.POLICY, true, sighting.what(), placed));
    } else if (!failure.isEmpty()) {
      all.add(new Telling(hop + 1, stepOf(failure), true, failure, placed));
    } else if (flags.stream().anyMatch(UPSTREAM_FAILED::contains)) {
      boolean timeout = details.contains("timeout");
      String what = timeout ? "no connection in time, TCP or TLS" : WORDLESS;
      all.add(new Telling(hop + 1, Step.Kind.CONNECT, true, what, placed));
    } else if (flags.contains("UH")) {
      all.add(new Telling(hop + 1, Step.Kind.CONNECT, true, "no healthy server", placed));
    } else if (flags.contains("DF")) {
      all.add(new Telling(hop + 1, Step.Kind.RESOLVE, true, "DNS resolution failed", placed));
    } else {
      ending(flags, placed)
          .ifPresent(what -> all.add(new Telling(hop + 1, Step.Kind.HTTP, true, what, placed)));
      if (ending(flags, placed).isEmpty() && details.startsWith("via_upstream")) {
        all.add(new Telling(hop + 1, Step.Kind.HTTP, false, "the server answered", placed));
      }
    }
  }

  private static Optional<String> ending(List<String> flags, Placed placed) {
    if (flags.contains("UC")) {
      return Optional.of("the next hop closed before a response");
    }
    if (flags.contains("UR") || flags.contains("LR")) {
      return Optional.of("reset before a response");
    }
    if (flags.contains("UT")) {
      return Optional.of("no response in time");
    }
    return flags.contains("UPE")
        ? Optional.of("the response is not the HTTP that is expected")
        : Optional.empty();
  }

  static boolean isBlackHole(Sighting sighting) {
    return Unit.text(sighting, Attribute.CLUSTER).filter("BlackHoleCluster"::equals).isPresent()
        || Unit.text(sighting, Attribute.ROUTE).filter("block_all"::equals).isPresent();
  }
}
