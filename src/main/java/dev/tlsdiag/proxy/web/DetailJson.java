package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.report.HopWords;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All that is known of one flow as JSON, for its panel. */
final class DetailJson {
  private static final int CLIENT_ERROR = 400;
  private static final int LONGEST = 4_096;

  private final JsonText json;
  private final Redaction redaction;

  DetailJson(JsonText json, Redaction redaction) {
    this.json = requireNonNull(json, "json is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
  }

  /** The object; {@code details} may be gone. */
  void write(LiveFlow flow, Optional<FlowDetails> details, FlowCommands commands, boolean packets) {
    json.open('{').key("flow");
    new FlowJson(json).row(flow, true);
    json.key("kept").bool(details.isPresent());
    Optional<HopTrace> trace = details.flatMap(FlowDetails::trace);
    trace.ifPresent(this::names);
    json.key("legs").open('[');
    trace.ifPresent(each -> legs(each).forEach(this::leg));
    json.close(']').key("findings").open('[');
    details.ifPresent(each -> each.findings().forEach(this::finding));
    json.close(']');
    trace.ifPresent(each -> differences(each, details.get().findings()));
    details.flatMap(FlowDetails::exchange).ifPresent(this::exchange);
    json.key("packets").bool(packets);
    details
        .flatMap(each -> commands.curl(flow, each))
        .ifPresent(text -> json.key("curl").string(text));
    commands.compare(flow).ifPresent(text -> json.key("compare").string(text));
    json.close('}');
  }

  private static List<Leg> legs(HopTrace trace) {
    return IntStream.rangeClosed(1, trace.hops().size())
        .mapToObj(number -> new Leg(trace, number, trace.hops().get(number - 1)))
        .toList();
  }

  private void names(HopTrace trace) {
    NameTable.Row row = NameTable.of(List.of(trace)).rows().get(0);
    json.key("names").open('[');
    cell("client SNI", row.clientSni());
    cell("route key", row.routeKey());
    cell("upstream SNI", row.upstreamSni());
    cell("certificate", row.certificate());
    json.close(']');
  }

  private void cell(String label, NameTable.Cell cell) {
    String state =
        switch (cell.state()) {
          case NAME -> "name";
          case OTHER_NAME -> "other";
          case MISSING -> "missing";
          case HIDDEN -> "hidden";
          case NONE -> "none";
        };
    json.open('{').key("label").token(label);
    value("text", cell.text());
    json.key("state").token(state).close('}');
  }

  private void leg(Leg leg) {
    json.open('{').key("label").string(leg.label());
    json.key("from").string(end(leg.hop().from().endpoint().map(Object::toString)));
    json.key("to").string(end(leg.hop().to().endpoint().map(Object::toString)));
    String state =
        switch (leg.hop().state()) {
          case WORKED -> "worked";
          case UNUSED -> "unused";
          case FAILED -> "failed";
          case UNKNOWN -> "open";
        };
    json.key("state").token(state).key("seen").bool(leg.hop().seen());
    value("outcome", leg.outcome());
    value("chosen", leg.chosen());
    value("status", leg.status());
    leg.ja4().ifPresent(text -> json.key("ja4").string(text));
    json.key("steps").open('[');
    for (Step step : leg.hop().steps()) {
      json.open('{').key("kind").token(step.kind().label()).key("failed").bool(step.failed());
      step.duration().ifPresent(time -> json.key("ms").millis(time.toNanos()));
      if (step.failed()) {
        json.key("reason").string(HopWords.reason(step)); // escaped already
      }
      json.close('}');
    }
    json.close(']');
    new CertificateChain(json).write(leg);
    json.close('}');
  }

  private static String end(Optional<String> text) {
    return text.orElse("");
  }

  private void finding(Finding finding) {
    json.open('{').key("rule").token(finding.rule());
    json.key("severity").token(finding.severity().label());
    json.key("confidence").token(finding.confidence().label()).key("leg").number(finding.hop());
    value("headline", finding.headline());
    value("hint", finding.hint());
    json.key("page").bool(Rules.named(finding.rule()).isPresent());
    json.key("fixes").open('[');
    for (Fix fix : finding.fixes()) {
      json.open('{').key("product").string(fix.product());
      json.key("text").string(fix.text());
      json.close('}');
    }
    json.close(']').key("doubts").open('[');
    for (Doubt doubt : finding.notRuledOut()) {
      json.open('{');
      value("possibility", doubt.possibility());
      value("experiment", doubt.experiment());
      json.close('}');
    }
    json.close(']');
    finding.check().ifPresent(check -> json.key("check").string(check.command()));
    json.close('}');
  }

  /** The client's ClientHello, which is that of leg 1, beside the proxy's. */
  private void differences(HopTrace trace, List<Finding> findings) {
    Set<String> blamed =
        findings.stream()
            .flatMap(f -> Stream.concat(Stream.of(f), f.consequences().stream()))
            .flatMap(f -> Rules.named(f.rule()).stream())
            .flatMap(rule -> rule.info().helloField().stream())
            .collect(Collectors.toSet());
    DifferenceTable table = DifferenceTable.of(legs(trace), blamed);
    if (table.legs().size() < 2) {
      return;
    }
    json.key("differences").open('{').key("legs").open('[');
    table.legs().forEach(json::string);
    json.close(']').key("rows").open('[');
    for (DifferenceTable.Row row : table.rows()) {
      json.open('{').key("field").string(row.field()).key("weight").token(row.weight().label());
      json.key("values").open('[');
      row.values().forEach(text -> json.string(cut(text)));
      json.close(']').close('}');
    }
    json.close(']').key("equal").number(table.equalFields().size()).close('}');
  }

  private void exchange(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    json.key("request").open('{');
    value("method", exchange.method());
    value("url", redaction.url(exchange.target()));
    value("protocol", exchange.protocol());
    json.key("bytes").number(exchange.requestBytes());
    headers("headers", exchange.requestHeaders());
    if (!record.upstreamHeaders().isEmpty()) {
      headers("sentOn", record.upstreamHeaders());
    }
    record.upstreamProtocol().ifPresent(protocol -> value("sentOnProtocol", protocol));
    json.close('}').key("response").open('{');
    if (exchange.status().isPresent()) {
      json.key("status").number(exchange.status().getAsInt());
    }
    json.key("own").bool(record.localReply().isPresent());
    record.localReply().ifPresent(why -> value("reason", why.kind().label() + ": " + why.detail()));
    exchange.problem().ifPresent(problem -> value("problem", problem));
    json.key("bytes").number(exchange.responseBytes());
    headers("headers", exchange.responseHeaders());
    headers("trailers", exchange.trailers());
    body(exchange);
    json.close('}');
  }

  /** Of errors, which say why; what else a body holds may be as secret as a header. */
  private void body(HttpExchange exchange) {
    boolean wanted = !redaction.active() || exchange.status().orElse(0) >= CLIENT_ERROR;
    boolean plain = exchange.responseHeader("content-encoding").isEmpty();
    if (wanted && plain && !exchange.bodyStart().isEmpty()) {
      json.key("body")
          .string(
              exchange
                  .bodyStart()
                  .utf8()
                  .lines()
                  .map(Printable::escape)
                  .collect(Collectors.joining("\n")));
    }
  }

  private void headers(String key, List<Header> headers) {
    json.key(key).open('[');
    for (Header header : redaction.headers(headers)) {
      json.open('[').string(cut(header.name())).string(cut(header.value())).close(']');
    }
    json.close(']');
  }

  private void value(String key, String text) {
    json.key(key).string(cut(text));
  }

  private static String cut(String text) {
    return Printable.escape(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
  }
}
