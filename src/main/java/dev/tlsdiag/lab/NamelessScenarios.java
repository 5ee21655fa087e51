package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;

/** Scenarios of ClientHellos without a name, and of names that lead elsewhere. */
final class NamelessScenarios {
  static final List<Scenario> ALL =
      List.of(
          PlannedScenario.withProxy(
              "java-omits-sni",
              "a Java client names nobody to a gateway that needs a name",
              Expectation.of("java-omits-sni"),
              NamelessScenarios::javaClient),
          PlannedScenario.withProxy(
              "no-name-no-filter-chain",
              "a client names nobody to a gateway that needs a name",
              Expectation.of("sni-missing-no-filter-chain"),
              NamelessScenarios::otherClient),
          PlannedScenario.of(
              "address-for-name",
              "the server is asked for by address and needs a name",
              "",
              Expectation.of("sni-is-ip-or-absent-for-ip"),
              NamelessScenarios::address),
          PlannedScenario.of(
              "port-hijacked",
              "the proxy leads the name to an unrelated server",
              "",
              Expectation.of("port-hijacked-by-other-serviceentry"),
              NamelessScenarios::hijacked),
          PlannedScenario.of(
              "first-of-two-proxies-loses-name",
              "two proxies in a row, the first loses the name",
              "cilium-before-sni-fix",
              Expectation.of("upstream-sni-missing"),
              NamelessScenarios::chained));

  private NamelessScenarios() {}

  private static void javaClient(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("app.example.test"));
    LabServer gateway =
        LabServer.web("gateway", HelloPolicy.bySni(lab.good(web.host()), new Reaction.Reset()));
    lab.namesThroughProxy("");
    ForeignProxy proxy =
        lab.proxy(ForeignProxy.Kind.INSTEAD_OF_SERVER, gateway.connections(), List.of(web.name()));
    lab.meanwhile(
        clients ->
            clients.page(
                proxy.address(),
                web.host(),
                false,
                hello -> hello.setServerNames(List.of(new SNIHostName(web.host())))));
  }

  /** What Java offers in TLS 1.3 alone does not give it away. */
  private static void otherClient(Lab lab) throws IOException {
    lab.clientBehaves(ClientHabits.USUAL.since(ProtocolVersion.TLS_1_3));
    javaClient(lab);
  }

  private static void address(Lab lab) throws IOException {
    String name = lab.host("app.example.test");
    Target web =
        lab.serveInVain(
            LabServer.web("web", HelloPolicy.bySni(lab.good(name), new Reaction.Reset())),
            Loopback.ADDRESS,
            "resets hellos without a name");
    lab.meanwhile(clients -> clients.hello(web.address(), named(name)));
  }

  private static void hijacked(Lab lab) throws IOException {
    Target web = tls12(lab, "web", lab.host("www.search.test"));
    Endpoint other =
        lab.listen(
            LabServer.web("other", HelloPolicy.always(tls12(lab, lab.host("api.payments.test"))))
                .connections());
    lab.proxyDials(web, other);
  }

  private static Target tls12(Lab lab, String name, String host) throws IOException {
    return lab.serve(
        LabServer.web(name, HelloPolicy.always(tls12(lab, host))),
        host,
        false,
        "answers as it should");
  }

  private static Reaction tls12(Lab lab, String host) throws IOException {
    return new Reaction.Serve(TlsTerms.of(lab.authority().issue(host), TlsTerms.TLS_1_2));
  }

  private static void chained(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Target web =
        lab.serve(
            LabServer.web("web", HelloPolicy.bySni(lab.good(host), Alerts.UNRECOGNIZED_NAME)),
            host,
            true,
            "refuses who names nobody");
    LabInterceptor second = lab.interceptor();
    TlsTerms terms = TlsTerms.http1(lab.authority().issue(host));
    for (String name : List.of(host, "")) {
      second.intercept(name, terms, web.address());
    }
    lab.proxyDials(web, lab.listen(second.transparent().connections()));
  }

  private static ClientHello named(String name) {
    return BaseHello.of(Optional.of(name), List.of("h2", "http/1.1"));
  }
}
