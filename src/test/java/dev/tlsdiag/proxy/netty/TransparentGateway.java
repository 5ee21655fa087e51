package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.Credential;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program of its own, because a namespace is a matter of a whole process: servers on the ports
 * 443 and 8443 of every address, and a transparent proxy on {@link #V4} for IPv4 alone and on
 * {@link #BOTH} for both families. Stops when its input ends, then prints a line for each record.
 */
final class TransparentGateway {
  static final String NAME = "app.example.test";
  static final String ADDRESS_V4 = "192.0.2.1";
  static final String ADDRESS_V6 = "2001:db8::1";
  static final int V4 = 8080;
  static final int BOTH = 8081;
  static final String READY = "ready";
  static final String CA = "ca.pem";

  private TransparentGateway() {}

  /**
   * A record as it passes between the processes.
   *
   * @param kind {@code downstream}, {@code upstream} or {@code exchange}
   * @param detail why the connection ended, or the status
   */
  record Line(
      String kind, String target, String clientSni, String sentSni, boolean failed, String detail) {
    static Line parse(String text) {
      String[] parts = text.split("\\|", -1);
      return new Line(
          parts[0], parts[1], parts[2], parts[3], Boolean.parseBoolean(parts[4]), parts[5]);
    }

    @Override
    public String toString() {
      return String.join(
          "|",
          kind,
          target,
          clientSni,
          sentSni,
          Boolean.toString(failed),
          detail.replace('|', ' '));
    }
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Files.writeString(
        folder.resolve(CA), PemWriter.certificates(List.of(ProxyFixture.INTERNAL.certificate())));
    Path site = Files.createDirectories(folder.resolve("site"));
    Credential leaf = ProxyFixture.server("v4." + NAME, "v6." + NAME);
    try (Origin origin = new Origin(new InetSocketAddress("::", 443), leaf, site);
        Origin other = new Origin(new InetSocketAddress("::", 8443), leaf, site);
        ProxyServer proxy = ProxyServer.start(settings(), new Printer(), WireTaps.NONE)) {
      System.out.println(READY);
      while (System.in.read() >= 0) {
        // its end is the only thing that is said
      }
      proxy.drain(Duration.ofSeconds(10));
      System.out.println("requests " + (origin.requests.get() + other.requests.get()));
    }
  }

  private static ProxySettings settings() {
    ProxySettings usual =
        ProxyFixture.settings(new ProxyMode.Transparent(), UpstreamTls.FAITHFUL, Map.of());
    return ProxyFixture.listening(
        usual,
        List.of(
            new Listen(new ProxyMode.Transparent(), "0.0.0.0", V4, false),
            new Listen(new ProxyMode.Transparent(), "::", BOTH, false)));
  }

  private static final class Printer implements RecordSink {
    @Override
    public void onLeg(LegRecord leg) {
      print(
          new Line(
              leg.side().label(),
              leg.target().map(Endpoint::toString).orElse(""),
              leg.names().clientSni().orElse(""),
              leg.hop().serverName().orElse(""),
              leg.failed(),
              leg.endReason()));
    }

    @Override
    public void onExchange(ExchangeRecord exchange) {
      String status =
          exchange.exchange().status().isPresent()
              ? Integer.toString(exchange.exchange().status().getAsInt())
              : "none";
      print(new Line("exchange", "", "", "", exchange.localReply().isPresent(), status));
    }

    private static synchronized void print(Line line) {
      System.out.println(line);
    }
  }
}
