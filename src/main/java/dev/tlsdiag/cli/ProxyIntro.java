package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user has to know when the proxy has started: where, as whom, trusting what, how to try.
 */
final class ProxyIntro {
  private ProxyIntro() {}

  /** Lines for stderr. */
  static List<String> lines(
      ProxySettings settings, List<Endpoint> addresses, ProxyAuthority authority) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      Listen listen = settings.listeners().get(i);
      lines.add(
          "listening  %s as %s%s"
              .formatted(
                  shown(listen, addresses.get(i)),
                  Printable.escape(listen.mode().text()),
                  listen.proxyProtocol() ? ", with a PROXY header" : ""));
    }
    UpstreamTls tls = settings.profile().tls();
    lines.add("sends      " + sends(settings.profile(), tls));
    boolean policy = settings.policy().isPresent();
    lines.add(
        "verifies   "
            + (policy && tls.verifyChain()
                ? "the chain with the ca.crt of the rule's originatingTLS"
                    + (tls.verifyName() ? ", and the name" : "; not the name")
                : verifies(tls, settings.upstreamTrust())));
    if (!policy) {
      lines.addAll(authority(authority));
    }
    for (int i = 0; i < addresses.size(); i++) {
      String attempt =
          attempt(
              settings.listeners().get(i).mode(),
              reachable(settings.listeners().get(i), addresses.get(i)),
              policy
                  ? "--cacert \"$(tlsdiag ca path)\""
                  : "--cacert " + ShellWord.quote(authority.certificateFile().toString()));
      lines.add((i == 0 ? "try        " : "           ") + attempt);
    }
    return lines;
  }

  private static List<String> authority(ProxyAuthority authority) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "CA         %s%s"
            .formatted(
                authority.certificateFile(),
                authority.isTemporary()
                    ? " (for this run only; 'tlsdiag ca init' makes one to keep)"
                    : ""));
    authority
        .authority()
        .constraints()
        .ifPresent(
            words ->
                lines.add(
                    "limits     %s; clients refuse what it issues for other hosts"
                        .formatted(Printable.escape(words))));
    return lines;
  }

  /** All addresses of IPv4 may be all of IPv6 too to the kernel; the user asked for the former. */
  private static Endpoint shown(Listen listen, Endpoint address) {
    return listen.host().equals("0.0.0.0") ? new Endpoint("0.0.0.0", address.port()) : address;
  }

  /** Where this machine's own clients find it. */
  private static Endpoint reachable(Listen listen, Endpoint address) {
    return switch (listen.host()) {
      case "0.0.0.0" -> new Endpoint("127.0.0.1", address.port());
      case "::" -> new Endpoint("::1", address.port());
      default -> address;
    };
  }

  private static String sends(Profile profile, UpstreamTls tls) {
    String name =
        tls.sni() instanceof SniPolicy.Fixed fixed
            ? "the server name " + Printable.name(fixed.name())
            : tls.sni() instanceof SniPolicy.None
                ? "no server name"
                : tls.sni() instanceof SniPolicy.Host
                    ? "the name of the Host header"
                    : "the client's server name";
    String alpn =
        tls.alpn()
            .map(
                list ->
                    list.isEmpty() ? "no ALPN" : "ALPN " + Printable.name(String.join(",", list)))
            .orElse("the client's ALPN");
    String versions =
        tls.minVersion().equals(tls.maxVersion())
            ? tls.maxVersion().name()
            : tls.minVersion().name() + " to " + tls.maxVersion().shortText();
    String as = profile.name().equals("tlsdiag") ? "" : " (as " + profile.name() + ")";
    return name + ", " + alpn + ", " + versions + as;
  }

  private static String verifies(UpstreamTls tls, TrustAnchors trust) {
    if (!tls.verifyChain()) {
      return "nothing: any certificate is accepted";
    }
    int authorities = trust.certificates().size();
    return "the chain with %d %s (%s)%s"
        .formatted(
            authorities,
            authorities == 1 ? "authority" : "authorities",
            Printable.escape(trust.name()),
            tls.verifyName() ? ", and the name" : "; not the name");
  }

  /** An address of IPv6 has brackets, which curl takes for a pattern unless told not to. */
  private static String url(String scheme, Endpoint server) {
    String url = "%s://%s/".formatted(scheme, server);
    return url.contains("[") ? "-g " + ShellWord.quote(url) : url;
  }

  private static String attempt(ProxyMode mode, Endpoint address, String trust) {
    if (mode instanceof ProxyMode.Socks5) {
      return "curl -x socks5h://%s %s https://example.com/".formatted(address, trust);
    }
    if (mode instanceof ProxyMode.Reverse reverse) {
      return reverse.tls()
          ? "curl --connect-to ::%s %s %s".formatted(address, trust, url("https", reverse.server()))
          : "curl " + url("http", address);
    }
    if (mode instanceof ProxyMode.Tap tap) {
      return "curl --connect-to ::%s %s".formatted(address, url("https", tap.server()));
    }
    if (mode instanceof ProxyMode.Transparent) {
      return "iptables -t nat -A OUTPUT -p tcp --dport 443 -m owner ! --uid-owner \"$(id -u)\""
          + " -j REDIRECT --to-ports "
          + address.port();
    }
    return "curl -x http://%s %s https://example.com/".formatted(address, trust);
  }
}
