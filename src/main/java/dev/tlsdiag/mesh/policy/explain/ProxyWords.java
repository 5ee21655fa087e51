package dev.tlsdiag.mesh.policy.explain;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.ServerNamePattern;
import java.util.ArrayList;
import java.util.List;

/** What the proxy does with the connections of an item of {@code toPorts}, in sentences. */
final class ProxyWords {
  private final PortRule port;
  private final Policy policy;
  private final CiliumVersion version;

  ProxyWords(PortRule port, Policy policy, CiliumVersion version) {
    this.port = port;
    this.policy = policy;
    this.version = version;
  }

  List<String> details() {
    List<String> details = new ArrayList<>();
    tls(details);
    serverNames(details);
    port.listener()
        .ifPresent(
            listener ->
                details.add(
                    "goes to the listener %s of %s %s"
                        .formatted(listener.name(), listener.configKind(), listener.configName())));
    port.rules().ifPresent(rules -> requests(rules, details));
    return details;
  }

  private void tls(List<String> details) {
    boolean terminates = port.terminatingTls().isPresent();
    boolean originates = port.originatingTls().isPresent();
    if (!terminates && !originates) {
      return;
    }
    List<String> words = new ArrayList<>();
    port.terminatingTls()
        .ifPresent(
            tls -> words.add("TLS ends at the proxy, with the certificate in " + secret(tls)));
    port.originatingTls()
        .ifPresent(
            tls ->
                words.add(
                    "the proxy begins its own and verifies the server with %s in %s"
                        .formatted(tls.trustedCa(), secret(tls))));
    details.add("intercepted: " + String.join("; ", words));
    if (terminates != originates) {
      details.add(
          terminates
              ? "without originatingTLS the proxy speaks in the clear to the server"
              : "without terminatingTLS no combination that is known to work");
    }
    boolean unread = port.rules().map(r -> r.http().orElse(List.of()).isEmpty()).orElse(true);
    if (unread) {
      details.add("decrypted but not inspected: no HTTP rule");
    }
  }

  private String secret(PortRule.TlsContext tls) {
    return "secret "
        + tls.secretNamespace().or(policy::namespace).map(n -> n + "/").orElse("")
        + tls.secretName().orElse("(none is named)");
  }

  private void serverNames(List<String> details) {
    List<PortRule.ServerName> names = port.serverNames().orElse(List.of());
    if (names.isEmpty()) {
      return;
    }
    if (!version.atLeast(1, 13)) {
      details.add("serverNames came with 1.13: not checked");
      return;
    }
    details.add(
        "only TLS whose ClientHello asks for %s; all else is reset"
            .formatted(
                PolicyWords.either(names.stream().map(PortRule.ServerName::pattern).toList())));
    names.stream()
        .flatMap(name -> ServerNamePattern.of(name, version).problem().stream())
        .forEach(problem -> details.add("refused by " + version + ": " + problem));
  }

  private static void requests(PortRule.L7Rules rules, List<String> details) {
    List<PortRule.HttpRule> http = rules.http().orElse(List.of());
    if (!http.isEmpty()) {
      String requests = PolicyWords.either(http.stream().map(PolicyWords::request).toList());
      details.add(
          requests.contains("every request")
              ? "HTTP: every request is read and allowed"
              : "HTTP: " + requests + "; other requests get 403");
    } else if (rules.http().isPresent()) {
      details.add("HTTP: an empty list is no rule: requests are not read");
    }
    List<FqdnSelector> dns = rules.dns().orElse(List.of());
    if (!dns.isEmpty()) {
      boolean every = dns.stream().anyMatch(fqdn -> fqdn.text().strip().equals("*"));
      details.add(
          "DNS: %s; the answers teach the addresses for toFQDNs"
              .formatted(
                  every ? "every name" : PolicyWords.names(dns) + ", other names are refused"));
    }
    if (!rules.others().isEmpty()) {
      details.add("not known here: " + String.join(", ", rules.others()));
    }
  }
}
