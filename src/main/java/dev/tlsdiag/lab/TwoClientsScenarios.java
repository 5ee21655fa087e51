package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Scenarios in which a second client on the same machine fares otherwise than the first. */
final class TwoClientsScenarios {
  static final List<Scenario> ALL =
      List.of(
          PlannedScenario.withProxy(
              "other-trust-store",
              "a second program lacks the inspection CA",
              Expectation.healthy().captured("ca-installed-but-in-the-wrong-store"),
              lab -> refusing(lab, AlertDescription.UNKNOWN_CA)),
          PlannedScenario.withProxy(
              "pinned-certificate",
              "a second program expects another certificate",
              Expectation.healthy().captured(Expectation.CANNOT_TELL),
              lab -> refusing(lab, AlertDescription.BAD_CERTIFICATE)),
          PlannedScenario.withProxy(
              "tunnel-by-address",
              "a tunnel by address is not intercepted, one by name is",
              Expectation.healthy().captured("interception-keyed-on-connect-authority"),
              TwoClientsScenarios::byAddress));

  private TwoClientsScenarios() {}

  private static void refusing(Lab lab, AlertDescription alert) throws IOException {
    Target web = lab.healthy("web", lab.host("api.example.test"));
    LabAuthority inspection = LabAuthority.root("internal TLS inspection CA");
    lab.clientTrusts(inspection.certificate());
    LabInterceptor interceptor = lab.interceptor();
    interceptor.intercept(
        web.host(),
        TlsTerms.http1(inspection.issue(web.host()), ProtocolVersion.TLS_1_2, builder -> builder),
        web.address());
    ForeignProxy proxy =
        lab.proxy(
            ForeignProxy.Kind.INSTEAD_OF_SERVER,
            interceptor.transparent().connections(),
            List.of(web.name()));
    lab.meanwhile(clients -> clients.refuse(proxy.address(), named(web.host()), alert));
  }

  private static void byAddress(Lab lab) throws IOException {
    String host = lab.host("artii.example.test");
    Target web =
        lab.serve(
            LabServer.web(
                "web",
                HelloPolicy.always(
                    new Reaction.Serve(
                        TlsTerms.of(lab.authority().issue(host), TlsTerms.TLS_1_2)))),
            host,
            false,
            "answers as it should");
    LabAuthority inspection = LabAuthority.root("internal TLS inspection CA");
    lab.clientTrusts(inspection.certificate());
    LabInterceptor interceptor = lab.interceptor();
    interceptor.intercept(
        host,
        TlsTerms.http1(inspection.issue(host), ProtocolVersion.TLS_1_2, builder -> builder),
        web.address());
    ForeignProxy proxy =
        lab.proxy(
            ForeignProxy.Kind.EXPLICIT,
            ConnectProxy.tunnelsBy(
                target ->
                    target.startsWith(Loopback.ADDRESS)
                        ? new Relay(lab.loopback(), web.address(), "")
                        : interceptor.transparent().gate()),
            List.of(web.name()));
    lab.meanwhile(clients -> clients.tunnelled(proxy.address(), web.address(), host));
  }

  private static ClientHello named(String name) {
    return BaseHello.of(Optional.of(name), List.of("h2", "http/1.1"));
  }
}
