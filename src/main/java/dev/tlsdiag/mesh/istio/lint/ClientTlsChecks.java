package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.ClientTls;
import dev.tlsdiag.mesh.istio.DestinationRule;
import dev.tlsdiag.mesh.istio.DestinationRule.PortPolicy;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.mesh.istio.Word;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One {@code tls} of a DestinationRule. */
final class ClientTlsChecks {
  private final IstioScene scene;
  private final DestinationRule rule;
  private final Resource resource;
  private final int port;
  private final ClientTls tls;
  private final List<MeshService> hosts;

  ClientTlsChecks(
      IstioScene scene, DestinationRule rule, PortPolicy policy, List<MeshService> hosts) {
    this.scene = scene;
    this.rule = rule;
    this.hosts = hosts;
    resource = rule.resource();
    port = policy.port();
    tls = policy.tls().orElseThrow();
  }

  void check() {
    if (tls.is("SIMPLE") || tls.is("MUTUAL")) {
      own();
      names();
      ports();
    } else if (tls.is("ISTIO_MUTUAL")) {
      mesh();
    }
  }

  private void own() {
    if (tls.lacksOwnCertificate()) {
      add(
          IstioLint.ISTIO_MUTUAL_WITHOUT_CERTIFICATE,
          tls.at(),
          "mode MUTUAL has no clientCertificate and privateKey: no TLS context is built, and bytes go"
              + " out in the clear",
          "clientCertificate and privateKey, or mode SIMPLE");
    }
    boolean secret =
        tls.credentialName().filter(name -> !name.text().startsWith("configmap://")).isPresent();
    if (secret && rule.workloadSelector().isEmpty()) {
      add(
          IstioLint.ISTIO_CREDENTIAL_ON_SIDECAR,
          tls.credentialName().get().position(),
          "credentialName works at gateways; a sidecar drops the TLS without a workloadSelector, and"
              + " sends in the clear",
          "workloadSelector with the labels of the clients, or caCertificates as a file");
    }
    if (tls.insecureSkipVerify()) {
      add(
          IstioLint.ISTIO_VERIFICATION_OFF,
          tls.position(),
          "insecureSkipVerify takes any certificate of anybody",
          "caCertificates with the authority of the server");
    } else if (tls.caCertificates().isEmpty() && tls.credentialName().isEmpty()) {
      add(
          IstioLint.ISTIO_NO_CA_CERTIFICATES,
          tls.at(),
          "mode %s without caCertificates: the authorities of the sidecar's system count"
              .formatted(tls.mode().orElseThrow()),
          "caCertificates, where the server's authority is a private one");
    }
  }

  private void names() {
    if (tls.sni().isEmpty()) {
      return;
    }
    Word sni = tls.sni().get();
    boolean named =
        !tls.subjectAltNames().isEmpty()
            || hosts.stream().anyMatch(host -> !host.subjectAltNames().isEmpty());
    if (!named && !tls.insecureSkipVerify()) {
      add(
          IstioLint.ISTIO_SNI_WITHOUT_NAMES,
          sni.position(),
          "a fixed sni turns auto_san_validation off: the certificate may be for any name",
          "subjectAltNames: [%s]".formatted(sni));
    }
    Optional<String> host = rule.host().map(word -> HostPattern.expanded(word.text(), resource));
    if (host.filter(h -> !HostPattern.matches(h, sni.text())).isPresent()) {
      add(
          IstioLint.ISTIO_SNI_IS_NOT_THE_HOST,
          sni.position(),
          "the server_name is '%s' and the host of the rule '%s': a server that compares it with the"
                  .formatted(sni, rule.host().orElseThrow())
              + " Host answers 421, 403 or 404",
          "the name that requests have as their Host");
    }
  }

  private void ports() {
    for (MeshService.Port each : ports(hosts).toList()) {
      if (each.protocol() == Protocol.TLS) {
        add(
            IstioLint.ISTIO_DOUBLE_TLS,
            tls.at(),
            "port %d has %s, so clients speak TLS by themselves: the server gets TLS within TLS"
                .formatted(each.number(), each.why()),
            "protocol HTTP for a port that clients use in the clear, or no tls in the rule");
      } else if (each.protocol() != Protocol.HTTP && tls.sni().isEmpty()) {
        add(
            IstioLint.ISTIO_SNI_NOT_SENT,
            tls.at(),
            "port %d has %s: where it is not HTTP there is no Host to take a server_name from"
                .formatted(each.number(), each.why()),
            "sni, and subjectAltNames with it");
      }
    }
  }

  private Stream<MeshService.Port> ports(List<MeshService> services) {
    return services.stream()
        .flatMap(service -> service.ports().stream())
        .filter(each -> port == 0 || each.number() == port)
        .filter(
            each ->
                port != 0 || rule.policy().flatMap(policy -> policy.port(each.number())).isEmpty())
        .distinct();
  }

  private void mesh() {
    hosts.stream()
        .filter(MeshService::external)
        .findFirst()
        .ifPresent(
            host ->
                add(
                    IstioLint.ISTIO_MUTUAL_TO_EXTERNAL,
                    tls.at(),
                    "%s is outside of the mesh (%s) and has no certificate of it"
                        .formatted(host.host(), host.resource().label()),
                    "mode SIMPLE, or location: MESH_INTERNAL where its pods have sidecars"));
    Stream.of(tls.clientCertificate(), tls.privateKey(), tls.caCertificates(), tls.credentialName())
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            word ->
                add(
                    IstioLint.ISTIO_MUTUAL_WITH_OTHER_FIELDS,
                    word.position(),
                    "ISTIO_MUTUAL uses the mesh's own certificates: '%s' is not used"
                        .formatted(word),
                    "mode MUTUAL, where this certificate is meant"));
  }

  private void add(IstioLint lint, Position at, String message, String likely) {
    scene.add(lint, resource, at, message, likely);
  }
}
