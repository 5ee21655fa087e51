package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Commands to paste that do what a flow did. Words of peers are quoted for a shell.
 *
 * @param redaction of what stands in them
 * @param authorityFile whose certificate the proxy's clients have to trust
 * @param compareOptions words for {@code tlsdiag compare} that make its proxy like this one, quoted
 *     for a shell
 */
public record FlowCommands(
    Redaction redaction, Optional<String> authorityFile, List<String> compareOptions) {
  public FlowCommands {
    requireNonNull(redaction, "redaction is null");
    requireNonNull(authorityFile, "authorityFile is null");
    compareOptions = List.copyOf(compareOptions);
  }

  /** Those that curl writes itself, or that belong to one connection (RFC 9110 section 7.6.1). */
  private static final Set<String> NOT_SENT =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "proxy-connection",
          "keep-alive",
          "te",
          "upgrade",
          "expect");

  /** The request with curl, through the proxy; empty of a connection that has no name to ask. */
  public Optional<String> curl(LiveFlow flow, FlowDetails details) {
    Optional<String> url = url(flow);
    List<String> words = new ArrayList<>(List.of("curl", "-v"));
    if (url.filter(FlowCommands::looksLikePattern).isPresent()) {
      words.add("-g");
    }
    details.downstream().ifPresent(leg -> words.addAll(through(leg)));
    boolean tls = details.downstream().filter(leg -> leg.hop().tls().isPresent()).isPresent();
    if (tls) {
      authorityFile.ifPresent(file -> words.addAll(List.of("--cacert", file)));
    }
    Optional<HttpExchange> exchange = details.exchange().map(ExchangeRecord::exchange);
    exchange.ifPresent(each -> request(each, words));
    url.ifPresent(words::add);
    return url.map(each -> joined(words));
  }

  /** Curl takes brackets and braces for a pattern of several URLs, unless told not to. */
  private static boolean looksLikePattern(String url) {
    return url.matches("(?s).*[\\[\\]{}].*");
  }

  private static List<String> through(LegRecord leg) {
    Optional<Endpoint> proxy = leg.hop().to().endpoint();
    if (proxy.isEmpty()) {
      return List.of();
    }
    ProxyMode mode = leg.listener();
    if (mode instanceof ProxyMode.Regular || mode instanceof ProxyMode.Upstream) {
      return List.of("-x", "http://" + proxy.get());
    }
    if (mode instanceof ProxyMode.Socks5) {
      return List.of("-x", "socks5h://" + proxy.get());
    }
    return mode instanceof ProxyMode.Transparent
        ? List.of()
        : List.of("--connect-to", "::" + proxy.get());
  }

  private void request(HttpExchange exchange, List<String> words) {
    words.add(exchange.protocol().equals("h2") ? "--http2" : "--http1.1");
    if (exchange.method().equals("HEAD")) {
      words.add("-I");
    } else if (!exchange.method().equals("GET") || exchange.requestBytes() > 0) {
      words.addAll(List.of("-X", exchange.method()));
    }
    for (Header header : redaction.headers(exchange.requestHeaders())) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!NOT_SENT.contains(name) && !name.startsWith(":") && !name.startsWith("proxy-")) {
        words.addAll(List.of("-H", header.name() + ": " + header.value()));
      }
    }
    if (exchange.requestBytes() > 0) {
      words.addAll(List.of("--data-binary", "@body"));
    }
  }

  /** The same request directly and through a proxy like this one. */
  public Optional<String> compare(LiveFlow flow) {
    Optional<String> url = url(flow);
    List<String> words = new ArrayList<>(List.of("tlsdiag", "compare"));
    url.ifPresent(words::add);
    boolean https = url.filter(each -> each.startsWith("https://")).isPresent();
    return https
        ? Optional.of(
            String.join(" ", List.of(joined(words), String.join(" ", compareOptions))).strip())
        : Optional.empty();
  }

  private static Optional<String> url(LiveFlow flow) {
    if (!flow.url().isEmpty()) {
      boolean whole = flow.url().matches("(?s)https?://.*");
      return whole ? Optional.of(flow.url()) : Optional.empty();
    }
    return flow.server().isEmpty() || flow.port() == 0
        ? Optional.empty()
        : Optional.of("https://" + flow.to().replaceFirst(":443$", "") + "/");
  }

  private static String joined(List<String> words) {
    return String.join(" ", words.stream().map(ShellWord::quote).toList());
  }
}
