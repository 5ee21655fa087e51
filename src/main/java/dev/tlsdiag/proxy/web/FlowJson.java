package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.live.LiveBatch;
import dev.tlsdiag.proxy.live.LiveCounts;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.SentName;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import java.util.Optional;
import java.util.function.Predicate;

/** Rows as JSON, with short keys: there are thousands of them. */
final class FlowJson {
  private static final int LONGEST = 300;

  private final JsonText json;

  FlowJson(JsonText json) {
    this.json = requireNonNull(json, "json is null");
  }

  /**
   * A batch.
   *
   * @param fits whether a row fits the query
   */
  void batch(LiveBatch batch, Predicate<LiveFlow> fits) {
    json.open('{').key("revision").number(batch.revision()).key("more").bool(batch.more());
    json.key("oldest").number(batch.oldest()).key("flows").open('[');
    for (LiveFlow flow : batch.flows()) {
      row(flow, fits.test(flow));
    }
    json.close(']').close('}');
  }

  void row(LiveFlow flow, boolean fits) {
    json.open('{').key("id").number(flow.id()).key("kind").token(flow.kind().label());
    json.key("t").number(flow.time().toEpochMilli());
    json.key("from").string(cut(flow.from())).key("client").string(flow.client());
    json.key("to").string(cut(flow.to())).key("server").string(cut(flow.server()));
    name("sni1", flow.downstreamName());
    name("sni2", flow.upstreamName());
    optional("tls", flow.tlsVersion());
    optional("alpn", flow.alpn());
    if (!flow.method().isEmpty()) {
      json.key("method").string(cut(flow.method())).key("url").string(cut(flow.url()));
    }
    if (flow.status().isPresent()) {
      json.key("status").number(flow.status().getAsInt()).key("own").bool(flow.ownAnswer());
    }
    json.key("ms").millis(flow.duration().toNanos());
    json.key("verdict").token(flow.verdict().label());
    optional("rule", flow.rule());
    if (!flow.headline().isEmpty()) {
      json.key("headline").string(cut(flow.headline()));
    }
    json.key("fits").bool(fits).close('}');
  }

  /** The name; false of a hello without one; nothing where there was no hello. */
  private void name(String key, SentName name) {
    switch (name.state()) {
      case NAMED -> json.key(key).string(cut(name.name()));
      case ABSENT -> json.key(key).bool(false);
      case NO_HELLO -> {}
    }
  }

  private void optional(String key, Optional<String> value) {
    value.ifPresent(text -> json.key(key).string(cut(text)));
  }

  void counts(LiveCounts counts, long nowMillis) {
    json.open('{').key("now").number(nowMillis).key("kept").number(counts.kept());
    json.key("ok").number(counts.ok()).key("warning").number(counts.warning());
    json.key("failed").number(counts.failed()).key("denied").number(counts.denied());
    json.key("gone").number(counts.gone()).key("lost").number(counts.lost());
    json.key("withoutDetails").number(counts.withoutDetails());
    json.key("undiagnosed").number(counts.undiagnosed()).close('}');
  }

  /** What would move the cursor or turn the text round is shown as what it is. */
  private static String cut(String text) {
    return Printable.escape(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
  }
}
