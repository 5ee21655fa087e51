package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.istio.UpstreamTls.Mode;
import dev.tlsdiag.mesh.istio.UpstreamTls.NameCheck;
import dev.tlsdiag.mesh.istio.UpstreamTls.SniSource;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How a sidecar speaks to a cluster: the DestinationRule, or what is done without one. */
final class UpstreamChoice {
  private final IstioResources resources;
  private final Optional<IstioVersion> version;
  private final OutboundCall call;
  private final List<Statement> because = new ArrayList<>();
  private final List<String> cannotTell = new ArrayList<>();

  UpstreamChoice(IstioResources resources, Optional<IstioVersion> version, OutboundCall call) {
    this.resources = resources;
    this.version = version;
    this.call = call;
  }

  List<Statement> because() {
    return because;
  }

  List<String> cannotTell() {
    return cannotTell;
  }

  /**
   * What goes to the port of a service.
   *
   * @param rewritten the Host that the route gives the request
   * @param http whether the sidecar parses it as HTTP
   */
  UpstreamTls choose(
      MeshService service, int port, String subset, Optional<Word> rewritten, boolean http) {
    Optional<DestinationRule> rule = rule(service);
    Optional<ClientTls> tls = rule.flatMap(each -> each.tls(port, subset));
    if (tls.isEmpty()) {
      return withoutRule(service, port, subset);
    }
    Evidence place = rule.get().resource().at(tls.get().at());
    return switch (tls.get().mode().map(Word::text).orElse("DISABLE")) {
      case "SIMPLE", "MUTUAL" -> own(rule.get(), tls.get(), service, rewritten, http);
      case "ISTIO_MUTUAL" -> mesh(tls.get(), place, service, port, subset);
      default -> {
        because.add(
            Statement.of(
                "%s says TLS mode DISABLE for %s"
                    .formatted(rule.get().resource().label(), service.host()),
                place));
        yield UpstreamTls.untouched(call.sni());
      }
    };
  }

  /** Of the client's namespace, of the service's, of the root one. */
  Optional<DestinationRule> rule(MeshService service) {
    List<String> namespaces =
        List.of(call.namespace(), service.namespace(), resources.rootNamespace());
    return namespaces.stream()
        .distinct()
        .flatMap(namespace -> rule(service, namespace).stream())
        .findFirst();
  }

  private Optional<DestinationRule> rule(MeshService service, String namespace) {
    return resources.destinationRules().stream()
        .filter(rule -> IstioResources.namespace(rule.resource()).equals(namespace))
        .filter(rule -> Registry.exportedTo(rule.exportTo(), namespace, call.namespace()))
        .filter(rule -> rule.host().isPresent())
        .filter(rule -> HostPattern.within(service.host(), host(rule)))
        .filter(
            rule ->
                rule.workloadSelector()
                    .map(wanted -> call.labels().entrySet().containsAll(wanted.entrySet()))
                    .orElse(true))
        .max(
            Comparator.comparing((DestinationRule rule) -> rule.workloadSelector().isPresent())
                .thenComparingInt(rule -> HostPattern.weight(host(rule))));
  }

  private static String host(DestinationRule rule) {
    return HostPattern.expanded(rule.host().orElseThrow().text(), rule.resource());
  }

  private UpstreamTls own(
      DestinationRule rule,
      ClientTls tls,
      MeshService service,
      Optional<Word> rewritten,
      boolean http) {
    Evidence place = rule.resource().at(tls.at());
    String mode = tls.mode().orElseThrow().text();
    if (tls.lacksOwnCertificate()) {
      because.add(
          Statement.of(
                  "%s says MUTUAL without a certificate and key: no TLS context is built, and the"
                          .formatted(rule.resource().label())
                      + " bytes go out in the clear",
                  place)
              .about("plaintext-upstream-port"));
      return UpstreamTls.dropped();
    }
    boolean secret =
        tls.credentialName().filter(name -> !name.text().startsWith("configmap://")).isPresent();
    if (secret && rule.workloadSelector().isEmpty()) {
      because.add(
          Statement.of(
                  "%s has credentialName and no workloadSelector: a sidecar drops the TLS, and the"
                          .formatted(rule.resource().label())
                      + " bytes go out in the clear",
                  rule.resource().at(tls.credentialName().get().position()))
              .about("plaintext-upstream-port"));
      return UpstreamTls.dropped();
    }
    because.add(
        Statement.of(
            "%s says TLS mode %s for %s".formatted(rule.resource().label(), mode, service.host()),
            place));
    if (call.spoken() == OutboundCall.Spoken.TLS) {
      because.add(
          Statement.of(
                  "the client speaks TLS by itself already: the server gets TLS within TLS", place)
              .about("double-tls"));
    }
    boolean autoSni = tls.sni().isEmpty() && http && autoSni();
    Optional<String> name =
        tls.sni().map(Word::text).or(() -> autoSni ? fromHost(rewritten) : Optional.empty());
    told(rule, tls, place, name, autoSni);
    NameCheck check = check(tls, service, autoSni && name.isPresent());
    List<String> names =
        switch (check) {
          case NAMES -> names(tls, service);
          case HOST -> name.stream().toList();
          case IDENTITY, AUTHORITY_ALONE, NOTHING, NOT_OURS -> List.of();
        };
    SniSource source =
        tls.sni().isPresent()
            ? SniSource.FIXED
            : name.isPresent() ? SniSource.HOST : SniSource.NONE;
    return new UpstreamTls(
        mode.equals("SIMPLE") ? Mode.SIMPLE : Mode.MUTUAL, source, name, check, names);
  }

