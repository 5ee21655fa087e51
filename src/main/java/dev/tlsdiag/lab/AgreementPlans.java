package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.NamedGroup;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** Servers and proxies that agree with some clients on something, and with others on nothing. */
final class AgreementPlans {
  private AgreementPlans() {}

  static void noAlpn(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("grpc.example.test"));
    LabInterceptor interceptor = lab.interceptor();
    TlsTerms terms = TlsTerms.withoutAlpn(lab.authority().issue(web.host()));
    interceptor.intercept(web.host(), terms, web.address());
    ForeignProxy proxy =
        lab.proxy(
            ForeignProxy.Kind.INSTEAD_OF_SERVER,
            interceptor.transparent().connections(),
            List.of(web.name()));
    ClientHello grpc = BaseHello.of(Optional.of(web.host()), List.of("h2"));
    lab.meanwhile(clients -> clients.hello(proxy.address(), grpc));
  }

  static void oneGroup(Lab lab, NamedGroup group) throws IOException {
    String host = lab.host("app.example.test");
    TlsTerms terms = TlsTerms.withGroup(lab.authority().issue(host), group);
    lab.serve(
        LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
        host,
        false,
        "has one group, " + group.name());
  }

  static void oneSuite(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    TlsTerms terms =
        TlsTerms.withSuite(lab.authority().issue(host), "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    lab.serve(
        LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
        host,
        false,
        "has one cipher suite");
  }

  static void plainPort(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("app.example.test"));
    Reaction refusal = Reaction.Say.http("400 Bad Request", "Server: tlsdiag-lab", "no HTTP\n");
    Endpoint plain =
        lab.listen(
            LabServer.web("plain", HelloPolicy.always(refusal)).toPlaintext(refusal).connections());
    lab.proxyDials(web, plain);
  }

  static void manyHellos(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Target web = lab.healthy("web", host);
    Endpoint at = web.address();
    lab.meanwhile(c -> c.page(at, host, false, p -> name(p, host.toUpperCase(Locale.ROOT))));
    lab.meanwhile(c -> c.page(at, host, true, p -> name(p, host)));
    lab.meanwhile(
        c ->
            c.page(
                at,
                host,
                false,
                p -> {
                  name(p, host);
                  p.setProtocols(new String[] {"TLSv1.2"});
                }));
  }

  private static void name(SSLParameters parameters, String name) {
    parameters.setServerNames(List.of(new SNIHostName(name)));
  }
}
