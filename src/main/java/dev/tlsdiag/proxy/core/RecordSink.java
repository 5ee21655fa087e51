package dev.tlsdiag.proxy.core;

/**
 * Takes the proxy's records, each exactly once, on any of its threads. Must not block: a writer to
 * a disk has a queue and says when it is full.
 */
public interface RecordSink {
  /** A connection has ended. */
  void onLeg(LegRecord leg);

  /** A request has ended. */
  void onExchange(ExchangeRecord exchange);

  /** The proxy is down, and nothing more will come. */
  default void onEnd() {}

  /** To several, in this order. */
  static RecordSink of(RecordSink first, RecordSink second) {
    return new RecordSink() {
      @Override
      public void onLeg(LegRecord leg) {
        first.onLeg(leg);
        second.onLeg(leg);
      }

      @Override
      public void onExchange(ExchangeRecord exchange) {
        first.onExchange(exchange);
        second.onExchange(exchange);
      }

      @Override
      public void onEnd() {
        first.onEnd();
        second.onEnd();
      }
    };
  }
}