  private void told(
      DestinationRule rule, ClientTls tls, Evidence place, Optional<String> name, boolean autoSni) {
    if (tls.sni().isPresent()) {
      because.add(
          Statement.of(
              "the server_name sent is %s, as it is written".formatted(tls.sni().get()),
              rule.resource().at(tls.sni().get().position())));
    } else if (name.isPresent()) {
      because.add(
          Statement.of(
                  "there is no sni: the server_name sent is the Host, %s".formatted(name.get()),
                  place)
              .about("upstream-sni-multiple-sources"));
    } else {
      because.add(
          Statement.of(
                  autoSni
                      ? "there is no sni, and the Host is an address: no server_name is sent"
                      : "there is no sni, and nothing to take it from: no server_name is sent",
                  place)
              .about("upstream-sni-missing"));
    }
  }

  /** A router's setting: it is nothing to TCP, and was not there at first. */
  private boolean autoSni() {
    if (version.isEmpty()) {
      cannotTell.add("the version of Istio: before 1.21 an empty sni meant no server_name at all");
      return true;
    }
    if (version.get().equals(new IstioVersion(1, 20))) {
      cannotTell.add("whether istiod 1.20 runs with ENABLE_AUTO_SNI");
    }
    return version.get().atLeast(1, 20);
  }

  /** Envoy 1.32, of Istio 1.24, was the first to take it after the route has changed the Host. */
  private Optional<String> fromHost(Optional<Word> rewritten) {
    boolean after = version.isEmpty() || version.get().atLeast(1, 24);
    if (rewritten.isPresent() && version.isEmpty()) {
      cannotTell.add(
          "the version of Istio: before 1.24 the server_name is the Host before the rewrite");
    }
    Optional<String> host =
        rewritten.isPresent() && after ? rewritten.map(Word::text) : call.host();
    if (rewritten.isPresent() && !after) {
      because.add(
          Statement.unwritten(
                  "the server_name is taken before the route changes the Host to "
                      + rewritten.get().text())
              .about("upstream-sni-before-rewrite"));
    }
    return host.map(HostName::ofAuthority).filter(name -> !HostName.isAddress(name));
  }

  private static NameCheck check(ClientTls tls, MeshService service, boolean byHost) {
    if (tls.insecureSkipVerify()) {
      return NameCheck.NOTHING;
    }
    if (!names(tls, service).isEmpty()) {
      return NameCheck.NAMES;
    }
    return byHost ? NameCheck.HOST : NameCheck.AUTHORITY_ALONE;
  }

  private static List<String> names(ClientTls tls, MeshService service) {
    List<Word> names =
        tls.subjectAltNames().isEmpty() ? service.subjectAltNames() : tls.subjectAltNames();
    return names.stream().map(Word::text).toList();
  }

  private UpstreamTls mesh(
      ClientTls tls, Evidence place, MeshService service, int port, String subset) {
    because.add(
        Statement.of("TLS mode ISTIO_MUTUAL is said for %s".formatted(service.host()), place));
    if (service.external()) {
      because.add(
          Statement.of(
              service.host() + " is outside of the mesh: it has no certificate of the mesh",
              service.place()));
    }
    String name = IstioName.outbound(port, subset, service.host()).serverName().orElseThrow();
    return tls.sni().isPresent()
        ? new UpstreamTls(
            Mode.MESH,
            SniSource.FIXED,
            tls.sni().map(Word::text),
            tls.subjectAltNames().isEmpty() ? NameCheck.IDENTITY : NameCheck.NAMES,
            tls.subjectAltNames().stream().map(Word::text).toList())
        : UpstreamTls.mesh(Mode.MESH, name);
  }

  /** Mutual TLS by itself, to those that can. */
  private UpstreamTls withoutRule(MeshService service, int port, String subset) {
    if (service.external()) {
      because.add(
          Statement.of(
              "%s is outside of the mesh and no DestinationRule says TLS for it: bytes go out as"
                      .formatted(service.host())
                  + " they came",
              service.place()));
      return UpstreamTls.untouched(call.sni());
    }
    Optional<Word> off =
        resources.meshConfigs().stream().flatMap(each -> each.autoMtls().stream()).findFirst();
    if (off.filter(word -> word.is("false")).isPresent()) {
      because.add(
          Statement.of(
              "enableAutoMtls is false and no DestinationRule says TLS for " + service.host(),
              resources.meshConfigs().get(0).resource().at(off.get().position())));
      return UpstreamTls.untouched(call.sni());
    }
    if (service.original()) {
      because.add(
          Statement.of(
              service.host() + " is headless: its pods get no mutual TLS by themselves",
              service.place()));
      return UpstreamTls.untouched(call.sni());
    }
    return new Endpoints(resources).tls(service, port, subset, because, cannotTell);
  }
}
