package dev.tlsdiag.experiment;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The records of a proxy that carries one request. */
final class RecordedLegs implements RecordSink {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<LegRecord> legs = new ArrayList<>();
  private final List<ExchangeRecord> exchanges = new ArrayList<>();

  @Override
  public synchronized void onLeg(LegRecord leg) {
    legs.add(leg);
  }

  @Override
  public synchronized void onExchange(ExchangeRecord exchange) {
    exchanges.add(exchange);
  }

  @Override
  public void onEnd() {
    ended.countDown();
  }

  /** Waits until the proxy is down; says nothing where that takes too long: what came counts. */
  void awaitEnd(Duration longest) {
    try {
      ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The proxy's own hop of the last request, with what the server answered on it; empty where the
   * proxy opened no connection.
   */
  synchronized Optional<Hop> upstream() {
    Optional<ExchangeRecord> last = exchanges.stream().reduce((a, b) -> b);
    Optional<LegRecord> leg =
        last.flatMap(exchange -> leg(exchange.upstream()))
            .or(() -> legs.stream().filter(l -> l.side() == LegSide.UPSTREAM).reduce((a, b) -> b));
    return leg.map(l -> answered(l, last));
  }

  /** Clients' connections with a ClientHello, in the order in which they began. */
  synchronized List<LegRecord> clients() {
    return legs.stream()
        .filter(leg -> leg.side() == LegSide.DOWNSTREAM && leg.hop().tls().isPresent())
        .sorted(Comparator.comparing(LegRecord::start))
        .toList();
  }

  /** A client's connection with the last response that it got. */
  synchronized Hop answered(LegRecord client) {
    Optional<ExchangeRecord> last =
        exchanges.stream().filter(e -> e.downstream() == client.id()).reduce((a, b) -> b);
    return last.filter(e -> client.hop().http().isEmpty())
        .map(e -> LiveHops.with(client.hop(), http(e)))
        .orElse(client.hop());
  }

  /** The proxy's own connection for this one of a client. */
  synchronized Optional<Hop> upstreamOf(LegRecord client) {
    Optional<ExchangeRecord> last =
        exchanges.stream().filter(e -> e.downstream() == client.id()).reduce((a, b) -> b);
    return legs.stream()
        .filter(leg -> leg.side() == LegSide.UPSTREAM && leg.cause() == client.id())
        .reduce((a, b) -> b)
        .map(leg -> answered(leg, last));
  }

  /** The address the proxy dialled last. */
  synchronized Optional<Endpoint> dialled() {
    return legs.stream()
        .filter(leg -> leg.side() == LegSide.UPSTREAM)
        .flatMap(leg -> leg.hop().to().endpoint().stream())
        .reduce((a, b) -> b);
  }

  private Optional<LegRecord> leg(long id) {
    return legs.stream()
        .filter(leg -> leg.id() == id && leg.side() == LegSide.UPSTREAM)
        .findFirst();
  }

  private static Hop answered(LegRecord leg, Optional<ExchangeRecord> exchange) {
    boolean carried =
        exchange.filter(e -> e.upstream() == leg.id() && e.localReply().isEmpty()).isPresent();
    boolean told = leg.hop().http().isPresent();
    if (!carried || told || leg.failed()) {
      return leg.hop();
    }
    return LiveHops.with(leg.hop(), sentOn(exchange.get()));
  }

  private static Step http(ExchangeRecord record) {
    return new Step.Http(record.exchange(), Optional.of(record.duration()), List.of());
  }

  /** As the server was asked. */
  private static Step sentOn(ExchangeRecord record) {
    return new Step.Http(
        record.sentOn().orElse(record.exchange()), Optional.of(record.duration()), List.of());
  }
}
