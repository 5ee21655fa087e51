package dev.tlsdiag.mesh.istio.lint;

import static dev.tlsdiag.mesh.LintLevel.ERROR;
import static dev.tlsdiag.mesh.LintLevel.NOTE;
import static dev.tlsdiag.mesh.LintLevel.WARNING;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import java.util.Locale;

/** Every lint of Istio's resources. Its name is the constant's, in kebab case. */
enum IstioLint {
  ISTIO_UNKNOWN_FIELD(ERROR, "a resource of Istio has a field that there is not"),
  ISTIO_WRONG_VALUE(ERROR, "a field of Istio has a value that it cannot have, or none"),

  ISTIO_MUTUAL_WITHOUT_CERTIFICATE(ERROR, "TLS mode MUTUAL without a certificate is plaintext"),
  ISTIO_CREDENTIAL_ON_SIDECAR(WARNING, "credentialName is plaintext at sidecars"),
  ISTIO_SNI_WITHOUT_NAMES(WARNING, "a fixed sni without subjectAltNames checks no name"),
  ISTIO_SNI_NOT_SENT(WARNING, "TLS is begun at a port where no server_name is sent"),
  ISTIO_SNI_IS_NOT_THE_HOST(NOTE, "the server_name is another than the host of the rule"),
  ISTIO_NO_CA_CERTIFICATES(NOTE, "the server is checked with the system's authorities (IST0128)"),
  ISTIO_VERIFICATION_OFF(WARNING, "the server's certificate is not checked at all"),
  ISTIO_MUTUAL_TO_EXTERNAL(ERROR, "Istio's mutual TLS towards a host outside of the mesh"),
  ISTIO_MUTUAL_WITH_OTHER_FIELDS(WARNING, "ISTIO_MUTUAL takes no certificates of its own"),
  ISTIO_MUTUAL_AGAINST_DISABLE(ERROR, "Istio's mutual TLS towards pods that take none"),
  ISTIO_PLAINTEXT_AGAINST_STRICT(ERROR, "what is sent is none of what strict pods take"),
  ISTIO_DOUBLE_TLS(WARNING, "TLS is begun for a port that carries TLS already"),
  ISTIO_PORT_LEVEL_DROPS_TLS(WARNING, "settings of a port take the TLS of the rule away"),
  ISTIO_UNKNOWN_HOST(WARNING, "a rule is for a host that nobody has (IST0174)"),
  ISTIO_SUBSET_SELECTS_NO_PODS(ERROR, "the labels of a subset are on no pod (IST0173)"),

  ISTIO_ADDRESSES_REQUIRED(WARNING, "a ServiceEntry for TCP takes every address (IST0134)"),
  ISTIO_PROTOCOL_AGAINST_PORT(WARNING, "the protocol is not what the port is known for"),
  ISTIO_PLAIN_TO_TLS_PORT(WARNING, "HTTP goes in the clear to a target port of TLS"),
  ISTIO_WILDCARD_WITH_DNS(ERROR, "a wildcard host cannot be looked up"),
  ISTIO_CONFLICTING_PROTOCOL(WARNING, "a host has two protocols at one port (IST0177)"),

  ISTIO_SNI_HOSTS_OUTSIDE_HOSTS(ERROR, "sniHosts are none of the hosts"),
  ISTIO_SNI_HOST_IS_ADDRESS(WARNING, "an address is never a server_name"),
  ISTIO_REWRITE_CHANGES_SNI(WARNING, "a rewritten Host changes the server_name, or fails to"),
  ISTIO_HTTP_ROUTE_UNUSED(WARNING, "an http route for a port whose TLS is passed on"),
  ISTIO_SUBSET_UNKNOWN(ERROR, "a route leads to a subset that there is not"),
  ISTIO_DESTINATION_PORT_UNKNOWN(ERROR, "a route leads to a port that the service has not"),
  ISTIO_HOST_NOT_IN_GATEWAY(WARNING, "a VirtualService's host is none of its Gateway (IST0132)"),

  ISTIO_PORT_MTLS_WITHOUT_SELECTOR(ERROR, "portLevelMtls without a selector has no effect"),
  ISTIO_PORT_MTLS_SERVICE_PORT(WARNING, "portLevelMtls goes by the pods' port"),
  ISTIO_HEADLESS_UNDER_STRICT(NOTE, "a headless service gets no mutual TLS by itself"),

  ISTIO_GATEWAY_TLS(ERROR, "a Gateway's server and its TLS do not go together"),
  ISTIO_PASSTHROUGH_WITHOUT_ROUTES(WARNING, "TLS is passed on, and no tls route says where to"),
  ISTIO_GATEWAY_DUPLICATE_CERTIFICATE(WARNING, "one certificate in two Gateways (IST0138)"),
  ISTIO_GATEWAY_CREDENTIAL(WARNING, "a Gateway's secret is missing, or lacks keys (IST0161)"),

  ISTIO_PORT_NAME(NOTE, "a port's name does not say its protocol (IST0118)"),
  ISTIO_EXTERNAL_NAME_PORT(NOTE, "a port of an ExternalName service is not for TCP (IST0150)");

  private final LintLevel level;
  private final String summary;

  IstioLint(LintLevel level, String summary) {
    this.level = level;
    this.summary = summary;
  }

  LintInfo info() {
    return new LintInfo(
        name().toLowerCase(Locale.ROOT).replace('_', '-'),
        level,
        summary,
        LintInfo.RefusedBy.NOBODY);
  }
}
