package dev.tlsdiag.proxy.record;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.LegRecord.Names;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Records for tests. */
final class RecordSamples {
  static final Instant START = Instant.parse("2026-11-20T12:01:53.520Z");
  private static final Endpoint CLIENT = new Endpoint("192.0.2.1", 39140);
  private static final Endpoint PROXY = new Endpoint("192.0.2.7", 7444);
  private static final Endpoint PROXY_OUT = new Endpoint("192.0.2.7", 34074);
  private static final Endpoint SERVER = new Endpoint("192.0.2.9", 8444);
  private static final Endpoint TARGET = new Endpoint("app.example.test", 443);

  private RecordSamples() {}

  /** A client's connection that was intercepted. */
  static LegRecord downstream() {
    Handshake handshake =
        new HandshakeSamples().hello(HelloSamples.client("app.example.test")).build();
    Preamble preamble =
        new Preamble(
            "http-connect",
            Optional.of("app.example.test:443"),
            latin1("CONNECT app.example.test:443"),
            latin1("200"));
    return leg(
        1,
        LegSide.DOWNSTREAM,
        new Hop(
            new Party(Party.Role.CLIENT, Optional.of(CLIENT)),
            new Party(Party.Role.PROXY, Optional.of(PROXY)),
            List.of(
                new Step.Connect(Optional.empty(), List.of(), millis(1), List.of()),
                new Step.Tunnel(
                    preamble, OptionalInt.of(200), Optional.empty(), millis(1), List.of()),
                new Step.Tls(handshake, handshake, Optional.of(session()), List.of()))),
        Decision.INTERCEPT,
        new Names(
            Optional.of("app.example.test"),
            Optional.of("app.example.test:443"),
            Optional.empty(),
            Optional.empty()),
        Optional.of(Side.CLIENT),
        "client closed");
  }

  /** The proxy's own, which lost the name. */
  static LegRecord upstreamSilent() {
    Handshake handshake =
        new HandshakeSamples().hello(HelloSamples.proxy()).silent(4000, true).build();
    return leg(
        2,
        LegSide.UPSTREAM,
        new Hop(
            new Party(Party.Role.PROXY, Optional.of(PROXY_OUT)),
            new Party(Party.Role.SERVER, Optional.of(SERVER)),
            List.of(
                new Step.Resolve(
                    "app.example.test",
                    List.of("192.0.2.9"),
                    Optional.empty(),
                    "system",
                    Optional.empty(),
                    millis(2),
                    List.of()),
                new Step.Connect(Optional.empty(), List.of(), millis(1), List.of()),
                new Step.Tls(handshake, handshake, List.of()))),
        Decision.INTERCEPT,
        new Names(
            Optional.of("app.example.test"),
            Optional.of("app.example.test:443"),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        "no answer in 4.0 s");
  }

  /** A server whose certificate is for another name. */
  static LegRecord upstreamWrongName(List<Bytes> chain) {
    Handshake handshake =
        new HandshakeSamples().hello(HelloSamples.client("app.example.test")).build();
    TlsSession session =
        new TlsSession(
            Side.CLIENT,
            Optional.of("TLS 1.3"),
            Optional.of("TLS_AES_128_GCM_SHA256"),
            Optional.of("h2"),
            false,
            chain,
            Optional.of(
                new Verification(
                    Optional.of("app.example.test"),
                    "client SNI",
                    "system",
                    false,
                    Optional.of(
                        new ChainProblem(
                            ChainProblem.Kind.NAME_MISMATCH, 0, "asked app.example.test, has b")))),
            Optional.empty());
    return leg(
        3,
        LegSide.UPSTREAM,
        new Hop(
            new Party(Party.Role.PROXY, Optional.of(PROXY_OUT)),
            new Party(Party.Role.SERVER, Optional.of(SERVER)),
            List.of(
                new Step.Connect(Optional.empty(), List.of(), millis(1), List.of()),
                new Step.Tls(handshake, handshake, Optional.of(session), List.of()))),
        Decision.INTERCEPT,
        Names.NONE,
        Optional.of(Side.SERVER),
        "server closed");
  }

  static LegRecord upstreamRefused() {
    return leg(
        4,
        LegSide.UPSTREAM,
        new Hop(
            new Party(Party.Role.PROXY, Optional.empty()),
            new Party(Party.Role.SERVER, Optional.of(SERVER)),
            List.of(
                new Step.Connect(
                    Optional.of(new Outcome.Refused(Side.SERVER)),
                    List.of(),
                    millis(1),
                    List.of()))),
        Decision.NONE,
        new Names(Optional.empty(), Optional.of("a\u001bb"), Optional.empty(), Optional.empty()),
        Optional.of(Side.SERVER),
        "refused");
  }

  static LegRecord upstreamUnresolved() {
    return leg(
        5,
        LegSide.UPSTREAM,
        new Hop(
            new Party(Party.Role.PROXY, Optional.empty()),
            new Party(Party.Role.SERVER, Optional.empty()),
            List.of(
                new Step.Resolve(
                    "nothere.example",
                    List.of(),
                    Optional.of("NXDOMAIN"),
                    "192.0.2.53",
                    Optional.of("no such name"),
                    millis(3),
                    List.of()))),
        Decision.NONE,
        Names.NONE,
        Optional.empty(),
        "no address");
  }

  /** With secrets in the URL and the headers. */
  static ExchangeRecord request() {
    return new ExchangeRecord(
        1,
        1,
        3,
        START,
        Duration.ofMillis(5),
        exchange(200, "https://app.example.test/a?b=1&X-Amz-Signature=abcd", Optional.empty()),
        Optional.empty(),
        Optional.of("http/1.1"));
  }

  /** Answered by the proxy. */
  static ExchangeRecord localReply() {
    return new ExchangeRecord(
        2,
        1,
        2,
        START,
        Duration.ofMillis(4012),
        exchange(504, "https://app.example.test/\u0007", Optional.of("no answer")),
        Optional.of(
            new UpstreamFailure(
                UpstreamFailure.Kind.TLS_TIMEOUT,
                "no answer to the ClientHello",
                Duration.ofMillis(4000))),
        Optional.empty());
  }

  private static HttpExchange exchange(int status, String url, Optional<String> problem) {
    return new HttpExchange(
        "GET",
        url,
        "app.example.test",
        "h2",
        OptionalInt.of(status),
        List.of(new Header("Authorization", "Bearer s3cr3t"), new Header("accept", "*/*")),
        List.of(
            new Header("Set-Cookie", "sid=s3cr3t; Path=/"),
            new Header("content-type", "text/plain")),
        List.of(new Header("x-trailer", "1")),
        latin1("no answer\n"),
        3,
        10,
        problem,
        Optional.empty(),
        Optional.of(Duration.ofMillis(2)));
  }

  private static TlsSession session() {
    return new TlsSession(
        Side.SERVER,
        Optional.of("TLS 1.3"),
        Optional.of("TLS_AES_128_GCM_SHA256"),
        Optional.of("h2"),
        false,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static LegRecord leg(
      long id,
      LegSide side,
      Hop hop,
      Decision decision,
      Names names,
      Optional<Side> endedBy,
      String reason) {
    return new LegRecord(
        id,
        side,
        side == LegSide.UPSTREAM ? 1 : 0,
        new ProxyMode.Regular(),
        START,
        Duration.ofMillis(4010),
        hop,
        decision,
        names,
        Optional.of(TARGET),
        endedBy,
        reason,
        517,
        0,
        0,
        /* unserved= */ false);
  }

  private static Optional<Duration> millis(long millis) {
    return Optional.of(Duration.ofMillis(millis));
  }

  private static Bytes latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
