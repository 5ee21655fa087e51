package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends requests, each on a connection of its own, and records every step. Peers cannot make it
 * fail: what they did wrong is in the {@link Replay}.
 *
 * <p>One run after another; a client may be used by one thread at a time.
 */
public final class ReplayClient {
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final String id;
  private final Optional<WireTap> tap;
  private final SessionKeeper sessions = new SessionKeeper();
  private TrustAnchors system;

  /**
   * @param id names the hops as evidence: {@code direct}, {@code proxied.1}
   */
  public ReplayClient(String id) {
    this(id, Optional.empty());
  }

  public ReplayClient(String id, Optional<WireTap> tap) {
    this.id = requireNonNull(id, "id is null");
    this.tap = requireNonNull(tap, "tap is null");
  }

  /**
   * Sends the request: to one address of the name after another until one takes the connection,
   * again after failures as often as asked for, and where a redirection leads.
   *
   * @throws IOException where the trust store of this machine cannot be read
   */
  public Replay run(ReplayRequest request, ReplayOptions options) throws IOException {
    List<Attempt> attempts = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Rehearsal.once();
    TrustAnchors anchors = anchors(options);
    ReplayRequest next = request;
    Attempt.Why why = Attempt.Why.FIRST;
    int retries = options.retries();
    int redirects = 0;
    while (true) {
      once(next, options, why, anchors, attempts, notes);
      Attempt last = attempts.get(attempts.size() - 1);
      if (mayPass(last) && retries-- > 0) {
        why = Attempt.Why.RETRY;
        continue;
      }
      Optional<URI> location = options.followRedirects() ? Redirection.of(last) : Optional.empty();
      if (location.isEmpty()) {
        return new Replay(attempts, notes);
      }
      if (options.maxRedirects() >= 0 && redirects++ >= options.maxRedirects()) {
        notes.add("no more than %d redirections are followed".formatted(options.maxRedirects()));
        attempts.set(attempts.size() - 1, tooMany(last, options.maxRedirects()));
        return new Replay(attempts, notes);
      }
      int status = last.exchange().orElseThrow().status().orElseThrow();
      next = Redirection.follow(next, location.get(), status, options.keepMethod301());
      why = Attempt.Why.REDIRECT;
    }
  }

  /** The addresses that {@link #run} would try, of the server or its proxy. */
  public Step.Resolve resolve(ReplayRequest request, ReplayOptions options) {
    RunClock clock = new RunClock();
    Deadline deadline = new Deadline(clock, options.connectTimeout(), options.maxTime());
    Endpoint first = Route.of(request, options.path()).first();
    return new Resolver(options.path()).resolve(first, deadline, clock);
  }

  private void once(
      ReplayRequest request,
      ReplayOptions options,
      Attempt.Why why,
      TrustAnchors anchors,
      List<Attempt> attempts,
      List<String> notes) {
    RunClock clock = new RunClock();
    Endpoint first = Route.of(request, options.path()).first();
    Run run = run(request, options, why, anchors, clock, attempts.size(), notes);
    boolean named = !HostName.isAddress(first.host()) && options.path().unixSocket().isEmpty();
    Optional<Step.Resolve> resolved = Optional.empty();
    List<String> addresses = List.of(first.host());
    if (named) {
      Step.Resolve step = new Resolver(options.path()).resolve(first, run.deadline(), clock);
      if (step.failed()) {
        attempts.add(run.unresolved(step));
        return;
      }
      resolved = Optional.of(step);
      addresses = step.addresses();
    }
    if (options.path().address().isPresent()) {
      addresses = List.of(options.path().address().get());
    }
    for (int i = 0; i < addresses.size(); i++) {
      boolean more = i < addresses.size() - 1;
      Attempt attempt = run.make(resolved, new Endpoint(addresses.get(i), first.port()), more);
      attempts.add(attempt);
      boolean connected = attempt.times().connect().isPresent();
      if (connected || run.deadline().passed()) {
        return;
      }
      run = run(request, options, Attempt.Why.NEXT_ADDRESS, anchors, clock, attempts.size(), notes);
    }
  }

  private Run run(
      ReplayRequest request,
      ReplayOptions options,
      Attempt.Why why,
      TrustAnchors anchors,
      RunClock clock,
      int number,
      List<String> notes) {
    Optional<SessionKeeper> keeper =
        options.tls().resume() ? Optional.of(sessions) : Optional.empty();
    String name = number == 0 ? id : id + "-" + (number + 1);
    return new Run(request, options, why, name, clock, anchors, keeper, tap, notes);
  }

  /** Whether another attempt may go better, as curl judges it. */
  private static boolean mayPass(Attempt attempt) {
    boolean passingStatus =
        attempt
            .exchange()
            .map(HttpExchange::status)
            .filter(status -> status.isPresent() && PASSING.contains(status.getAsInt()))
            .isPresent();
    return passingStatus
        || attempt.curlExit() == CurlExit.TIMEOUT
        || attempt.curlExit() == CurlExit.RESOLVE_HOST
        || attempt.curlExit() == CurlExit.RESOLVE_PROXY;
  }

  private static Attempt tooMany(Attempt last, int bound) {
    return new Attempt(
        last.why(),
        last.url(),
        last.hop(),
        last.proxyTls(),
        last.exchange(),
        Optional.of("more than %d redirections".formatted(bound)),
        CurlExit.TOO_MANY_REDIRECTS,
        last.times(),
        last.local(),
        last.remote());
  }

  private TrustAnchors anchors(ReplayOptions options) throws IOException {
    if (options.tls().anchors().isPresent()) {
      return options.tls().anchors().get();
    }
    if (system == null) {
      String file = System.getenv("SSL_CERT_FILE");
      system =
          file == null || file.isEmpty() ? TrustStores.system() : TrustStores.load(Path.of(file));
    }
    return system;
  }
}
