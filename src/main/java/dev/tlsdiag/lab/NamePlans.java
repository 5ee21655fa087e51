package dev.tlsdiag.lab;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Servers that go by the name in the ClientHello. */
final class NamePlans {
  private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

  private NamePlans() {}

  private static ClientHello named(String name) {
    return BaseHello.of(Optional.of(name), PROTOCOLS);
  }

  /** Only this name meets the reaction; other clients ask for another one. */
  static void denied(Lab lab, Reaction reaction) throws IOException {
    String host = lab.host("denied.example.test");
    String other = lab.host("allowed.example.test");
    Reaction good = lab.good(other);
    Target target =
        lab.serveInVain(
            LabServer.web(
                "web", hello -> hello.serverName().equals(Optional.of(host)) ? reaction : good),
            host,
            "takes every name but this one");
    lab.meanwhile(clients -> clients.hello(target.address(), named(other)));
    lab.meanwhile(clients -> clients.hello(target.address(), named(host)));
  }

  /** One name alone passes: who does not know it cannot find it out. */
  static void allowList(Lab lab) throws IOException {
    String host = lab.host("wanted.example.test");
    String other = lab.host("listed.example.test");
    Reaction good = lab.good(other);
    Target target =
        lab.serveInVain(
            LabServer.web(
                "web",
                hello ->
                    hello.serverName().equals(Optional.of(other)) ? good : new Reaction.Reset()),
            host,
            "takes another name alone");
    lab.meanwhile(clients -> clients.hello(target.address(), named(other)));
  }

  static void nothing(Lab lab) throws IOException {
    inVain(lab, new Reaction.Reset());
  }

  static void inVain(Lab lab, Reaction reaction) throws IOException {
    lab.serveInVain(
        LabServer.web("web", HelloPolicy.always(reaction)),
        lab.host("app.example.test"),
        "answers nobody");
  }

  static void noFilterChain(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("app.example.test"));
    String other = lab.host("shop.example.test");
    TlsTerms chain = TlsTerms.of(lab.authority().issue(other));
    LabServer gateway =
        LabServer.web(
            "gateway",
            hello ->
                hello.serverName().equals(Optional.of(web.host()))
                    ? new Reaction.Reset()
                    : new Reaction.Serve(chain));
    ForeignProxy proxy =
        lab.proxy(ForeignProxy.Kind.INSTEAD_OF_SERVER, gateway.connections(), List.of());
    lab.meanwhile(clients -> clients.hello(proxy.address(), named(other)));
  }

  static void warning(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    TlsTerms terms = TlsTerms.of(lab.authority().issue(host), TlsTerms.TLS_1_2);
    lab.serve(
        LabServer.web("web", hello -> new Reaction.WarnAndServe(terms)),
        host,
        false,
        "warns of the name, and goes on");
  }

  static void caseSensitive(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Reaction good = lab.good(host);
    Target target =
        lab.serve(
            LabServer.web(
                "web",
                hello ->
                    hello.serverName().filter(NamePlans::hasCapitals).isPresent()
                        ? new Reaction.Reset()
                        : good),
            host,
            false,
            "takes the name in lower case alone");
    String capitals = host.substring(0, 1).toUpperCase(Locale.ROOT) + host.substring(1);
    both(lab, target.address(), named(capitals), named(host));
  }

  private static boolean hasCapitals(String name) {
    return !name.equals(name.toLowerCase(Locale.ROOT));
  }

  static void dotted(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    Reaction good = lab.good(host);
    Target target =
        lab.serve(
            LabServer.web(
                "web",
                hello ->
                    hello.serverName().filter(name -> name.endsWith(".")).isPresent()
                        ? Alerts.UNRECOGNIZED_NAME
                        : good),
            host,
            false,
            "refuses the name with a dot at its end");
    both(lab, target.address(), named(host + "."), named(host));
  }

  static void twoNames(Lab lab) throws IOException {
    String host = lab.host("app.example.test");
    String other = lab.host("gone.example.test");
    Reaction good = lab.good(host);
    Target target =
        lab.serve(
            LabServer.web(
                "web",
                hello ->
                    hello.serverName().equals(Optional.of(other)) ? new Reaction.Reset() : good),
            host,
            false,
            "resets a name that is not asked for here");
    lab.meanwhile(clients -> clients.hello(target.address(), named(other)));
  }

  private static void both(Lab lab, Endpoint server, ClientHello bad, ClientHello good) {
    lab.meanwhile(clients -> clients.hello(server, bad));
    lab.meanwhile(clients -> clients.hello(server, good));
  }
}
