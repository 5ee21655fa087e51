package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** DNS exchanges for tests: {@code DnsSamples.of("a.example", "REFUSED")}. */
public final class DnsSamples {
  private static final Instant START = Instant.parse("2026-11-20T12:01:50Z");

  private final String name;
  private final String code;
  private String type = "A";
  private String client = "192.0.2.1";
  private String server = "192.0.2.53";
  private boolean tcp;
  private boolean truncated;
  private boolean authority;
  private List<String> addresses = List.of();
  private long millis;

  private DnsSamples(String name, String code) {
    this.name = name;
    this.code = code;
  }

  /** An answer with this code, or none where that is empty. */
  public static DnsSamples of(String name, String code) {
    return new DnsSamples(name, code);
  }

  public static DnsSamples address(String name, String... addresses) {
    DnsSamples answer = of(name, "NOERROR");
    answer.addresses = List.of(addresses);
    return answer;
  }

  public DnsSamples aaaa() {
    type = "AAAA";
    return this;
  }

  public DnsSamples tcp() {
    tcp = true;
    return this;
  }

  public DnsSamples truncated() {
    truncated = true;
    return this;
  }

  public DnsSamples soa() {
    authority = true;
    return this;
  }

  public DnsSamples by(String newServer) {
    server = newServer;
    return this;
  }

  public DnsSamples from(String newClient) {
    client = newClient;
    return this;
  }

  public DnsSamples at(long newMillis) {
    millis = newMillis;
    return this;
  }

  public DnsExchange build() {
    return new DnsExchange(
        name,
        type,
        new Endpoint(client, 40000),
        new Endpoint(server, 53),
        tcp,
        Optional.of(code).filter(c -> !c.isEmpty()),
        truncated,
        authority,
        addresses,
        START.plusMillis(millis),
        code.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(1)),
        new Evidence.Packets("a.pcap", 1, 2));
  }
}
