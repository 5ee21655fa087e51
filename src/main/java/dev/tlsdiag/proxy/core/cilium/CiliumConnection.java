package dev.tlsdiag.proxy.core.cilium;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.Ruling.Interception;
import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.mesh.policy.Ruling.Verdict;
import dev.tlsdiag.proxy.core.Command;
import dev.tlsdiag.proxy.core.ConnectionPolicy;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LocalReply;
import dev.tlsdiag.proxy.core.PolicyRequest;
import dev.tlsdiag.proxy.core.RequestRuling;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One connection of the pod. */
final class CiliumConnection implements ConnectionPolicy {
  /** As cilium-envoy answers what a rule of HTTP does not allow: 15 bytes. */
  static final LocalReply ACCESS_DENIED =
      new LocalReply(
          403,
          "Forbidden",
          List.of(new Header("content-type", "text/plain"), new Header("server", "envoy")),
          "Access denied\r\n");

  private static final LocalReply BAD_REQUEST =
      new LocalReply(400, "Bad Request", List.of(new Header("server", "envoy")), "");

  private final CiliumPolicy policy;
  private final long id;
  private final Endpoint client;
  private final boolean explicit;

  private Endpoint target;
  private Attempt attempt;
  private Ruling ruling;

  CiliumConnection(CiliumPolicy policy, long id, Endpoint client, boolean explicit) {
    this.policy = policy;
    this.id = id;
    this.client = client;
    this.explicit = explicit;
  }

  @Override
  public List<Command> onTarget(Endpoint newTarget) {
    target = newTarget;
    Peer server = policy.server(target, client.host(), explicit);
    attempt =
        Attempt.connection(
            Direction.EGRESS, policy.pod().at(client.host()), server, target.port(), "TCP");
    ruling = policy.rule(attempt);
    tellOfConnection();
    if (ruling.verdict().denied()) {
      return List.of(denial());
    }
    return looksInside(ruling) ? List.of() : List.of(new Command.Relay(target));
  }

  /** Where nothing is looked at the bytes go their way, also of a listener that is not here. */
  private static boolean looksInside(Ruling ruling) {
    return ruling
        .interception()
        .filter(each -> each.listener().isEmpty())
        .map(
            each ->
                each.http()
                    || each.terminating().isPresent()
                    || each.originating().isPresent()
                    || !each.serverNames().isEmpty())
        .orElse(false);
  }

  @Override
  public List<Command> onHello(ClientHello hello) {
    attempt = attempt.withHello(hello.serverName().filter(name -> !name.isEmpty()));
    ruling = policy.rule(attempt);
    if (ruling.verdict().denied()) {
      tellOfConnection();
      return List.of(denial());
    }
    if (!looksInside(ruling)) {
      return List.of(new Command.Relay(target));
    }
    Interception way = ruling.interception().orElseThrow();
    if (way.terminating().isPresent()) {
      return List.of(terminate(way.terminating().get(), way.originating()));
    }
    if (way.originating().isPresent()) {
      return List.of(notReady("the rule has no terminatingTLS for the client"));
    }
    // Without a certificate the HTTP parser gets the ClientHello, and answers 400 in the clear.
    return List.of(
        way.http() ? new Command.ServeHttp(Optional.of(target), false) : new Command.Relay(target));
  }

  private Command terminate(TlsSource terminating, Optional<TlsSource> originating) {
    if (!policy.secrets().hasCertificate(terminating)) {
      return notReady("no certificate and key in secret " + terminating.secret());
    }
    return new Command.Terminate(
        PolicySecrets.certificate(terminating),
        originating.isPresent(),
        originating.map(PolicySecrets::authority));
  }

  private static Command notReady(String why) {
    return new Command.Close(UpstreamFailure.NOT_READY + ": " + why);
  }

  @Override
  public List<Command> onInTheClear(boolean http) {
    attempt = attempt.inTheClear();
    ruling = policy.rule(attempt);
    if (ruling.verdict().denied()) {
      tellOfConnection();
      return List.of(denial());
    }
    boolean parsed = ruling.interception().map(Interception::http).orElse(false);
    return List.of(
        parsed && looksInside(ruling)
            ? new Command.ServeHttp(Optional.of(target), false)
            : new Command.Relay(target));
  }

