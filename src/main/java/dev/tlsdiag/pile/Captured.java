package dev.tlsdiag.pile;

import dev.tlsdiag.capture.HandshakeListener;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a capture tells; of very large ones the first, and all that failed among the rest. */
final class Captured implements HandshakeListener {
  private static final int MOST = 50_000;
  private static final int MOST_FAILED = 20_000;

  /** A capture of a web server has many of them. */
  private static final int MOST_PLAIN = 5_000;

  /** Of a resolver's own traffic the first so many are enough. */
  private static final int MOST_DNS = 100_000;

  private final List<Handshake> handshakes = new ArrayList<>();
  private final List<Handshake> plain = new ArrayList<>();
  private final List<DnsExchange> dns = new ArrayList<>();
  private long leftOut;

  @Override
  public void onHandshake(Handshake handshake) {
    boolean failed = !(handshake.outcome() instanceof Outcome.Established);
    if (handshakes.size() < MOST || failed && handshakes.size() < MOST + MOST_FAILED) {
      handshakes.add(handshake);
    } else {
      leftOut++;
    }
  }

  @Override
  public void onDns(DnsExchange exchange) {
    if (dns.size() < MOST_DNS) {
      dns.add(exchange);
    }
  }

  @Override
  public void onPlainHttp(Handshake connection) {
    if (plain.size() < MOST_PLAIN) {
      plain.add(connection);
    }
  }

  /** What was not kept, in half a sentence. */
  Optional<String> gap() {
    return leftOut == 0
        ? Optional.empty()
        : Optional.of("%s more were not kept".formatted(Numbers.of(leftOut, "handshake")));
  }

  CapturedFile file(String name) {
    return new CapturedFile(name, handshakes, plain, dns);
  }
}
