package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.record.StepJson;
import dev.tlsdiag.replay.Attempt;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.TimeMarks;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Replays as one JSON document. */
final class ReplayJson {
  private static final int SCHEMA_VERSION = 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TextBuffer buffer = new TextBuffer(bytes);
  private final JsonText json = new JsonText(buffer);
  private final Redaction redaction;

  ReplayJson(Redaction redaction) {
    this.redaction = redaction;
  }

  void print(List<Replay> replays, List<String> notes, PrintWriter out) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").string("tlsdiag");
    json.key("version").string(Version.NUMBER).close('}');
    json.key("replays").open('[');
    for (Replay replay : replays) {
      json.open('{').key("result").token(replay.problem().isPresent() ? "failed" : "ok");
      json.key("attempts").open('[');
      replay.attempts().forEach(this::attempt);
      json.close(']').key("notes").open('[');
      replay.notes().forEach(json::string);
      json.close(']').close('}');
    }
    json.close(']').key("notes").open('[');
    notes.forEach(json::string);
    json.close(']').close('}');
    buffer.add('\n');
    buffer.flush();
    out.print(bytes.toString(StandardCharsets.UTF_8));
  }

  private void attempt(Attempt attempt) {
    json.open('{').key("why").token(attempt.why().label());
    json.key("url").string(redaction.url(attempt.url().toString()));
    party("from", attempt.hop().from());
    party("to", attempt.hop().to());
    attempt.problem().ifPresent(problem -> json.key("problem").string(problem));
    json.key("curlExit").number(attempt.curlExit());
    times(attempt.times());
    StepJson steps = new StepJson(json, redaction);
    if (attempt.proxyTls().isPresent()) {
      json.key("proxyTls");
      steps.write(attempt.proxyTls().get());
    }
    json.key("steps").open('[');
    for (Step step : attempt.hop().steps()) {
      steps.write(step);
    }
    json.close(']');
    attempt.exchange().ifPresent(this::exchange);
    json.close('}');
  }

  private void party(String key, Party party) {
    json.key(key).open('{').key("role").token(party.role().label());
    party.endpoint().ifPresent(endpoint -> json.key("address").string(endpoint.toString()));
    json.close('}');
  }

  private void times(TimeMarks times) {
    json.key("times").open('{');
    mark("nameLookupMs", times.nameLookup());
    mark("connectMs", times.connect());
    mark("appConnectMs", times.appConnect());
    mark("preTransferMs", times.preTransfer());
    mark("startTransferMs", times.startTransfer());
    mark("totalMs", Optional.of(times.total()));
    json.close('}');
  }

  private void mark(String key, Optional<Duration> time) {
    if (time.isPresent()) {
      json.key(key).millis(time.get().toNanos());
    }
  }

  private void exchange(HttpExchange exchange) {
    json.key("exchange").open('{').key("method").string(exchange.method());
    json.key("target").string(redaction.url(exchange.target()));
    json.key("authority").string(exchange.authority());
    json.key("protocol").string(exchange.protocol());
    if (exchange.status().isPresent()) {
      json.key("status").number(exchange.status().getAsInt());
    }
    headers("requestHeaders", exchange.requestHeaders());
    headers("responseHeaders", exchange.responseHeaders());
    headers("trailers", exchange.trailers());
    json.key("requestBytes").number(exchange.requestBytes());
    json.key("responseBytes").number(exchange.responseBytes());
    mark("firstByteMs", exchange.firstByte());
    json.close('}');
  }

  private void headers(String key, List<HttpExchange.Header> headers) {
    json.key(key).open('[');
    for (HttpExchange.Header header : redaction.headers(headers)) {
      json.open('{').key("name").string(header.name());
      json.key("value").string(header.value()).close('}');
    }
    json.close(']');
  }
}
