package dev.tlsdiag.diagnose.explain;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.explain.MessageIndex.Match;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who pastes what the API server, kubectl or the agent said is led to the lint's page. */
class LintMessagesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          error: error parsing policy.yaml: error converting YAML to JSON: yaml: line 8: did not find expected alphabetic or numeric character | yaml-unquoted-value
          while scanning an alias in "<unicode string>", line 13, column 22: expected alphabetic or numeric character, but found '.' | yaml-unquoted-value
          Error from server (BadRequest): error when creating "p.yaml": CiliumNetworkPolicy in version "v2" cannot be handled: strict decoding error: unknown field "spec.egress[0].toFQDNs[0].Match Pattern" | manifest-unknown-field
          The CiliumNetworkPolicy "web" is invalid: spec.egress[0].toPorts[0].ports[0].port: Invalid value: "integer": spec.egress[0].toPorts[0].ports[0].port in body must be of type string: "integer" | manifest-wrong-type
          spec.egress[1].toPorts[0].originatingTLS.secret: Required value | manifest-missing-field
          error: unable to recognize "p.yaml": no matches for kind "CiliumNetworkPolicy" in version "cilium.io/v1" | manifest-api-version
          rule must have at least one of Ingress, IngressDeny, Egress, EgressDeny | policy-without-direction
          rule must have one of EndpointSelector or NodeSelector | policy-selector
          combining ToFQDNs and ToCIDR is not supported yet | policy-combined-peers
          L7 rules can only apply to TCP (not ANY) except for DNS rules | policy-l7-needs-tcp
          multiple L7 protocol rule types specified in single rule | policy-several-l7-types
          ServerNames are not allowed with L7 rules without TLS termination | policy-server-names-with-l7
          empty server name is not allowed | policy-server-name
          Listener is not allowed on ingress (my-listener) | policy-listener
          DNS rules are not allowed on ingress | policy-dns-rule-misplaced
          L7 policy is not supported since L7 proxy is not enabled | policy-l7-proxy-disabled
          L7 protocol HTTP is not supported on host egress yet | policy-l7-on-nodes
          the ICMPs block may only be present without ToPorts. Define a separate rule to use ToPorts | policy-icmp-with-ports
          only one of MatchName or MatchPattern is allowed in an FQDNSelector | policy-fqdn-syntax
          Invalid characters in MatchPattern: "a?.b". Only 0-9, a-z, A-Z and ., -, _ and * characters are allowed | policy-fqdn-syntax
          unsupported entity: internet | policy-unsupported-entity
          too many ports, the max is 40 | policy-port
          level=warning msg="policy: Error getting TLS Context" error="Terminating TLS context is missing certs." | secret-missing-key
          Originating TLS context is missing CA certs. | secret-missing-key
          TLS certificates not found in secret kube-system/tls-data | secret-missing-key
          Secret shop/key must have exactly one item | policy-header-secret
          cannot merge conflicting terminating TLS contexts for cached selector MatchName: a | policy-conflicting-tls
          illegal base64 data at input byte 0 | secret-not-base64
          """)
  void leadToTheirPage(String message, String page) {
    List<String> pages = MessageIndex.search(message).stream().map(Match::page).limit(3).toList();
    assertTrue(pages.contains(page), pages.toString());
  }
}
