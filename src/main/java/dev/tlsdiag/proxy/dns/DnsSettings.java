package dev.tlsdiag.proxy.dns;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;

/**
 * All that a DNS proxy is told before it starts.
 *
 * @param listen over UDP and TCP; port 0 for any free one
 * @param resolver where queries go
 * @param nameError whether a name that a policy refuses does not exist (NXDOMAIN, without an SOA
 *     record to prove it); false: the answer is REFUSED
 * @param patience for the resolver, after which the answer is SERVFAIL
 * @param atOnce so many queries are under way at most; what comes beyond waits a little, then is
 *     lost
 */
public record DnsSettings(
    Endpoint listen, Endpoint resolver, boolean nameError, Duration patience, int atOnce) {
  public static final Duration USUAL_PATIENCE = Duration.ofSeconds(4);
  public static final int USUAL_AT_ONCE = 64;

  public DnsSettings {
    requireNonNull(listen, "listen is null");
    requireNonNull(resolver, "resolver is null");
    requireNonNull(patience, "patience is null");
  }

  /** Whether it is for this machine alone. */
  public boolean listensHereOnly() {
    return listen.host().startsWith("127.")
        || listen.host().equals("::1")
        || listen.host().equals("localhost");
  }

  /** With the usual limits. */
  public static DnsSettings of(Endpoint listen, Endpoint resolver, boolean nameError) {
    return new DnsSettings(listen, resolver, nameError, USUAL_PATIENCE, USUAL_AT_ONCE);
  }
}
