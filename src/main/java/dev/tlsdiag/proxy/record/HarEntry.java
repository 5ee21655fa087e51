package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Entries of an HTTP Archive. What HAR requires and nobody knows is -1 or empty, as it says. */
final class HarEntry {
  private static final int UNKNOWN = -1;

  private final TextBuffer out;
  private final JsonText json;
  private final EventJson events;
  private final Redaction redaction;

  HarEntry(OutputStream sink, Redaction redaction) {
    out = new TextBuffer(sink);
    json = new JsonText(out);
    events = new EventJson(out, json, redaction);
    this.redaction = requireNonNull(redaction, "redaction is null");
  }

  void request(ExchangeRecord record) throws IOException {
    HttpExchange exchange = record.exchange();
    json.restart();
    json.open('{');
    events.time("startedDateTime", record.start());
    json.key("time").millis(record.duration().toNanos());
    json.key("request").open('{').key("method").string(exchange.method());
    json.key("url").string(redaction.url(exchange.target()));
    json.key("httpVersion").string(version(exchange.protocol()));
    json.key("cookies").open('[').close(']');
    headers("headers", exchange.requestHeaders());
    query(redaction.url(exchange.target()));
    json.key("headersSize").number(UNKNOWN);
    json.key("bodySize").number(exchange.requestBytes()).close('}');
    response(record);
    json.key("cache").open('{').close('}');
    timings(record);
    long connection = record.upstream() != 0 ? record.upstream() : record.downstream();
    json.key("connection").string(Long.toString(connection));
    json.key("_downstream").number(record.downstream());
    record
        .localReply()
        .ifPresent(
            failure -> {
              json.key("_localReply").open('{').key("reason").token(failure.kind().label());
              json.key("detail").string(failure.detail()).close('}');
            });
    exchange.problem().ifPresent(problem -> json.key("_error").string(problem));
    json.close('}');
    out.flush();
  }

  private void response(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    String protocol = record.upstreamProtocol().orElse(exchange.protocol());
    json.key("response").open('{').key("status").number(exchange.status().orElse(0));
    json.key("statusText").token("").key("httpVersion").string(version(protocol));
    json.key("cookies").open('[').close(']');
    headers("headers", exchange.responseHeaders());
    json.key("content").open('{').key("size").number(exchange.responseBytes());
    json.key("mimeType").string(exchange.responseHeader("content-type").orElse(""));
    body(exchange);
    json.close('}');
    String location = exchange.responseHeader("location").orElse("");
    json.key("redirectURL").string(redaction.url(location));
    json.key("headersSize").number(UNKNOWN);
    json.key("bodySize").number(exchange.responseBytes()).close('}');
  }

  /** Of an error the text, as that is what one looks for; other bodies may hold secrets. */
  private void body(HttpExchange exchange) {
    boolean wanted = !redaction.active() || exchange.status().orElse(0) >= 400;
    boolean plain = exchange.responseHeader("content-encoding").isEmpty();
    if (wanted && plain && !exchange.bodyStart().isEmpty()) {
      json.key("text").string(exchange.bodyStart().utf8());
      if (exchange.bodyStart().length() < exchange.responseBytes()) {
        json.key("comment").token("the beginning only");
      }
    }
  }

  private void timings(ExchangeRecord record) {
    long total = record.duration().toNanos();
    long wait = record.exchange().firstByte().map(Duration::toNanos).orElse(total);
    json.key("timings").open('{').key("send").number(0).key("wait").millis(Math.min(wait, total));
    json.key("receive").millis(Math.max(0, total - wait)).close('}');
  }

  /** As an entry, so that failed ones are in the list too. */
  void connection(LegRecord leg) throws IOException {
    json.restart();
    json.open('{');
    events.time("startedDateTime", leg.start());
    json.key("time").millis(leg.duration().toNanos());
    json.key("request").open('{').key("method").token("CONNECT").key("url").string(url(leg));
    json.key("httpVersion").token("").key("cookies").open('[').close(']');
    json.key("headers").open('[').close(']').key("queryString").open('[').close(']');
    json.key("headersSize").number(UNKNOWN).key("bodySize").number(UNKNOWN).close('}');
    json.key("response").open('{').key("status").number(leg.failed() ? 0 : 200);
    json.key("statusText").string(leg.endReason()).key("httpVersion").token("");
    json.key("cookies").open('[').close(']').key("headers").open('[').close(']');
    json.key("content").open('{').key("size").number(0).key("mimeType").token("").close('}');
    json.key("redirectURL").token("").key("headersSize").number(UNKNOWN);
    json.key("bodySize").number(UNKNOWN).close('}').key("cache").open('{').close('}');
    timings(leg);
    Optional<Endpoint> server = leg.hop().to().endpoint();
    if (server.isPresent()) {
      json.key("serverIPAddress").string(server.get().host());
    }
    json.key("connection").string(Long.toString(leg.id())).key("_tls");
    events.connection(leg);
    json.close('}');
    out.flush();
  }

  private static String url(LegRecord leg) {
    Optional<String> name =
        leg.names()
            .upstreamSni()
            .or(() -> leg.names().clientSni())
            .or(() -> leg.names().routeKey());
    Optional<Endpoint> target = leg.target().or(() -> leg.hop().to().endpoint());
    boolean plaintext = leg.decision() == LegRecord.Decision.PLAINTEXT;
    String host = name.or(() -> target.map(Endpoint::toString)).orElse("unknown");
    boolean port = host.matches(".*:[0-9]+");
    String authority =
        target.isPresent() && !port ? new Endpoint(host, target.get().port()).toString() : host;
    return (plaintext ? "http://" : "https://") + authority + "/";
  }

  private void timings(LegRecord leg) {
    long dns = nanos(leg, Step.Kind.RESOLVE);
    long connect = nanos(leg, Step.Kind.CONNECT);
    long tls = nanos(leg, Step.Kind.TLS);
    json.key("timings").open('{');
    timing("dns", dns);
    // HAR counts the handshake into connect as well.
    timing("connect", connect < 0 ? tls : connect + Math.max(0, tls));
    timing("ssl", tls);
    json.key("send").number(0).key("wait").number(0).key("receive").number(0).close('}');
  }

  private void timing(String key, long nanos) {
    if (nanos < 0) {
      json.key(key).number(UNKNOWN);
    } else {
      json.key(key).millis(nanos);
    }
  }

  private static long nanos(LegRecord leg, Step.Kind kind) {
    return leg.hop().steps().stream()
        .filter(step -> step.kind() == kind)
        .flatMap(step -> step.duration().stream())
        .mapToLong(Duration::toNanos)
        .findFirst()
        .orElse(UNKNOWN);
  }

  private void headers(String key, List<HttpExchange.Header> headers) {
    json.key(key).open('[');
    for (HttpExchange.Header header : headers) {
      json.open('{').key("name").string(header.name());
      json.key("value").string(redaction.value(header.name(), header.value())).close('}');
    }
    json.close(']');
  }

  private void query(String url) {
    json.key("queryString").open('[');
    int mark = url.indexOf('?');
    if (mark >= 0) {
      for (String parameter : url.substring(mark + 1).replaceFirst("#.*", "").split("&", -1)) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        json.open('{').key("name").string(decoded(name));
        json.key("value").string(equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
        json.close('}');
      }
    }
    json.close(']');
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that begins no escape
    }
  }

  private static String version(String protocol) {
    return protocol.equals("h2") ? "HTTP/2.0" : protocol.toUpperCase(Locale.ROOT);
  }
}
