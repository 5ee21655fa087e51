package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.wire.Bytes;
import java.util.Set;

/** Who it is that answers a ClientHello with something else than TLS. */
enum PlaintextPeer {
  /** The client's proxy, which looks for HTTP on a port where TLS comes. */
  L7_PROXY,
  /** A server that a proxy was led to with TLS. */
  UPSTREAM_PORT,
  /** A server that speaks first, and wants STARTTLS. */
  GREETING,
  ANYBODY,
  NOBODY;

  private static final int SHOWN_CHARACTERS = 60;

  /** Where forward proxies listen: Squid, mitmproxy and many others, Privoxy, Traffic Server. */
  private static final Set<Integer> PROXY_PORTS = Set.of(3128, 8080, 8888, 8118);

  /** MySQL's first packet: number 0, protocol version 10. */
  private static final int MYSQL_PROTOCOL = 10;

  static PlaintextPeer of(Place place, Facts facts) {
    if (!(place.last().outcome() instanceof Outcome.Plaintext plaintext)) {
      return NOBODY;
    }
    Bytes bytes = plaintext.firstBytes();
    if (greets(bytes)) {
      return GREETING;
    }
    if (place.number() == 1) {
      boolean known = place.hop().to().role() == Party.Role.PROXY && isHttp(bytes);
      boolean inTunnel = place.hop().preamble().isPresent();
      return known && (inTunnel ? takenDirectly(facts) : !onPortOfForwardProxies(place))
          ? L7_PROXY
          : ANYBODY;
    }
    return place.upstream() && !plainDirectly(place, facts) ? UPSTREAM_PORT : ANYBODY;
  }

  static boolean isHttp(Bytes bytes) {
    String text = bytes.latin1();
    return text.startsWith("HTTP/") || text.regionMatches(true, 0, "<!doctype html", 0, 14);
  }

  /** A client that was told {@code https://} of an HTTP proxy sends it a ClientHello. */
  static boolean onPortOfForwardProxies(Place place) {
    return place.number() == 1
        && PROXY_PORTS.contains(place.last().server().port())
        && place.hop().preamble().isEmpty();
  }

  /** Whether the direct path to the server came to TLS. */
  static boolean takenDirectly(Facts facts) {
    return facts
        .control()
        .map(HopTrace::serverHop)
        .flatMap(hop -> hop.tls())
        .filter(tls -> RefusedHello.taken(tls.last()))
        .isPresent();
  }

  /** Whether the very same port answers everybody so: then it is no matter of the proxy. */
  private static boolean plainDirectly(Place place, Facts facts) {
    return facts
        .control()
        .map(HopTrace::serverHop)
        .flatMap(hop -> hop.tls())
        .filter(tls -> tls.last().outcome() instanceof Outcome.Plaintext)
        .filter(tls -> tls.last().server().equals(place.last().server()))
        .isPresent();
  }

  private static boolean greets(Bytes bytes) {
    String text = bytes.latin1();
    boolean mysql =
        bytes.length() > 5 && bytes.u8(2) == 0 && bytes.u8(3) == 0 && bytes.u8(4) == MYSQL_PROTOCOL;
    return text.startsWith("220")
        || text.startsWith("* OK")
        || text.startsWith("+OK")
        || text.startsWith("<?xml")
        || text.startsWith("<stream:")
        || mysql;
  }

  /** What it said, as far as that is text. */
  static String firstLine(Place place) {
    Bytes bytes = ((Outcome.Plaintext) place.last().outcome()).firstBytes();
    String line = bytes.latin1().lines().findFirst().orElse("");
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) : line;
  }
}
