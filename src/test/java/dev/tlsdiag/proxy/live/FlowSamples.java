package dev.tlsdiag.proxy.live;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Records of a proxy for tests of views. */
public final class FlowSamples {
  public static final Instant START = Instant.parse("2026-11-20T12:01:53.520Z");
  private static final Endpoint PROXY = new Endpoint("192.0.2.7", 8080);

  private FlowSamples() {}

  /** A client's connection with a ClientHello that asks for this name, over by now. */
  public static LegRecord downstream(long id, String name, long requests) {
    Handshake hello =
        new HandshakeSamples()
            .in("leg." + id)
            .hello(HelloSamples.client(name))
            .established(0x0304)
            .build();
    return leg(id, LegSide.DOWNSTREAM, 0, hello, name, requests, false);
  }

  /** The proxy's connection for it, with this name. */
  public static LegRecord upstream(long id, long cause, String name, long requests) {
    Handshake hello =
        new HandshakeSamples()
            .in("leg." + id)
            .from("192.0.2.7", 34074)
            .to("192.0.2.9", 443)
            .hello(HelloSamples.client(name))
            .established(0x0304)
            .build();
    return leg(id, LegSide.UPSTREAM, cause, hello, name, requests, false);
  }

  /** The proxy's connection without a name, which the server refuses with this alert. */
  public static LegRecord nameless(long id, long cause, String target, int alert) {
    Handshake hello =
        new HandshakeSamples()
            .in("leg." + id)
            .from("192.0.2.7", 34074)
            .to("192.0.2.9", 443)
            .hello(HelloSamples.proxy())
            .alert(alert)
            .build();
    return leg(id, LegSide.UPSTREAM, cause, hello, target, 0, false);
  }

  /** A client that a certificate did not please. */
  public static LegRecord leftByClient(long id, String name) {
    Handshake hello =
        new HandshakeSamples()
            .in("leg." + id)
            .hello(HelloSamples.client(name))
            .clientAlert(48)
            .build();
    return leg(id, LegSide.DOWNSTREAM, 0, hello, name, 0, false);
  }

  private static LegRecord leg(
      long id,
      LegSide side,
      long cause,
      Handshake hello,
      String target,
      long requests,
      boolean unserved) {
    boolean down = side == LegSide.DOWNSTREAM;
    List<Evidence> evidence = List.of(new Evidence.Exchange("leg." + id));
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step.Connect(Optional.empty(), List.of(), Optional.of(Duration.ofMillis(1)), evidence));
    boolean established = hello.outcome() instanceof Outcome.Established;
    TlsSession session =
        new TlsSession(
            down ? Side.SERVER : Side.CLIENT,
            established ? Optional.of("TLS 1.3") : Optional.empty(),
            Optional.empty(),
            established ? Optional.of("http/1.1") : Optional.empty(),
            false,
            List.of(),
            Optional.empty(),
            Optional.empty());
    steps.add(new Step.Tls(hello, hello, Optional.of(session), evidence));
    Hop hop =
        down
            ? new Hop(
                new Party(
                    Party.Role.CLIENT, Optional.of(new Endpoint("192.0.2.1", 40_000 + (int) id))),
                new Party(Party.Role.PROXY, Optional.of(PROXY)),
                steps)
            : new Hop(
                new Party(Party.Role.PROXY, Optional.of(hello.client())),
                new Party(Party.Role.SERVER, Optional.of(hello.server())),
                steps);
    return new LegRecord(
        id,
        side,
        cause,
        new ProxyMode.Regular(),
        START,
        Duration.ofMillis(40),
        hop,
        Decision.INTERCEPT,
        LegRecord.Names.NONE,
        Optional.of(new Endpoint(target, 443)),
        Optional.of(Side.CLIENT),
        "client closed",
        517,
        2000,
        requests,
        unserved);
  }

  /** A request that the server answered. */
  public static ExchangeRecord request(long id, long downstream, long upstream, String url) {
    return request(id, downstream, upstream, url, 200, Optional.empty(), Optional.empty());
  }

  /** A request that the proxy answered, because its leg failed. */
  public static ExchangeRecord localReply(long id, long downstream, long upstream, String url) {
    return request(
        id,
        downstream,
        upstream,
        url,
        502,
        Optional.empty(),
        Optional.of(
            new UpstreamFailure(
                UpstreamFailure.Kind.TLS_ALERT, "handshake failure", Duration.ofMillis(3))));
  }

  /** Any. */
  public static ExchangeRecord request(
      long id,
      long downstream,
      long upstream,
      String url,
      int status,
      Optional<String> problem,
      Optional<UpstreamFailure> localReply) {
    String host = url.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    List<Header> headers =
        List.of(
            new Header("Host", host),
            new Header("User-Agent", "curl/8.5.0"),
            new Header("Authorization", "Bearer s3cr3t"));
    HttpExchange exchange =
        new HttpExchange(
            "GET",
            url,
            host,
            "http/1.1",
            OptionalInt.of(status),
            headers,
            List.of(new Header("Content-Type", "text/plain"), new Header("Server", "nginx")),
            List.of(),
            Bytes.EMPTY,
            0,
            12,
            problem,
            Optional.empty(),
            Optional.of(Duration.ofMillis(2)));
    return new ExchangeRecord(
        id,
        downstream,
        upstream,
        START.plusMillis(id),
        Duration.ofMillis(5),
        exchange,
        localReply,
        localReply.isPresent() ? Optional.empty() : Optional.of("http/1.1"),
        localReply.isPresent() ? List.of() : headers);
  }
}