  private Command denial() {
    String reason = "policy: " + ruling.reason();
    return ruling.verdict() == Verdict.DENIED_SERVER_NAME || policy.resets()
        ? new Command.Reset(reason)
        : new Command.Drop(reason);
  }

  @Override
  public RequestRuling onRequest(PolicyRequest request) {
    if (!request.target().equals(target)) {
      Optional<RequestRuling> refusal = onOtherTarget(request.target());
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    if (!ruling.interception().map(Interception::http).orElse(false)) {
      return RequestRuling.UNCHANGED;
    }
    if (request.path().indexOf('#') >= 0) {
      // The server would cut it off: what a rule sees behind it was never asked for.
      return new RequestRuling.Answer(BAD_REQUEST, "Envoy takes no path with a fragment");
    }
    Optional<String> redirect = EnvoyPath.redirect(request.path());
    if (redirect.isPresent()) {
      return new RequestRuling.Answer(
          redirect(redirect.get()), "Envoy redirects a path with escaped slashes");
    }
    Ruling asked =
        policy.rule(
            attempt.withRequest(
                new Attempt.Request(
                    request.method(),
                    EnvoyPath.normalized(request.path()),
                    request.authority(),
                    request.headers())));
    VerdictRecord.Http http =
        new VerdictRecord.Http(
            request.method(),
            request.scheme() + "://" + request.authority() + request.path(),
            request.protocol(),
            request.headers().entrySet().stream()
                .map(field -> new Header(field.getKey(), field.getValue()))
                .sorted(java.util.Comparator.comparing(Header::name))
                .toList(),
            OptionalInt.empty(),
            Duration.ZERO);
    tell(VerdictRecord.Kind.REQUEST, asked, Optional.of(http));
    if (asked.verdict().denied()) {
      return new RequestRuling.Answer(ACCESS_DENIED, "policy: " + asked.reason());
    }
    return policy.headers().of(asked, request);
  }

  private static LocalReply redirect(String path) {
    return new LocalReply(
        307,
        "Temporary Redirect",
        List.of(new Header("location", path), new Header("server", "envoy")),
        "");
  }

  /** Of a proxy that is asked for whole URLs: each names its server. */
  private Optional<RequestRuling> onOtherTarget(Endpoint newTarget) {
    List<Command> commands = onTarget(newTarget);
    Command first = commands.isEmpty() ? onInTheClear(true).get(0) : commands.get(0);
    if (first instanceof Command.Drop drop) {
      target = null; // asked again, told again
      return Optional.of(new RequestRuling.Drop(drop.reason()));
    }
    if (first instanceof Command.Reset reset) {
      target = null;
      return Optional.of(new RequestRuling.Reset(reset.reason()));
    }
    return Optional.empty();
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    if (ruling == null || !ruling.interception().map(Interception::http).orElse(false)) {
      return;
    }
    var told = exchange.exchange();
    if (told.status().isEmpty()) {
      return; // Envoy logs no response where there was none
    }
    VerdictRecord.Http http =
        new VerdictRecord.Http(
            told.method(),
            (attempt.tls().orElse(false) ? "https" : "http")
                + told.target().substring(Math.max(0, told.target().indexOf("://"))),
            told.protocol(),
            told.responseHeaders(),
            told.status(),
            exchange.duration());
    tell(VerdictRecord.Kind.RESPONSE, ruling, Optional.of(http));
  }

  private void tellOfConnection() {
    tell(VerdictRecord.Kind.CONNECTION, ruling, Optional.empty());
  }

  private void tell(VerdictRecord.Kind kind, Ruling told, Optional<VerdictRecord.Http> http) {
    policy.tell(
        new VerdictRecord(
            policy.clock().instant(),
            kind,
            id,
            told,
            policy.pod(),
            client,
            target,
            attempt.to(),
            "TCP",
            attempt.sni(),
            http,
            Optional.empty()));
  }
}
