package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a run did. */
final class ProxyTally implements RecordSink {
  private final long wanted;
  private final Runnable enough;
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private long clients;
  private long failedClients;
  private long servers;
  private long failedServers;
  private long requests;
  private long failedRequests;

  /**
   * @param wanted requests after which {@code enough} is called; 0 for never
   */
  ProxyTally(long wanted, Runnable enough) {
    this.wanted = wanted;
    this.enough = enough;
  }

  @Override
  public synchronized void onLeg(LegRecord leg) {
    int failed = leg.failed() ? 1 : 0;
    switch (leg.side()) {
      case DOWNSTREAM -> {
        clients++;
        failedClients += failed;
      }
      case UPSTREAM -> {
        servers++;
        failedServers += failed;
      }
    }
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    boolean last;
    synchronized (this) {
      requests++;
      byStatus.merge(exchange.exchange().status().orElse(0), 1L, Long::sum);
      boolean failed =
          exchange.localReply().isPresent() || exchange.exchange().problem().isPresent();
      failedRequests += failed ? 1 : 0;
      last = requests == wanted;
    }
    if (last) {
      enough.run();
    }
  }

  /**
   * {@code 3 connections from clients · 2 to servers, 1 failed · 2 requests, 1 failed: 200 1 …}.
   */
  synchronized String summary(String dot) {
    StringBuilder text = new StringBuilder();
    text.append(count(clients, "connection")).append(" from clients").append(failed(failedClients));
    text.append(' ').append(dot).append(' ').append(servers).append(" to servers");
    text.append(failed(failedServers));
    text.append(' ').append(dot).append(' ').append(count(requests, "request"));
    text.append(failed(failedRequests));
    String separator = ": ";
    for (Map.Entry<Integer, Long> each : byStatus.entrySet()) {
      String status = each.getKey() == 0 ? "no answer" : "status " + each.getKey();
      text.append(separator).append(each.getValue()).append(" × ").append(status);
      separator = ", ";
    }
    return text.toString();
  }

  private static String failed(long count) {
    return count == 0 ? "" : ", " + count + " failed";
  }

  private static String count(long count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }
}
