package dev.tlsdiag.proxy.core;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.util.List;

/** About the bytes that a record holds in memory while it waits. */
public final class RecordWeight {
  private static final long OBJECTS = 600;
  private static final long PER_HEADER = 120;

  private RecordWeight() {}

  public static long of(LegRecord leg) {
    long weight = OBJECTS;
    for (Step step : leg.hop().steps()) {
      weight += OBJECTS;
      if (step instanceof Step.Tls tls) {
        // Decoded, a hello takes a few times the room of its bytes.
        weight += 4L * tls.first().sent().map(sent -> sent.message().length()).orElse(0);
        weight += tls.session().map(RecordWeight::of).orElse(0L);
      }
    }
    return weight;
  }

  private static long of(TlsSession session) {
    return session.peerCertificates().stream().mapToLong(Bytes::length).sum();
  }

  public static long of(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    return OBJECTS
        + exchange.target().length()
        + exchange.bodyStart().length()
        + of(exchange.requestHeaders())
        + of(record.upstreamHeaders())
        + of(exchange.responseHeaders())
        + of(exchange.trailers());
  }

  /** Of a request of which these are known. */
  public static long of(String url, List<HttpExchange.Header> headers) {
    return OBJECTS + url.length() + of(headers);
  }

  private static long of(List<HttpExchange.Header> headers) {
    long weight = 0;
    for (HttpExchange.Header header : headers) {
      weight += PER_HEADER + header.name().length() + header.value().length();
    }
    return weight;
  }
}
