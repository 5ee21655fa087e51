package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom an attempt goes to, as written on the command line: {@code api.example.com:443}, {@code
 * app=db:5432}, {@code kube-system/k8s-app=kube-dns:53/UDP}, {@code https://api.example.com/x}.
 *
 * @param name the host, where it is a name
 * @param tls of a URL whether it begins TLS
 * @param path of a URL that has one, with the query
 */
record TrialTarget(
    Peer peer,
    Optional<String> name,
    OptionalInt port,
    String protocol,
    Optional<Boolean> tls,
    Optional<String> path) {
  private static final Pattern URL =
      Pattern.compile(
          "(?i)(https?)://(\\[[^]]*]|[^/?#:\\[]+)(?::([0-9]{1,5}))?([/?][^#]*)?(?:#.*)?");
  private static final Pattern PORT =
      Pattern.compile("(.*?)(?::([0-9]{1,5}))?(?:/([A-Za-z]+[46]?))?");
  private static final Pattern PLAIN_IPV6 =
      Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  TrialTarget {
    requireNonNull(peer, "peer is null");
    requireNonNull(name, "name is null");
    requireNonNull(port, "port is null");
    requireNonNull(protocol, "protocol is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(path, "path is null");
  }

  /**
   * @param option for messages
   */
  static TrialTarget parse(String option, String text, PolicyPods pods) {
    Matcher url = URL.matcher(text);
    if (url.matches()) {
      boolean https = url.group(1).equalsIgnoreCase("https");
      int port = url.group(3) == null ? (https ? 443 : 80) : port(option, url.group(3));
      Peer peer = pods.peer(option, url.group(2));
      return new TrialTarget(
          peer,
          name(peer),
          OptionalInt.of(port),
          "TCP",
          Optional.of(https),
          Optional.ofNullable(url.group(4)).map(p -> p.startsWith("/") ? p : "/" + p));
    }
    if (PLAIN_IPV6.matcher(text).matches()) {
      return of(pods.peer(option, text), OptionalInt.empty(), "TCP");
    }
    Matcher parts = PORT.matcher(text);
    boolean protocol = parts.matches() && parts.group(2) != null && parts.group(3) != null;
    boolean plain = parts.group(3) == null || protocol;
    if (!plain) { // a pod's namespace has a slash too
      return of(pods.peer(option, text), OptionalInt.empty(), "TCP");
    }
    String upper = parts.group(3) == null ? "TCP" : parts.group(3).toUpperCase(Locale.ROOT);
    Choices.requireOneOf(
        option + " …/PROTOCOL", upper, List.of("TCP", "UDP", "SCTP", "ICMP", "ICMPV4", "ICMPV6"));
    OptionalInt port =
        parts.group(2) == null ? OptionalInt.empty() : OptionalInt.of(port(option, parts.group(2)));
    return of(pods.peer(option, parts.group(1)), port, upper);
  }

  private static TrialTarget of(Peer peer, OptionalInt port, String protocol) {
    return new TrialTarget(peer, name(peer), port, protocol, Optional.empty(), Optional.empty());
  }

  private static Optional<String> name(Peer peer) {
    return peer.names().stream().findFirst();
  }

  private static int port(String option, String digits) {
    int port = Integer.parseInt(digits);
    if (port > 65535) {
      throw CommandException.usage("'%s' after '%s' is no port".formatted(digits, option))
          .likely("0 to 65535");
    }
    return port;
  }

  /** Of which the port has to be known. */
  int portOrRefuse(String option, String text) {
    return port.orElseThrow(
        () ->
            CommandException.usage("'%s %s' has no port".formatted(option, text))
                .attempt(
                    "%s %s:443".formatted(option, text.contains("::") ? "[" + text + "]" : text)));
  }
}
