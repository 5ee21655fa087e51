package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code proxy-refused-connect}: a forward proxy opens no tunnel to the server. */
final class ProxyRefusedConnectRule implements Rule {
  private static final Pattern SQUID_ERROR = Pattern.compile("(?i)x-squid-error: *([A-Z_0-9 ]+)");

  private static final List<Rule> KNOWN =
      List.of(
          new Connect403PortOrPolicyRule(),
          new Connect407AuthRule(),
          new StarttlsPreambleRule(),
          new ConnectParsedByL7PolicyRule(),
          new ConnectToSomethingElseRule());

  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-refused-connect",
          Severity.ERROR,
          "A forward proxy opens no tunnel to the server",
          "the proxy opens no tunnel",
          "Read the proxy's status and its log: it decides before any TLS is spoken.",
          List.of(
              new Fix("Squid", "cache.log, access.log: the line of this CONNECT"),
              new Fix("the proxy's machine", "can it resolve the host, and reach the port?"),
              new Fix("curl", "-v shows what the proxy answers"),
              new Fix("NO_PROXY", "the host itself, for hosts that need no proxy")),
          Optional.empty(),
          Set.of());

  private static final Fix NO_PROXY =
      new Fix("NO_PROXY", "the host itself, for hosts that need no proxy");

  private static final List<Fix> SERVER_UNREACHED =
      List.of(
          new Fix("the proxy's machine", "can it resolve the host, and reach the port?"),
          new Fix("Squid", "cache.log; squidclient mgr:ipcache; dns_nameservers"),
          new Fix("mitmproxy", "its log; ssl_verify_upstream_trusted_ca, upstream_cert=false"),
          NO_PROXY);

  private static final List<Fix> SOCKS_FIXES =
      List.of(
          new Fix("curl", "socks5h:// lets the proxy resolve the name, socks5:// the client"),
          new Fix("the proxy's machine", "can it resolve the host, and reach the port?"),
          new Fix("SOCKS server", "its rules for this client, host and port"),
          NO_PROXY);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.TUNNEL)
        .filter(place -> place.step().failed())
        .filter(place -> !known(place, facts))
        .map(ProxyRefusedConnectRule::finding);
  }

  /** Whether a rule of its own knows this way of refusing. */
  private static boolean known(Place place, Facts facts) {
    return KNOWN.stream()
        .flatMap(rule -> rule.check(place.trace(), facts))
        .anyMatch(finding -> finding.hop() == place.number());
  }

  private static Finding finding(Place place) {
    Step.Tunnel tunnel = (Step.Tunnel) place.step();
    boolean socks = tunnel.preamble().protocol().startsWith("socks");
    String answer = tunnel.preamble().server().latin1();
    String problem = tunnel.problem().orElseThrow();
    String target = tunnel.preamble().target().map(t -> " to " + t).orElse("");
    Optional<String> product = ProxyReply.connectProduct(answer);
    String meaning = socks ? socks(tunnel.status()) : http(tunnel.status(), answer);
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "%s opens no tunnel%s: %s%s%s"
                .formatted(
                    product.map(p -> "the proxy (" + p + ")").orElse("the proxy"),
                    target,
                    problem,
                    meaning.isEmpty() ? "" : ": ",
                    meaning))
        .withFixes(fixes(tunnel.status().orElse(0), socks));
  }

  /** The fixes that fit what the proxy says, in the order of their likelihood. */
  private static List<Fix> fixes(int status, boolean socks) {
    if (socks) {
      return SOCKS_FIXES;
    }
    return switch (status) {
      case 500, 502, 503, 504 -> SERVER_UNREACHED;
      default -> INFO.fixes();
    };
  }

  private static String http(OptionalInt status, String answer) {
    if (status.isEmpty()) {
      return answer.isEmpty() ? "" : "the answer is not HTTP: it may be no HTTP proxy";
    }
    return switch (status.getAsInt()) {
      case 400, 403, 404 -> "it refuses this request" + squidError(answer);
      case 429 -> "it limits requests";
      case 500 ->
          squidError(answer).isEmpty() ? "" : "it could not reach the server" + squidError(answer);
      case 502, 503 ->
          "it could not reach the server: its own DNS, route or TLS failed" + squidError(answer);
      case 504 -> "its own connection to the server took too long";
      default -> "";
    };
  }

  /** {@code (ERR_CONNECT_FAIL 111)}, what Squid adds about its own leg. */
  private static String squidError(String answer) {
    Matcher error = SQUID_ERROR.matcher(answer);
    return error.find() ? " (" + error.group(1).strip() + ")" : "";
  }

  /** RFC 1928 section 6; 0x5b to 0x5d are SOCKS 4's. */
  private static String socks(OptionalInt status) {
    return switch (status.orElse(-1)) {
      case 1 -> "general failure";
      case 2 -> "its rules forbid it";
      case 3 -> "network unreachable, as the proxy sees it";
      case 4 -> "host unreachable, as the proxy sees it: often its DNS";
      case 5 -> "the server refuses the proxy's connection";
      case 6 -> "TTL expired on the way to the server";
      case 7 -> "the command is not supported";
      case 8 -> "the address type is not supported";
      case 0x5b -> "rejected or failed";
      case 0x5c, 0x5d -> "it wants an identd that knows the user";
      case 0xff -> "it accepts none of the authentication methods offered";
      default -> "";
    };
  }
}
