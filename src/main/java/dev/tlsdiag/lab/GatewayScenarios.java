package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.tls.ProtocolVersion;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Scenarios of what a gateway or a sidecar decides, or has not got. */
final class GatewayScenarios {
  private static final int INCOMPATIBLE_VERSIONS = 464;

  static final List<Scenario> ALL =
      List.of(
          PlannedScenario.withProxy(
              "registry-only",
              "a sidecar lets nothing out that it has no entry for",
              Expectation.of("registry-only-blackhole"),
              GatewayScenarios::registryOnly),
          PlannedScenario.withProxy(
              "target-group-version",
              "a load balancer's servers speak another HTTP version",
              Expectation.of("alpn-mismatch-with-upstream"),
              lab ->
                  local(
                      lab,
                      new HttpAnswer(INCOMPATIBLE_VERSIONS, Map.of("server", "awselb/2.0"), ""))),
          PlannedScenario.withProxy(
              "host-header-with-control",
              "the Host leads elsewhere; with another Host it works",
              Expectation.of("host-header-decides-route"),
              GatewayScenarios::otherHost),
          PlannedScenario.withProxy(
              "connect-timeout",
              "a sidecar gave up connecting to its server",
              Expectation.of("upstream-connect-timeout"),
              lab -> local(lab, HttpAnswer.envoyReset("connection timeout"))),
          PlannedScenario.withProxy(
              "secret-missing",
              "a listener ends every connection, whatever the name",
              Expectation.of(Expectation.CANNOT_TELL),
              GatewayScenarios::withoutSecret),
          PlannedScenario.withProxy(
              "gateway-old-version",
              "the gateway has no version of TLS that the client has",
              Expectation.of("protocol-version-refused"),
              GatewayScenarios::oldVersion));

  private GatewayScenarios() {}

  private static Target service(Lab lab) throws IOException {
    return lab.plain(
        "service",
        lab.host("reviews.example.test"),
        true,
        PlainWeb.Policy.always(HttpAnswer.of(200, "tlsdiag-lab", "hello\n")));
  }

  private static ForeignProxy sidecar(Lab lab, Function<FullHttpRequest, HttpRouter.Route> routes)
      throws IOException {
    return lab.proxy(ForeignProxy.Kind.INSTEAD_OF_SERVER, lab.router(routes), List.of());
  }

  /** The proxy answers everything by itself. */
  private static void local(Lab lab, HttpAnswer answer) throws IOException {
    service(lab);
    sidecar(lab, request -> new HttpRouter.Route.Local(answer));
  }

  private static void registryOnly(Lab lab) throws IOException {
    Target service = service(lab);
    HttpAnswer blackHole = new HttpAnswer(502, Map.of("server", "envoy"), "");
    ForeignProxy sidecar = sidecar(lab, request -> new HttpRouter.Route.Local(blackHole));
    lab.meanwhile(clients -> clients.plain(sidecar.address(), service.host()));
  }

  private static void otherHost(Lab lab) throws IOException {
    Target service = service(lab);
    lab.asks("Host", lab.host("shop.example.test"));
    ForeignProxy sidecar =
        sidecar(
            lab,
            request ->
                HttpRouter.host(request).equals(service.host())
                    ? HttpRouter.Route.to(service.address())
                    : new HttpRouter.Route.Local(HttpAnswer.envoyReset("connection failure")));
    lab.meanwhile(clients -> clients.plain(sidecar.address(), service.host()));
  }

  private static void withoutSecret(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("app.example.test"));
    String other = lab.host("shop.example.test");
    ForeignProxy gateway =
        lab.proxy(
            ForeignProxy.Kind.INSTEAD_OF_SERVER,
            LabServer.web("gateway", HelloPolicy.always(new Reaction.Reset())).connections(),
            List.of());
    lab.meanwhile(
        clients ->
            clients.hello(gateway.address(), BaseHello.of(Optional.of(other), List.of("h2"))));
    lab.meanwhile(
        clients ->
            clients.hello(gateway.address(), BaseHello.of(Optional.of(web.host()), List.of("h2"))));
  }

  private static void oldVersion(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("app.example.test"));
    lab.clientBehaves(ClientHabits.USUAL.since(ProtocolVersion.TLS_1_3));
    TlsTerms old = TlsTerms.of(lab.authority().issue(web.host()), TlsTerms.TLS_1_2);
    lab.proxy(
        ForeignProxy.Kind.INSTEAD_OF_SERVER,
        LabServer.web("gateway", HelloPolicy.always(new Reaction.Serve(old))).connections(),
        List.of(web.name()));
  }
}
