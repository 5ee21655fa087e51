package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP response that a proxy made by itself, known by its text, its length or its headers.
 *
 * @param product who makes such responses
 * @param cause why it made this one
 * @param quote the words of the response it is known by
 * @param detail what the proxy adds about its own leg: Envoy's transport failure reason,
 *     mitmproxy's or Squid's error; empty where nothing
 * @param sure whether the text leaves no doubt, or only a header or a length speaks for it
 */
public record ProxyReply(
    String product, Cause cause, String quote, Optional<String> detail, boolean sure) {
  private static final int QUOTED = 100;
  static final String ENVOY = "Envoy";

  private static final Pattern ENVOY_RESET =
      Pattern.compile(
          "upstream connect error or disconnect/reset before headers"
              + "(?:\\. (?:retried and the latest )?reset reason: ([A-Za-z0-9/() ]+))?"
              + "(?:, transport failure reason: ?(.*))?",
          Pattern.DOTALL);

  private static final Pattern SQUID_ERROR = Pattern.compile("(?i)x-squid-error: *([A-Z_0-9 ]+)");

  /** Texts that only the product's own responses have. */
  private static final List<Phrase> PHRASES =
      List.of(
          new Phrase("no healthy upstream", ENVOY, Cause.NO_SERVER),
          new Phrase("upstream request timeout", ENVOY, Cause.RESPONSE_TIMEOUT),
          new Phrase("upstream max stream duration reached", ENVOY, Cause.RESPONSE_TIMEOUT),
          new Phrase("DNS resolution failure", ENVOY, Cause.RESOLVE),
          new Phrase("dns_resolution_failure", ENVOY, Cause.RESOLVE),
          new Phrase("Unable to determine IP address from host name", "Squid", Cause.RESOLVE),
          new Phrase("DNS lookup failure for", "Apache", Cause.RESOLVE),
          new Phrase("Origin DNS error", "Cloudflare", Cause.RESOLVE),
          new Phrase("envoy overloaded", ENVOY, Cause.OVERLOAD),
          new Phrase("RBAC: access denied", "Istio", Cause.POLICY),
          new Phrase("No server is available to handle this request", "HAProxy", Cause.NO_SERVER),
          new Phrase(
              "The server returned an invalid or incomplete response", "HAProxy", Cause.CLOSED),
          new Phrase("The server didn't respond in time", "HAProxy", Cause.RESPONSE_TIMEOUT),
          new Phrase("Request forbidden by administrative rules", "HAProxy", Cause.POLICY),
          new Phrase("Error during SSL Handshake with remote server", "Apache", Cause.TLS),
          new Phrase(
              "The proxy server received an invalid\nresponse from an upstream server",
              "Apache",
              Cause.CLOSED),
          new Phrase("dns_unresolved_hostname", "Blue Coat", Cause.RESOLVE));

  /** Of nginx's pages, which name it only where server_tokens is on. */
  private static final Pattern NGINX =
      Pattern.compile("<title>(502 Bad Gateway|504 Gateway Time-out)</title>.*<hr><center>([^<]*)");

  /** What resolvers say in other programs' messages. */
  private static final List<String> NAME_UNKNOWN =
      List.of(
          "name or service not known",
          "no address associated with hostname",
          "nodename nor servname",
          "temporary failure in name resolution",
          "getaddrinfo failed",
          "could not resolve host");

  private record Phrase(String text, String product, Cause cause) {}

  /** Why a proxy answers instead of the server. */
  public enum Cause {
    RESOLVE("the name of the server has no address"),
    CONNECT("its connection to the server did not come to be, in TCP or in TLS"),
    TLS("its TLS handshake with the server failed"),
    CONNECT_TIMEOUT("its connection to the server took too long, in TCP or in TLS"),
    CLOSED("the server closed or reset the connection before a response"),
    RESPONSE_TIMEOUT("the server did not respond in time"),
    PROTOCOL("what the server sent is not the HTTP it expected"),
    NO_SERVER("it has no server that it takes for healthy or could connect to"),
    NO_ROUTE("it has no route for this host, path or method"),
    POLICY("its policy forbids the request"),
    OVERLOAD("a limit of its own is reached"),
    UNKNOWN("no cause is given");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public ProxyReply {
    requireNonNull(product, "product is null");
    requireNonNull(cause, "cause is null");
    requireNonNull(quote, "quote is null");
    requireNonNull(detail, "detail is null");
  }

  /** Of a response; empty where the server may have made it as well. */
  public static Optional<ProxyReply> of(HttpExchange exchange) {
    if (exchange.status().isEmpty()) {
      return Optional.empty();
    }
    int status = exchange.status().getAsInt();
    if (exchange.responseHeader("x-envoy-upstream-service-time").isPresent()) {
      return Optional.empty(); // the server answered it
    }
    String text = grpcMessage(exchange).orElse(exchange.bodyStart().latin1());
    return ofText(text)
        .filter(reply -> !reply.product().equals("Cilium") || mayBeEnvoy(exchange))
        .or(() -> bySquidHeader(exchange))
        .or(() -> byServerHeader(exchange, status))
        .or(() -> status >= 500 ? byNginxPage(text) : Optional.empty())
        .or(() -> text.isEmpty() ? EnvoyBody.reply(exchange, status) : Optional.empty());
  }

  /** The words "Access denied" alone are anybody's. */
  private static boolean mayBeEnvoy(HttpExchange exchange) {
    return exchange
        .responseHeader("server")
        .map(server -> server.toLowerCase(Locale.ROOT).contains("envoy"))
        .orElse(true);
  }

  /** Of the text of a response, as a user pastes it; empty where it is nobody's. */
  public static Optional<ProxyReply> ofText(String text) {
    Matcher reset = ENVOY_RESET.matcher(text);
    if (reset.find()) {
      Optional<String> detail = Optional.ofNullable(reset.group(2)).map(ProxyReply::line);
      String reason = Optional.ofNullable(reset.group(1)).orElse("unspecified").strip();
      Cause cause = resetCause(reason, detail.orElse(""));
      return Optional.of(
          new ProxyReply(
              ENVOY, cause, "reset reason: " + reason, detail.filter(d -> !d.isBlank()), true));
    }
    if (text.strip().equals("Access denied")) {
      return Optional.of(
          new ProxyReply("Cilium", Cause.POLICY, "Access denied", Optional.empty(), true));
    }
    return PHRASES.stream()
        .filter(phrase -> text.contains(phrase.text()))
        .findFirst()
        .map(
            phrase ->
                new ProxyReply(
                    phrase.product(), phrase.cause(), phrase.text(), Optional.empty(), true));
  }

  /**
   * Why a CONNECT was refused, where the answer says more than its status.
   *
   * @param answer head and body, as far as they were kept
   */
  public static Optional<ProxyReply> connectReply(String answer) {
    Matcher squid = SQUID_ERROR.matcher(answer);
    if (squid.find()) {
      String error = squid.group(1).strip();
      return Optional.of(new ProxyReply("Squid", squidCause(error), error, Optional.empty(), true));
    }
    String lower = answer.toLowerCase(Locale.ROOT);
    return ofText(answer)
        .or(
            () ->
                NAME_UNKNOWN.stream()
                    .filter(lower::contains)
                    .findFirst()
                    .map(
                        words ->
                            new ProxyReply(
                                connectProduct(answer).orElse("the proxy"),
                                Cause.RESOLVE,
                                words,
                                Optional.empty(),
                                true)));
  }

  /** Who refused a CONNECT, by the bytes of its answer; empty where they do not say. */
  public static Optional<String> connectProduct(String answer) {
    String head = answer.toLowerCase(Locale.ROOT);
    if (head.contains("x-squid-error") || head.contains("squid/") || head.contains("(squid")) {
      return Optional.of("Squid");
    }
    if (head.contains("tunnel or ssl forbidden") || head.contains("wcg1")) {
      return Optional.of("Websense Content Gateway");
    }
    if (head.contains("tunnel forbidden")
        || head.contains("server: ats")
        || head.contains("apachetrafficserver")) {
      return Optional.of("Apache Traffic Server");
    }
    return List.of(
            List.of("server: envoy", ENVOY),
            List.of("server: istio-envoy", "Istio"),
            List.of("server: mitmproxy", "mitmproxy"),
            List.of("server: tlsdiag", "tlsdiag"),
            List.of("server: nginx", "nginx"),
            List.of("server: openresty", "nginx"),
            List.of("server: apache", "Apache"),
            List.of("blue coat", "Blue Coat"))
        .stream()
        .filter(sign -> head.contains(sign.get(0)))
        .map(sign -> sign.get(1))
        .findFirst();
  }

  /** What the TLS library's number in it says, in words; empty without one. */
  public Optional<String> decoded() {
    List<TlsErrorNumber> numbers = detail.map(TlsErrorNumber::in).orElse(List.of());
    // An alert beside a local reason is what the local reason came from.
    return numbers.stream()
        .filter(number -> number.receivedAlert().isPresent())
        .findFirst()
        .or(() -> numbers.stream().findFirst())
        .map(number -> number.meaning("the proxy"));
  }

  /** Whether Envoy's TLS gave no error: the server was silent, or closed without an alert. */
  public boolean wordless() {
    return product.equals(ENVOY)
        && (cause == Cause.CONNECT || cause == Cause.CONNECT_TIMEOUT)
        && detail.isEmpty();
  }

  /** What Envoy means by its reset reason. */
  static Cause resetCause(String reason, String detail) {
    if (!TlsErrorNumber.in(detail).isEmpty() || detail.toLowerCase(Locale.ROOT).contains("tls")) {
      return Cause.TLS;
    }
    return switch (reason) {
      case "connection failure", "remote connection failure", "local connection failure" ->
          Cause.CONNECT;
      case "connection timeout" -> Cause.CONNECT_TIMEOUT;
      case "connection termination",
          "remote reset",
          "remote reset (no error)",
          "remote refused stream reset" ->
          Cause.CLOSED;
      case "protocol error", "HTTP/1 premature upstream half close" -> Cause.PROTOCOL;
      case "overflow", "overload manager reset" -> Cause.OVERLOAD;
      default -> Cause.UNKNOWN;
    };
  }

  /** {@code X-Squid-Error: ERR_CONNECT_FAIL 111}. */
  private static Optional<ProxyReply> bySquidHeader(HttpExchange exchange) {
    return exchange
        .responseHeader("x-squid-error")
        .map(error -> new ProxyReply("Squid", squidCause(error), error, Optional.empty(), true));
  }

  private static Cause squidCause(String error) {
    String name = error.split(" ", 2)[0];
    return switch (name) {
      case "ERR_DNS_FAIL" -> Cause.RESOLVE;
      case "ERR_CONNECT_FAIL", "ERR_CANNOT_FORWARD" -> Cause.CONNECT;
      case "ERR_SECURE_CONNECT_FAIL" -> Cause.TLS;
      case "ERR_READ_TIMEOUT" -> Cause.RESPONSE_TIMEOUT;
      case "ERR_READ_ERROR", "ERR_ZERO_SIZE_OBJECT" -> Cause.CLOSED;
      case "ERR_ACCESS_DENIED" -> Cause.POLICY;
      default -> Cause.UNKNOWN;
    };
  }

  private static Optional<ProxyReply> byServerHeader(HttpExchange exchange, int status) {
    String server = exchange.responseHeader("server").orElse("").toLowerCase(Locale.ROOT);
    if (server.startsWith("mitmproxy")) {
      String said = withoutMarkup(exchange.bodyStart().latin1());
      String lower = said.toLowerCase(Locale.ROOT);
      Cause cause =
          NAME_UNKNOWN.stream().anyMatch(lower::contains)
              ? Cause.RESOLVE
              : lower.contains("tls") || lower.contains("certificate")
                  ? Cause.TLS
                  : lower.contains("connect call failed") ? Cause.CONNECT : Cause.UNKNOWN;
      return Optional.of(
          new ProxyReply("mitmproxy", cause, line(said), Optional.of(line(said)), true));
    }
    if (server.startsWith("awselb") && (status == 502 || status == 503 || status == 504)) {
      Cause cause =
          status == 502 ? Cause.CLOSED : status == 503 ? Cause.NO_SERVER : Cause.RESPONSE_TIMEOUT;
      return Optional.of(
          new ProxyReply("AWS load balancer", cause, "server: awselb", Optional.empty(), true));
    }
    return Optional.empty();
  }

  private static Optional<ProxyReply> byNginxPage(String text) {
    Matcher page = NGINX.matcher(text.replaceAll("[\\r\\n]+", ""));
    if (!page.find()) {
      return Optional.empty();
    }
    Cause cause = page.group(1).startsWith("504") ? Cause.RESPONSE_TIMEOUT : Cause.CONNECT;
    return Optional.of(new ProxyReply("nginx", cause, page.group(1), Optional.empty(), true));
  }

  /** A gRPC client gets the text in {@code grpc-message}, percent-encoded. */
  private static Optional<String> grpcMessage(HttpExchange exchange) {
    return exchange
        .responseHeader("grpc-message")
        .filter(message -> !message.isBlank())
        .map(ProxyReply::decodePercent);
  }

  private static String decodePercent(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that is one
    }
  }

  private static String withoutMarkup(String html) {
    return html.replaceAll("(?s)<head>.*?</head>", " ")
        .replaceAll("<[^>]*>", " ")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .strip();
  }

  private static String line(String text) {
    String one = text.replaceAll("\\s+", " ").strip();
    return one.length() > 2 * QUOTED ? one.substring(0, 2 * QUOTED) + "…" : one;
  }
}
