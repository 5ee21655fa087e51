package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.x509.Verification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.net.ssl.SSLSocket;

/** One attempt, from the first name to the last byte. */
final class Run {
  private final ReplayRequest request;
  private final ReplayOptions options;
  private final Attempt.Why why;
  private final String id;
  private final RunClock clock;
  private final TrustAnchors anchors;
  private final Optional<SessionKeeper> sessions;
  private final Optional<WireTap> tap;
  private final List<String> notes;
  private final Deadline deadline;
  private final Route route;

  private final List<Step> steps = new ArrayList<>();
  private Optional<Step.Tls> proxyTls = Optional.empty();
  private Optional<HttpExchange> exchange = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private int curlExit;
  private Optional<Endpoint> local = Optional.empty();
  private Optional<Endpoint> remote = Optional.empty();
  private Optional<Duration> nameLookup = Optional.empty();
  private Optional<Duration> connect = Optional.empty();
  private Optional<Duration> appConnect = Optional.empty();
  private Optional<Duration> preTransfer = Optional.empty();
  private Optional<Duration> startTransfer = Optional.empty();

  Run(
      ReplayRequest request,
      ReplayOptions options,
      Attempt.Why why,
      String id,
      RunClock clock,
      TrustAnchors anchors,
      Optional<SessionKeeper> sessions,
      Optional<WireTap> tap,
      List<String> notes) {
    this.request = request;
    this.options = options;
    this.why = why;
    this.id = id;
    this.clock = clock;
    this.anchors = anchors;
    this.sessions = sessions;
    this.tap = tap;
    this.notes = notes;
    deadline = new Deadline(clock, options.connectTimeout(), options.maxTime());
    route = Route.of(request, options.path());
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Makes it.
   *
   * @param resolved how the address was found; empty where there was no name
   * @param address of the server or proxy to connect to
   * @param more whether there are other addresses to try after this one
   */
  Attempt make(Optional<Step.Resolve> resolved, Endpoint address, boolean more) {
    resolved.ifPresent(steps::add);
    nameLookup = Optional.of(clock.sinceStart());
    remote = Optional.of(address);
    TapedSocket socket = null;
    try {
      Dialer dialer = new Dialer(options.path(), clock, deadline, tap, id);
      Dialer.Dialled dialled = dialer.connect(address, route.firstName(), more);
      socket = dialled.socket();
      local = Optional.of(dialled.local());
      steps.add(dialled.step());
      connect = Optional.of(clock.sinceStart());
      socket = throughProxy(socket);
      if (options.path().proxyProtocol()) {
        writeProxyHeader(socket, dialled.local(), address);
      }
      talk(socket);
    } catch (StepFailure e) {
      e.step().ifPresent(steps::add);
      problem = Optional.of(e.getMessage());
      curlExit = e.curlExit();
      close(socket);
    }
    return attempt();
  }

  /** Of a name without address. */
  Attempt unresolved(Step.Resolve failed) {
    steps.add(failed);
    problem =
        Optional.of(
            "cannot resolve %s: %s".formatted(failed.name(), failed.problem().orElseThrow()));
    curlExit = route.proxy().isPresent() ? CurlExit.RESOLVE_PROXY : CurlExit.RESOLVE_HOST;
    return attempt();
  }

  private Attempt attempt() {
    TimeMarks times =
        new TimeMarks(
            nameLookup, connect, appConnect, preTransfer, startTransfer, clock.sinceStart());
    Party.Role to = route.proxy().isPresent() ? Party.Role.PROXY : Party.Role.SERVER;
    Hop hop =
        new Hop(new Party(Party.Role.CLIENT, local), new Party(to, remote), List.copyOf(steps));
    return new Attempt(
        why, request.url(), hop, proxyTls, exchange, problem, curlExit, times, local, remote);
  }

  private TapedSocket throughProxy(TapedSocket socket) throws StepFailure {
    if (route.proxy().isEmpty()) {
      return socket;
    }
    ProxyServer proxy = route.proxy().get();
    TapedSocket carrier = socket;
    if (proxy.kind() == ProxyServer.Kind.HTTPS) {
      carrier = tlsWithProxy(socket, proxy);
    }
    if (!route.tunnel()) {
      return carrier;
    }
    Endpoint target = route.target();
    if (!proxy.kind().resolvesNames() && !HostName.isAddress(target.host())) {
      Step.Resolve resolved = new Resolver(options.path()).resolve(target, deadline, clock);
      if (resolved.failed()) {
        String message =
            "cannot resolve %s: %s".formatted(target.host(), resolved.problem().orElseThrow());
        throw new StepFailure(resolved, message, CurlExit.RESOLVE_HOST, null);
      }
      steps.add(resolved);
      target = new Endpoint(resolved.addresses().get(0), target.port());
    }
    String protocol =
        proxy.kind().isHttp()
            ? "http-connect"
            : proxy.kind().scheme().startsWith("socks4") ? "socks4" : "socks5";
    Tunnel tunnel = new Tunnel(carrier, protocol, target, proxy.endpoint().toString(), id, clock);
    steps.add(
        proxy.kind().isHttp()
            ? ConnectTunnel.open(
                tunnel,
                proxy.credentials(),
                request.header("User-Agent"),
                options.path().proxyHeaders())
            : SocksTunnel.open(tunnel, proxy.kind(), proxy.credentials()));
    return carrier;
  }

  /** The proxy's own TLS; what follows is taped as it goes inside. */
  private TapedSocket tlsWithProxy(TapedSocket socket, ProxyServer proxy) throws StepFailure {
    Endpoint server = proxy.endpoint();
    TlsOptions plain = TlsOptions.DEFAULT.with().insecure(options.tls().insecure()).build();
    Tls tls =
        handshake(
            socket,
            server.host(),
            server.port(),
            "proxy",
            plain,
            List.of("http/1.1"),
            proxy.toString());
    try {
      LegTape inner =
          new LegTape(id, local.orElseThrow(), remote.orElseThrow(), Optional.empty(), clock);
      inner.connected(clock.nanos(), clock.nanos());
      TapedSocket inside = new TapedSocket(tls.socket, inner, deadline);
      proxyTls = Optional.of(tls.verdict.done(1, Optional.empty()));
      return inside;
    } catch (IOException e) {
      throw new StepFailure(
          tls.verdict.failed(e), String.valueOf(e.getMessage()), CurlExit.TLS_CONNECT, e);
    }
  }

  private void writeProxyHeader(TapedSocket socket, Endpoint from, Endpoint to) throws StepFailure {
    String family = from.host().indexOf(':') >= 0 ? "TCP6" : "TCP4";
    String header =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(family, from.host(), to.host(), from.port(), to.port());
    Tunnel tunnel = new Tunnel(socket, "proxy-v1", to, to.toString(), id, clock);
    try {
      tunnel.send(header.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw tunnel.failed(e);
    }
    steps.add(tunnel.stands(OptionalInt.empty()));
  }

  private void talk(TapedSocket carrier) throws StepFailure {
    HttpVersion version = options.httpVersion();
    if (!request.secure()) {
      deadline.connected();
      preTransfer = Optional.of(clock.sinceStart());
      String protocol =
          version == HttpVersion.HTTP_2_PRIOR_KNOWLEDGE
              ? "h2"
              : version == HttpVersion.HTTP_1_0 ? "http/1.0" : "http/1.1";
      exchange(carrier, carrier, protocol);
      return;
    }
    List<String> alpn = options.tls().alpn().orElse(version.alpn());
    Tls tls =
        handshake(
            carrier, request.host(), request.port(), "URL", options.tls(), alpn, route.farEnd());
    deadline.connected();
    appConnect = Optional.of(clock.sinceStart());
    preTransfer = appConnect;
    boolean h2 = "h2".equals(tls.socket.getApplicationProtocol());
    String protocol = h2 ? "h2" : version == HttpVersion.HTTP_1_0 ? "http/1.0" : "http/1.1";
    int at = steps.size();
    HttpRun.Result result = exchange(carrier, tls.socket, protocol);
    steps.add(at, tls.verdict.done(result.applicationBytes(), result.late()));
  }

  private HttpRun.Result exchange(TapedSocket carrier, Socket socket, String protocol) {
    boolean absolute = route.proxy().isPresent() && !route.tunnel();
    List<HttpExchange.Header> proxyHeaders = new ArrayList<>();
    if (absolute) {
      route
          .proxy()
          .get()
          .credentials()
          .map(ConnectTunnel::basic)
          .ifPresent(
              value -> proxyHeaders.add(new HttpExchange.Header("Proxy-Authorization", value)));
      proxyHeaders.add(new HttpExchange.Header("Proxy-Connection", "Keep-Alive"));
      proxyHeaders.addAll(options.path().proxyHeaders());
    }
    long from = clock.elapsed();
    HttpRun run =
        new HttpRun(
            request, protocol, absolute, proxyHeaders, clock, carrier.tape(), route.farEnd());
    HttpRun.Result result = run.run(socket);
    Duration duration = Duration.ofNanos(clock.elapsed() - Math.max(from, run.firstWriteNanos()));
    steps.add(
        new Step.Http(
            result.exchange(), Optional.of(duration), List.of(new Evidence.Exchange(id))));
    exchange = Optional.of(result.exchange());
    problem = result.exchange().problem();
    curlExit = result.curlExit();
    OptionalLong first = result.startTransferNanos();
    if (first.isPresent()) {
      startTransfer = Optional.of(Duration.ofNanos(first.getAsLong()));
    }
    return result;
  }

  private record Tls(SSLSocket socket, TlsVerdict verdict) {}

  private Tls handshake(
      TapedSocket carrier,
      String host,
      int port,
      String identitySource,
      TlsOptions tls,
      List<String> alpn,
      String peer)
      throws StepFailure {
    TlsLayer layer;
    Optional<SessionKeeper> keeper = sessions.filter(s -> tls.equals(options.tls()));
    try {
      layer = TlsLayer.on(carrier, host, port, identitySource, tls, alpn, anchors, keeper);
    } catch (IOException e) {
      throw new StepFailure(null, String.valueOf(e.getMessage()), CurlExit.CIPHER, e);
    }
    layer.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
    TlsVerdict verdict =
        new TlsVerdict(layer, carrier.tape(), id, local.orElseThrow(), remote.orElseThrow());
    try {
      carrier.tape().asking();
      layer.socket().startHandshake();
      verdict.established(layer.socket().getSession());
      return new Tls(layer.socket(), verdict);
    } catch (IOException e) {
      Step.Tls step = verdict.failed(e);
      throw new StepFailure(step, told(step, e, peer), exit(step, e), e);
    }
  }

  private static String told(Step.Tls step, IOException e, String peer) {
    Outcome outcome = step.outcome();
    Optional<Verification> checked = step.session().flatMap(session -> session.verification());
    if (TlsVerdict.isOfCertificate(e) && checked.flatMap(Verification::problem).isPresent()) {
      return "the certificate of %s is not accepted: %s"
          .formatted(peer, checked.get().problem().get().message());
    }
    if (outcome instanceof Outcome.Alerted alerted) {
      AlertDescription alert = alerted.description();
      String who = alerted.by() == Side.SERVER ? peer + " ended" : "this end ended";
      String words = "%s the handshake with alert %d %s".formatted(who, alert.code(), alert.name());
      return alerted.by() == Side.SERVER ? words : words + ": " + e.getMessage();
    }
    if (outcome instanceof Outcome.Reset) {
      return peer + " reset the connection in the handshake";
    }
    if (outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER) {
      return peer + " closed the connection in the handshake";
    }
    if (outcome instanceof Outcome.Silence silence) {
      return "%s did not answer the ClientHello within %s"
          .formatted(peer, Words.seconds(silence.after()));
    }
    if (outcome instanceof Outcome.GaveUp gaveUp && !gaveUp.after().isZero()) {
      return "%s did not finish the handshake within %s"
          .formatted(peer, Words.seconds(gaveUp.after()));
    }
    if (outcome instanceof Outcome.Plaintext) {
      return peer + " does not speak TLS on this port";
    }
    return "no handshake: " + e.getMessage();
  }

  private static int exit(Step.Tls step, IOException e) {
    if (TlsVerdict.isOfCertificate(e)) {
      return CurlExit.PEER_CERTIFICATE;
    }
    boolean late =
        step.outcome() instanceof Outcome.Silence
            || step.outcome() instanceof Outcome.GaveUp g && !g.after().isZero();
    return late ? CurlExit.TIMEOUT : CurlExit.TLS_CONNECT;
  }

  private static void close(TapedSocket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // What is wrong with it has been told.
      }
    }
  }
}
