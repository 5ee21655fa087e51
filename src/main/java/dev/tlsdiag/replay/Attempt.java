package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.net.URI;
import java.util.Optional;

/**
 * One connection with one request, or as far as it came.
 *
 * @param hop the client's leg; with a proxy it leads to the proxy, and through it in a tunnel
 * @param proxyTls the handshake with an HTTPS proxy where it was done; one that failed is a step of
 *     the hop
 * @param exchange the request and its response; empty where no request was sent
 * @param problem why there is no whole response: which step failed, who did it; empty where there
 *     is one, whatever its status
 * @param curlExit the number that curl would exit with; 0 where there is a response
 * @param local the address used here; empty where it never came so far
 * @param remote the address of the server or proxy
 */
public record Attempt(
    Why why,
    URI url,
    Hop hop,
    Optional<Step.Tls> proxyTls,
    Optional<HttpExchange> exchange,
    Optional<String> problem,
    int curlExit,
    TimeMarks times,
    Optional<Endpoint> local,
    Optional<Endpoint> remote) {
  /** Why it was made. */
  public enum Why {
    FIRST("first"),
    /** The address before could not be connected to. */
    NEXT_ADDRESS("next-address"),
    RETRY("retry"),
    REDIRECT("redirect");

    private final String label;

    Why(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Attempt {
    requireNonNull(why, "why is null");
    requireNonNull(url, "url is null");
    requireNonNull(hop, "hop is null");
    requireNonNull(proxyTls, "proxyTls is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(problem, "problem is null");
    requireNonNull(times, "times is null");
    requireNonNull(local, "local is null");
    requireNonNull(remote, "remote is null");
  }
}
