package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.istio.InboundRuling.Chain;
import dev.tlsdiag.mesh.istio.InboundRuling.Strictness;
import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which filter chain of a server's sidecar takes a connection. */
record InboundChoice(IstioResources resources) {
  /**
   * What a workload takes, and what says so.
   *
   * @param because empty where nothing is written
   */
  record Setting(Strictness mode, Optional<Statement> because) {}

  InboundRuling choose(InboundCall call) {
    Setting setting = strictness(call.namespace(), call.labels(), call.port());
    List<Statement> because = new ArrayList<>();
    List<String> cannotTell = new ArrayList<>();
    because.add(
        setting
            .because()
            .orElseGet(
                () -> Statement.unwritten("no PeerAuthentication is for it: mode PERMISSIVE")));
    Protocol protocol = protocol(call, because, cannotTell);
    Chain chain = chain(setting.mode(), protocol, call);
    if (chain == Chain.NONE) {
      because.add(refusal(setting.mode(), call));
    }
    if (setting.mode() == Strictness.DISABLE && chain == Chain.TLS_PASSED_ON) {
      cannotTell.add("whether the sidecar looks for TLS at this port: then no chain takes it");
    }
    boolean asks = chain == Chain.MTLS_HTTP || chain == Chain.MTLS_TCP;
    return new InboundRuling(chain, setting.mode(), asks, because, cannotTell);
  }

  private static Chain chain(Strictness mode, Protocol protocol, InboundCall call) {
    boolean http = protocol == Protocol.HTTP;
    boolean mesh = call.fromSidecar();
    boolean meshHttp = call.alpn().stream().anyMatch(IstioName::isMeshHttpAlpn);
    return switch (mode) {
      case STRICT -> {
        if (!call.tls()) {
          yield Chain.NONE;
        }
        yield http || protocol == Protocol.DETECTED && meshHttp ? Chain.MTLS_HTTP : Chain.MTLS_TCP;
      }
      case PERMISSIVE -> {
        if (!call.tls()) {
          yield http ? Chain.PLAIN_HTTP : Chain.PLAIN_TCP;
        }
        if (mesh) {
          yield http || meshHttp && protocol == Protocol.DETECTED
              ? Chain.MTLS_HTTP
              : Chain.MTLS_TCP;
        }
        yield http ? Chain.NONE : Chain.TLS_PASSED_ON;
      }
      case DISABLE -> {
        // One chain for everything in the clear: the program sees what came, TLS or not.
        if (call.tls()) {
          yield http ? Chain.NONE : Chain.TLS_PASSED_ON;
        }
        yield http ? Chain.PLAIN_HTTP : Chain.PLAIN_TCP;
      }
    };
  }

  private static Statement refusal(Strictness mode, InboundCall call) {
    return switch (mode) {
      case STRICT ->
          Statement.unwritten(
                  "it comes in the clear and only mutual TLS is taken: the sidecar closes, and logs"
                      + " NR filter_chain_not_found")
              .about("strict-mtls-receives-plaintext");
      case PERMISSIVE, DISABLE ->
          Statement.unwritten(
              call.fromSidecar()
                  ? "it comes with mutual TLS, which is switched off: the sidecar closes"
                  : "it is TLS that no sidecar made, at a port declared as HTTP: no chain takes it,"
                      + " and the sidecar closes");
    };
  }

  /** The narrowest that says something: of the port, the workload, the namespace, the mesh. */
  Setting strictness(String namespace, Map<String, String> labels, int port) {
    List<PeerAuthentication> own = in(namespace);
    List<PeerAuthentication> selecting =
        own.stream()
            .filter(PeerAuthentication::selects)
            .filter(each -> labels.entrySet().containsAll(each.selector().get().entrySet()))
            .toList();
    for (PeerAuthentication each : selecting) {
      Optional<PeerAuthentication.Port> level =
          each.ports().stream().filter(p -> p.number() == port && p.mode().isPresent()).findFirst();
      if (level.isPresent()) {
        return setting(each, level.get().mode().get(), "for port " + port);
      }
    }
    List<PeerAuthentication> wider = new ArrayList<>(selecting);
    own.stream().filter(each -> !each.selects()).forEach(wider::add);
    in(resources.rootNamespace()).stream().filter(each -> !each.selects()).forEach(wider::add);
    return wider.stream()
        .filter(each -> each.mode().isPresent())
        .findFirst()
        .map(each -> setting(each, each.mode().get(), scope(each)))
        .orElseGet(() -> new Setting(Strictness.PERMISSIVE, Optional.empty()));
  }

  private String scope(PeerAuthentication each) {
    String namespace = IstioResources.namespace(each.resource());
    return each.selects()
        ? "for its pods"
        : namespace.equals(resources.rootNamespace())
            ? "for the whole mesh"
            : "for namespace " + namespace;
  }

  private List<PeerAuthentication> in(String namespace) {
    return resources.peerAuthentications().stream()
        .filter(each -> IstioResources.namespace(each.resource()).equals(namespace))
        .toList();
  }

  private static Setting setting(PeerAuthentication each, Word mode, String scope) {
    Strictness strictness =
        switch (mode.text()) {
          case "STRICT" -> Strictness.STRICT;
          case "DISABLE" -> Strictness.DISABLE;
          default -> Strictness.PERMISSIVE;
        };
    Evidence place = each.resource().at(mode.position());
    return new Setting(
        strictness,
        Optional.of(
            Statement.of(
                "%s says mode %s %s".formatted(each.resource().label(), mode, scope), place)));
  }

  /** As the service says whose port leads there. */
  private Protocol protocol(InboundCall call, List<Statement> because, List<String> cannotTell) {
    for (KubeService each : resources.services()) {
      MeshService service = MeshService.of(each);
      boolean selects =
          !service.selector().isEmpty()
              && service.namespace().equals(call.namespace())
              && call.labels().entrySet().containsAll(service.selector().entrySet());
      for (MeshService.Port port : selects ? service.ports() : List.<MeshService.Port>of()) {
        if (leadsTo(port, call)) {
          because.add(
              Statement.of(
                  "port %d is %s of %s, taken for %s by %s"
                      .formatted(
                          call.port(),
                          port.number() == call.port() ? "a port" : "behind port " + port.number(),
                          service.resource().label(),
                          words(port.protocol()),
                          port.why()),
                  service.place(port)));
          return port.protocol();
        }
      }
    }
    cannotTell.add("the Service whose port leads to port " + call.port() + ": is it HTTP?");
    return Protocol.DETECTED;
  }

  private boolean leadsTo(MeshService.Port port, InboundCall call) {
    if (port.targetName().isEmpty()) {
      return port.target().orElse(port.number()) == call.port();
    }
    return resources.workloads().stream()
        .filter(pod -> IstioResources.namespace(pod.resource()).equals(call.namespace()))
        .filter(pod -> pod.labels().entrySet().containsAll(call.labels().entrySet()))
        .map(pod -> Endpoints.target(pod, port))
        .anyMatch(target -> target.equals(OptionalInt.of(call.port())));
  }

  static String words(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> "HTTP";
      case TLS -> "TLS to be passed on";
      case TCP -> "TCP";
      case DETECTED -> "whatever is detected";
    };
  }
}
