package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A CONNECT that no tunnel came of.
 *
 * @param place with the step of the tunnel
 */
record TunnelCase(Place place, Step.Tunnel tunnel) {
  private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})$");
  private static final Pattern REQUEST = Pattern.compile("(?m)^CONNECT ");
  private static final int TLS_ALERT = 21;
  private static final int TLS_HANDSHAKE = 22;
  private static final List<String> ENVOYS = List.of("Envoy", "Istio");

  TunnelCase {
    requireNonNull(place, "place is null");
    requireNonNull(tunnel, "tunnel is null");
  }

  static Stream<TunnelCase> of(HopTrace trace) {
    return Place.of(trace, Step.Kind.TUNNEL)
        .filter(place -> place.step().failed())
        .map(place -> new TunnelCase(place, (Step.Tunnel) place.step()))
        .filter(refused -> refused.tunnel.preamble().protocol().equals("http-connect"));
  }

  /** Of the proxy's last answer; 0 where it gave none that is HTTP. */
  int status() {
    return tunnel.status().orElse(0);
  }

  /** {@code 403 Forbidden}, or how the connection ended instead. */
  String problem() {
    return tunnel.problem().orElseThrow();
  }

  /** What the proxy said, as far as it was kept. */
  String answer() {
    return tunnel.preamble().server().latin1();
  }

  Optional<String> target() {
    return tunnel.preamble().target();
  }

  /** {@code app.example}; empty where the request could not be read. */
  Optional<String> host() {
    return target().map(HostName::ofAuthority);
  }

  OptionalInt port() {
    Matcher port = PORT.matcher(target().orElse(""));
    return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
  }

  /** Who answered, where the answer says so. */
  Optional<String> product() {
    return ProxyReply.connectProduct(answer());
  }

  boolean byEnvoy() {
    return product().filter(ENVOYS::contains).isPresent();
  }

  /** {@code the proxy (Squid)}. */
  String who() {
    return product().map(p -> "the proxy (" + p + ")").orElse("the proxy");
  }

  /** With a blank before it; empty where the request could not be read. */
  String toTarget() {
    return target().map(t -> " to " + t).orElse("");
  }

  /** The first value of a header in the last answer. */
  Optional<String> header(String name) {
    Pattern line = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *([^\\r\\n]*)");
    Matcher found = line.matcher(lastAnswer());
    return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
  }

  private String lastAnswer() {
    int last = answer().lastIndexOf("HTTP/1.");
    return last < 0 ? answer() : answer().substring(last);
  }

  /** How often the client asked on this connection. */
  long requests() {
    return REQUEST.matcher(tunnel.preamble().client().latin1()).results().count();
  }

  /** Whether the client showed credentials for the proxy. */
  boolean withCredentials() {
    return tunnel
        .preamble()
        .client()
        .latin1()
        .toLowerCase(Locale.ROOT)
        .contains("proxy-authorization:");
  }

  /** Whether the answer is a record of TLS: the port wants a ClientHello. */
  boolean answeredInTls() {
    Bytes first = tunnel.preamble().server();
    boolean record =
        first.length() >= 3 && (first.u8(0) == TLS_ALERT || first.u8(0) == TLS_HANDSHAKE);
    return record && first.u8(1) == 3;
  }

  boolean unanswered() {
    return tunnel.preamble().server().isEmpty();
  }
}
