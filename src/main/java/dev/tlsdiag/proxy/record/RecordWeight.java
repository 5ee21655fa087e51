package dev.tlsdiag.proxy.record;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.util.List;

/** About the bytes that a record holds in memory while it waits. */
final class RecordWeight {
  private static final long OBJECTS = 600;
  private static final long PER_HEADER = 120;

  private RecordWeight() {}

  static long of(LegRecord leg) {
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

  static long of(ExchangeRecord record) {
    HttpExchange exchange = record.exchange();
    return OBJECTS
        + exchange.target().length()
        + exchange.bodyStart().length()
        + of(exchange.requestHeaders())
        + of(record.upstreamHeaders())
        + of(exchange.responseHeaders())
        + of(exchange.trailers());
  }

  static long of(VerdictRecord verdict) {
    return OBJECTS
        + verdict.http().map(http -> http.url().length() + of(http.headers())).orElse(0L);
  }

  private static long of(List<HttpExchange.Header> headers) {
    long weight = 0;
    for (HttpExchange.Header header : headers) {
      weight += PER_HEADER + header.name().length() + header.value().length();
    }
    return weight;
  }
}
