package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.TimeText;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The proxy's records as JSON objects, as {@code events.schema.json} describes them. Adding a
 * member is allowed; a change of one is a new {@code schemaVersion}.
 */
final class EventJson {
  static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;
  private final StepJson steps;
  private final Redaction redaction;
  private final TimeText time = new TimeText(ZoneOffset.UTC);

  EventJson(TextBuffer out, JsonText json, Redaction redaction) {
    this.out = requireNonNull(out, "out is null");
    this.json = requireNonNull(json, "json is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
    steps = new StepJson(json, redaction);
  }

  /** An object of kind {@code connection}. */
  void connection(LegRecord leg) {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION).key("kind").token("connection");
    json.key("id").number(leg.id()).key("side").token(leg.side().label());
    if (leg.cause() != 0) {
      json.key("cause").number(leg.cause());
    }
    time("time", leg.start());
    json.key("durationMs").millis(leg.duration().toNanos());
    json.key("mode").string(leg.listener().text());
    party("client", leg.hop().from());
    party("server", leg.hop().to());
    if (leg.target().isPresent()) {
      json.key("target").string(leg.target().get().toString());
    }
    json.key("decision").token(leg.decision().label());
    names(leg.names());
    json.key("result").token(leg.failed() ? "failed" : "ok");
    Optional<Step> failed = leg.hop().failedStep();
    if (failed.isPresent()) {
      json.key("failedStep").token(failed.get().kind().label());
    }
    side("endedBy", leg.endedBy());
    json.key("endReason").string(leg.endReason());
    json.key("steps").open('[');
    leg.hop().steps().forEach(steps::write);
    json.close(']').key("bytesFromClient").number(leg.bytesFromClient());
    json.key("bytesFromServer").number(leg.bytesFromServer());
    json.key("requests").number(leg.requests()).close('}');
  }

  private void names(LegRecord.Names names) {
    json.key("names").open('{');
    optional("clientSni", names.clientSni());
    optional("routeKey", names.routeKey());
    optional("upstreamSni", names.upstreamSni());
    optional("verifiedName", names.verifiedName());
    json.close('}');
  }

  /** An object of kind {@code request}. */
  void request(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION).key("kind").token("request");
    json.key("id").number(record.id()).key("downstream").number(record.downstream());
    if (record.upstream() != 0) {
      json.key("upstream").number(record.upstream());
    }
    time("time", record.start());
    json.key("durationMs").millis(record.duration().toNanos());
    if (exchange.firstByte().isPresent()) {
      json.key("firstByteMs").millis(exchange.firstByte().get().toNanos());
    }
    json.key("method").string(exchange.method());
    json.key("url").string(redaction.url(exchange.target()));
    json.key("authority").string(exchange.authority());
    json.key("protocol").string(exchange.protocol());
    optional("upstreamProtocol", record.upstreamProtocol());
    boolean failed = exchange.problem().isPresent() || record.localReply().isPresent();
    json.key("result").token(failed ? "failed" : "ok");
    if (exchange.status().isPresent()) {
      json.key("status").number(exchange.status().getAsInt());
    }
    headers("requestHeaders", exchange.requestHeaders());
    if (!record.upstreamHeaders().isEmpty()
        && !record.upstreamHeaders().equals(exchange.requestHeaders())) {
      headers("upstreamRequestHeaders", record.upstreamHeaders());
    }
    headers("responseHeaders", exchange.responseHeaders());
    headers("trailers", exchange.trailers());
    json.key("requestBytes").number(exchange.requestBytes());
    json.key("responseBytes").number(exchange.responseBytes());
    optional("problem", exchange.problem());
    side("endedBy", exchange.endedBy());
    if (record.localReply().isPresent()) {
      var failure = record.localReply().get();
      json.key("localReply").open('{').key("reason").token(failure.kind().label());
      json.key("detail").string(failure.detail());
      json.key("waitedMs").millis(failure.waited().toNanos()).close('}');
    }
    json.close('}');
  }

  void time(String key, Instant moment) {
    json.key(key);
    out.add('"');
    time.rfc3339(moment, out);
    out.add('"');
    json.written();
  }

  private void headers(String key, List<HttpExchange.Header> headers) {
    json.key(key).open('[');
    for (HttpExchange.Header header : headers) {
      json.open('{').key("name").string(header.name());
      json.key("value").string(redaction.value(header.name(), header.value())).close('}');
    }
    json.close(']');
  }

  private void party(String key, Party party) {
    json.key(key).open('{').key("role").token(party.role().label());
    if (party.endpoint().isPresent()) {
      Endpoint endpoint = party.endpoint().get();
      json.key("ip").string(endpoint.host()).key("port").number(endpoint.port());
    }
    json.close('}');
  }

  private void side(String key, Optional<Side> side) {
    if (side.isPresent()) {
      json.key(key).token(side.get().label());
    }
  }

  private void optional(String key, Optional<String> value) {
    if (value.isPresent()) {
      json.key(key).string(value.get());
    }
  }
}
