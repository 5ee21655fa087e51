package dev.tlsdiag.proxy.web;

import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.proxy.live.FlowQueryException;
import dev.tlsdiag.proxy.live.LiveBatch;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.wire.Bytes;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is behind the paths of {@code /api/}, but for events. */
final class WebAnswers {
  private static final int MOST_ROWS = 5_000;

  private final WebSettings settings;
  private final LiveFlows flows;
  private final FlowPackets packets;

  WebAnswers(WebSettings settings, LiveFlows flows, FlowPackets packets) {
    this.settings = settings;
    this.flows = flows;
    this.packets = packets;
  }

  /** JSON that this writes, in UTF-8. */
  static byte[] json(Consumer<JsonText> writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer out = new TextBuffer(bytes);
    writer.accept(new JsonText(out));
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array is always writable
    }
    return bytes.toByteArray();
  }

  private static FullHttpResponse answer(Consumer<JsonText> writer) {
    return WebAnswer.of(HttpResponseStatus.OK, WebAnswer.JSON, json(writer));
  }

  /** Which rows there are, or with {@code ids} only which fit. */
  FullHttpResponse flows(long since, String query, boolean ids) {
    FlowQuery parsed;
    try {
      parsed = FlowQuery.parse(query);
    } catch (FlowQueryException e) {
      return problem(e);
    }
    Predicate<LiveFlow> fits = flow -> flows.matches(flow, parsed);
    if (!ids) {
      LiveBatch batch = flows.since(since, MOST_ROWS);
      return answer(json -> new FlowJson(json).batch(batch, fits));
    }
    long revision = flows.since(Long.MAX_VALUE, 1).revision();
    return answer(
        json -> {
          json.open('{').key("revision").number(revision).key("ids").open('[');
          flows.all().stream().filter(fits).forEach(flow -> json.number(flow.id()));
          json.close(']').close('}');
        });
  }

  private static FullHttpResponse problem(FlowQueryException e) {
    byte[] body =
        json(
            json ->
                json.open('{')
                    .key("error")
                    .string(e.getMessage())
                    .key("position")
                    .number(e.position())
                    .close('}'));
    return WebAnswer.of(HttpResponseStatus.BAD_REQUEST, WebAnswer.JSON, body);
  }

  FullHttpResponse flow(long id) {
    Optional<LiveFlow> flow = flows.flow(id);
    if (flow.isEmpty()) {
      return gone(id);
    }
    Optional<FlowDetails> details = flows.details(id);
    boolean taped = details.flatMap(this::packets).isPresent();
    return answer(
        json ->
            new DetailJson(json, settings.redaction())
                .write(flow.get(), details, settings.commands(), taped));
  }

  private static FullHttpResponse gone(long id) {
    return WebAnswer.text(
        HttpResponseStatus.NOT_FOUND, "flow %d is not kept any more".formatted(id));
  }

  private Optional<byte[]> packets(FlowDetails details) {
    List<LegRecord> legs =
        Stream.of(details.downstream(), details.upstream()).flatMap(Optional::stream).toList();
    List<Bytes> randoms =
        legs.stream()
            .flatMap(leg -> leg.hop().tls().stream())
            .flatMap(tls -> Stream.of(tls.first(), tls.last()))
            .flatMap(handshake -> handshake.sent().stream())
            .map(SentHello::hello)
            .map(hello -> hello.random())
            .distinct()
            .toList();
    return packets.pcapng(legs.stream().map(LegRecord::id).toList(), randoms);
  }

  FullHttpResponse pcapng(long id) {
    Optional<byte[]> file = flows.details(id).flatMap(this::packets);
    if (file.isEmpty()) {
      return WebAnswer.text(
          HttpResponseStatus.NOT_FOUND, "the packets of flow %d are not kept".formatted(id));
    }
    FullHttpResponse response =
        WebAnswer.of(HttpResponseStatus.OK, "application/octet-stream", file.get());
    response
        .headers()
        .set("Content-Disposition", "attachment; filename=\"flow-%d.pcapng\"".formatted(id));
    return response;
  }

  FullHttpResponse curl(long id) {
    Optional<String> command =
        flows
            .flow(id)
            .flatMap(
                flow ->
                    flows.details(id).flatMap(details -> settings.commands().curl(flow, details)));
    return command
        .map(text -> WebAnswer.text(HttpResponseStatus.OK, text))
        .orElseGet(() -> gone(id));
  }

  /** The page of a rule, in Markdown. */
  FullHttpResponse explain(String name) {
    return Catalogue.page(name)
        .map(
            page ->
                WebAnswer.of(
                    HttpResponseStatus.OK,
                    "text/markdown; charset=utf-8",
                    page.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> WebAnswer.text(HttpResponseStatus.NOT_FOUND, "no such page"));
  }
}
