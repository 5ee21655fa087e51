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

  /** Whether {@link #onStanding} is to be called, which costs a second look at each handshake. */
  default boolean wantsStanding() {
    return false;
  }

  /**
   * The TLS of a connection that is intercepted is done: what is known of it so far. Before any
   * request on it is told, and long before {@link #onLeg} where the connection is kept.
   */
  default void onStanding(LegRecord soFar) {}

  /** The proxy is down, and nothing more will come. */
  default void onEnd() {}

  /** To several, in this order. */
  static RecordSink of(RecordSink first, RecordSink second) {
    return new RecordSink() {
      @Override
      public boolean wantsStanding() {
        return first.wantsStanding() || second.wantsStanding();
      }

      @Override
      public void onStanding(LegRecord soFar) {
        if (first.wantsStanding()) {
          first.onStanding(soFar);
        }
        if (second.wantsStanding()) {
          second.onStanding(soFar);
        }
      }

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
