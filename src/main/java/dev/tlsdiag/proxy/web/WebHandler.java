package dev.tlsdiag.proxy.web;

import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.proxy.live.FlowQueryException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests of one connection: first who asks, then for what. */
final class WebHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String API = "/api/";
  private static final Pattern FLOW = Pattern.compile("/api/flow/([0-9]{1,18})(/pcapng|/curl)?");
  private static final Pattern EXPLAIN = Pattern.compile("/api/explain/([a-z0-9-]{1,100})");

  private final WebAccess access;
  private final WebAnswers answers;
  private final WebFeeds feeds;
  private boolean streaming;

  WebHandler(WebAccess access, WebAnswers answers, WebFeeds feeds) {
    this.access = access;
    this.answers = answers;
    this.feeds = feeds;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (streaming) {
      ctx.close(); // nothing can be answered within a stream of events
      return;
    }
    Optional<FullHttpResponse> refusal = refusal(request);
    if (refusal.isPresent()) {
      send(ctx, request, refusal.get(), false);
      return;
    }
    QueryStringDecoder target = new QueryStringDecoder(request.uri());
    if (target.rawPath().equals("/api/events")) {
      events(ctx, request, target);
      return;
    }
    send(ctx, request, answer(target), HttpUtil.isKeepAlive(request));
  }

  private Optional<FullHttpResponse> refusal(FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refused(HttpResponseStatus.BAD_REQUEST, "no HTTP request");
    }
    List<String> hosts = request.headers().getAll("host");
    if (hosts.size() != 1 || !access.isHost(hosts.get(0))) {
      return refused(
          HttpResponseStatus.MISDIRECTED_REQUEST, "this server is known by its address only");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return refused(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET");
    }
    if (!request.uri().startsWith(API)) {
      return Optional.empty();
    }
    boolean own =
        WebAccess.isOwn(
            hosts.get(0),
            Optional.ofNullable(request.headers().get("origin")),
            Optional.ofNullable(request.headers().get("sec-fetch-site")));
    if (!own) {
      return refused(HttpResponseStatus.FORBIDDEN, "another site sent this request");
    }
    List<String> tokens = request.headers().getAll(WebAccess.TOKEN_HEADER);
    if (tokens.size() != 1 || !access.isToken(tokens.get(0))) {
      return refused(
          HttpResponseStatus.UNAUTHORIZED, "open the address that tlsdiag printed, with all of it");
    }
    return Optional.empty();
  }

  private static Optional<FullHttpResponse> refused(HttpResponseStatus status, String why) {
    return Optional.of(WebAnswer.text(status, why));
  }

  /** Paths are compared as they came: nothing in them is decoded or joined to a file's name. */
  private FullHttpResponse answer(QueryStringDecoder target) {
    String path = target.rawPath();
    Optional<WebFiles.Page> file = WebFiles.at(path);
    if (file.isPresent()) {
      return WebAnswer.of(HttpResponseStatus.OK, file.get().type(), file.get().content());
    }
    if (path.equals("/api/flows")) {
      Optional<Long> since = number(target, "since");
      return since.isEmpty()
          ? WebAnswer.text(HttpResponseStatus.BAD_REQUEST, "'since' takes a number")
          : answers.flows(since.get(), value(target, "query"), !value(target, "ids").isEmpty());
    }
    Matcher flow = FLOW.matcher(path);
    if (flow.matches()) {
      long id = Long.parseLong(flow.group(1));
      String part = flow.group(2) == null ? "" : flow.group(2);
      return switch (part) {
        case "/pcapng" -> answers.pcapng(id);
        case "/curl" -> answers.curl(id);
        default -> answers.flow(id);
      };
    }
    Matcher explain = EXPLAIN.matcher(path);
    if (explain.matches()) {
      return answers.explain(explain.group(1));
    }
    return WebAnswer.text(HttpResponseStatus.NOT_FOUND, "there is nothing here");
  }

  private void events(ChannelHandlerContext ctx, FullHttpRequest request, QueryStringDecoder at) {
    String last = request.headers().get("last-event-id");
    Optional<Long> since = last == null ? number(at, "since") : parsed(last);
    FlowQuery query;
    try {
      query = FlowQuery.parse(value(at, "query"));
    } catch (FlowQueryException e) {
      send(ctx, request, WebAnswer.text(HttpResponseStatus.BAD_REQUEST, e.getMessage()), true);
      return;
    }
    if (since.isEmpty()) {
      send(
          ctx,
          request,
          WebAnswer.text(HttpResponseStatus.BAD_REQUEST, "no such event to go on from"),
          true);
      return;
    }
    streaming = true;
    feeds.open(ctx, since.get(), query);
  }

  private static String value(QueryStringDecoder target, String name) {
    Map<String, List<String>> parameters;
    try {
      parameters = target.parameters();
    } catch (IllegalArgumentException e) {
      return ""; // an escape that is none
    }
    return parameters.getOrDefault(name, List.of("")).get(0);
  }

  /** 0 where it is not given; empty where it is no number. */
  private static Optional<Long> number(QueryStringDecoder target, String name) {
    String text = value(target, name);
    return text.isEmpty() ? Optional.of(0L) : parsed(text);
  }

  private static Optional<Long> parsed(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  private static void send(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      FullHttpResponse response,
      boolean keepAlive) {
    HttpUtil.setKeepAlive(response, keepAlive);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.content().clear();
    }
    ctx.writeAndFlush(response)
        .addListener(keepAlive ? written -> {} : ChannelFutureListener.CLOSE);
  }

  /** Who takes no answers is not listened to meanwhile: they would pile up. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    feeds.writable(ctx.channel());
    ctx.fireChannelWritabilityChanged();
  }

  /** Of a browser that left, most of the time. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      ctx.writeAndFlush(WebAnswer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "this is a bug"))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ctx.close();
  }
}
