package dev.tlsdiag.experiment;

import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.TrustAnchors;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Live comparisons whose paths are told in advance. */
final class LiveSamples {
  static final String NAME = "app.example.test";

  private final Map<String, HopTrace> direct = new LinkedHashMap<>();
  private final Map<String, HopTrace> proxied = new LinkedHashMap<>();
  private boolean embedded = true;

  /** Of both paths as they are, without any experiment. */
  static LiveSamples of(HopTrace direct, HopTrace proxied) {
    LiveSamples samples = new LiveSamples();
    samples.direct.put("", direct);
    samples.proxied.put("", proxied);
    return samples;
  }

  LiveSamples directly(String variation, HopTrace trace) {
    direct.put(variation, trace);
    return this;
  }

  LiveSamples proxied(String variation, HopTrace trace) {
    proxied.put(variation, trace);
    return this;
  }

  LiveSamples foreign() {
    embedded = false;
    return this;
  }

  LivePaths paths() {
    LivePaths.Asked asked =
        new LivePaths.Asked(
            ReplayRequest.get(URI.create("https://" + NAME + "/?key=secret")),
            ReplayOptions.DEFAULT,
            new TrustAnchors("none", List.of()),
            Duration.ofSeconds(2),
            "tlsdiag compare https://" + NAME + "/ --profile cilium-before-sni-fix",
            List.of());
    return new LivePaths(
        asked,
        new Told("direct", direct),
        new Told("control", direct),
        new Told("built-in proxy, profile cilium-before-sni-fix", proxied),
        Optional.empty(),
        Optional.empty(),
        embedded);
  }

  /** A path that answers from a list. */
  private record Told(String text, Map<String, HopTrace> runs) implements LivePath {
    @Override
    public HopTrace run(Variation variation, String id) {
      return Optional.ofNullable(runs.get(variation.text()))
          .orElseThrow(() -> new AssertionError("nobody expected " + variation.text()));
    }

    @Override
    public Optional<String> product() {
      return Optional.of("cilium-before-sni-fix").filter(p -> text.contains(p));
    }
  }

  static HopTrace direct(String id, HandshakeSamples handshake, int status) {
    return LiveHops.direct(id, hop(handshake, status));
  }

  static HopTrace through(String id, Hop client, Hop server) {
    return LiveHops.proxied(id, client, server);
  }

  /**
   * One hop.
   *
   * @param status of the response; 0 where there is none
   */
  static Hop hop(HandshakeSamples handshake, int status) {
    Connection connection = Connection.of(List.of(handshake.in("a live run").build())).get(0);
    Hop hop = HopTrace.single("x", connection).clientHop();
    return status == 0 ? hop : LiveHops.with(hop, http(status));
  }

  private static Step http(int status) {
    List<HttpExchange.Header> headers =
        status == 503 ? List.of(new HttpExchange.Header("server", "envoy")) : List.of();
    return new Step.Http(
        new HttpExchange(
            "GET",
            "https://" + NAME + "/",
            NAME,
            "http/1.1",
            OptionalInt.of(status),
            List.of(),
            headers,
            List.of(),
            Bytes.EMPTY,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofMillis(3))),
        Optional.of(Duration.ofMillis(4)),
        List.of());
  }

  static HandshakeSamples client() {
    return new HandshakeSamples()
        .number(0)
        .from("192.0.2.1", 41000)
        .to("192.0.2.3", 8443)
        .hello(HelloSamples.client(NAME).random(1))
        .established(0x0304);
  }

  static HandshakeSamples downstream() {
    return client().number(1).from("192.0.2.1", 42000).to("192.0.2.2", 8443);
  }

  static HandshakeSamples upstream(HelloSamples hello) {
    return new HandshakeSamples()
        .number(2)
        .at(10)
        .from("192.0.2.2", 43000)
        .to("192.0.2.3", 8443)
        .hello(hello.random(3));
  }
}
