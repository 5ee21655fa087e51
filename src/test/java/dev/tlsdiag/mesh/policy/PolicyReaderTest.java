package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
  private static final String HEAD =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: web, namespace: shop}
      spec:
        endpointSelector: {matchLabels: {"k8s:app": web}}
      """;

  private final YamlProblems problems = new YamlProblems();

  private List<Policy> read(String text) {
    Manifests manifests = Manifests.of(new YamlText("policy.yaml", text));
    assertEquals(List.of(), manifests.problems());
    return PolicyReader.all(manifests, problems);
  }

  private PolicyRule rule(String egress) {
    return read(HEAD + egress.indent(2)).get(0).rules().get(0);
  }

  private List<String> told() {
    return problems.all().stream().map(p -> p.position() + " " + p.message()).toList();
  }

  @Test
  void readsInterception() {
    PolicyRule rule =
        rule(
            """
            egress:
            - toFQDNs:
              - matchName: "httpbin.org"
              - matchPattern: "*.example.test"
              toPorts:
              - ports:
                - {port: "443", protocol: "TCP"}
                terminatingTLS:
                  secret: {namespace: kube-system, name: httpbin-tls-data}
                originatingTLS:
                  secret: {name: tls-orig-data}
                  trustedCA: bundle.pem
                serverNames: ["httpbin.org"]
                rules:
                  http:
                  - method: GET
                    path: /anything.*
                    host: httpbin[.]org
                    headers: ["X-A: b"]
            """);
    assertEquals(List.of(), told());
    assertEquals("spec", rule.path());
    assertEquals(Map.of("k8s:app", "web"), rule.endpointSelector().orElseThrow().matchLabels());
    TrafficItem item = rule.items().get(0);
    assertEquals("egress[0]", item.path());
    assertEquals(
        List.of("httpbin.org", "*.example.test"),
        item.peers().fqdns().orElseThrow().stream().map(FqdnSelector::text).toList());
    PortRule ports = item.toPorts().orElseThrow().get(0);
    PortRule.TlsContext terminating = ports.terminatingTls().orElseThrow();
    assertEquals(Optional.of("kube-system"), terminating.secretNamespace());
    assertEquals(Optional.of("httpbin-tls-data"), terminating.secretName());
    assertEquals("tls.crt", terminating.certificate());
    PortRule.TlsContext originating = ports.originatingTls().orElseThrow();
    assertEquals(Optional.empty(), originating.secretNamespace());
    assertEquals("bundle.pem", originating.trustedCa());
    PortRule.HttpRule http = ports.rules().orElseThrow().http().orElseThrow().get(0);
    assertEquals(Optional.of("/anything.*"), http.path());
    assertEquals(Optional.of("httpbin[.]org"), http.host());
    assertEquals(List.of("X-A: b"), http.headers());
    assertTrue(rule.defaultDeny(Direction.EGRESS));
    assertFalse(rule.defaultDeny(Direction.INGRESS));
  }

  @Test
  void tellsMissingFromEmpty() {
    PolicyRule rule =
        rule(
            """
            egress:
            - {}
            - toEndpoints: []
              toPorts: []
            - toEndpoints:
              toPorts:
              - rules: {http: [], dns: }
            -
            """);
    assertEquals(List.of(), told());
    assertEquals(4, rule.items().size());
    assertEquals(Optional.empty(), rule.items().get(0).peers().endpoints());
    assertEquals(Optional.of(List.of()), rule.items().get(1).peers().endpoints());
    assertEquals(Optional.of(List.of()), rule.items().get(1).toPorts());
    assertEquals(Optional.empty(), rule.items().get(2).peers().endpoints());
    PortRule.L7Rules rules =
        rule.items().get(2).toPorts().orElseThrow().get(0).rules().orElseThrow();
    assertEquals(Optional.of(List.of()), rules.http());
    assertEquals(Optional.empty(), rules.dns());
    assertEquals(Peers.ANY, rule.items().get(3).peers());
  }

  @Test
  void readsWhatItCanAndTellsTheRest() {
    PolicyRule rule =
        rule(
            """
            egress:
            - toFQDNs:
              - Match Pattern: "*.s3.amazonaws.com"
              toPorts:
              - ports:
                - port: 443
                  protocol: tcp
                originatingTLS:
                  namespace: kube-system
                  name: tls-orig-data
                rules:
                - matchPattern: "*"
            """);
    assertEquals(
        List.of(
            "8:7 strict decoding error: unknown field \"spec.egress[0].toFQDNs[0].Match Pattern\"",
            "11:15 spec.egress[0].toPorts[0].ports[0].port: Invalid value: \"integer\": "
                + "spec.egress[0].toPorts[0].ports[0].port in body must be of type string: "
                + "\"integer\"",
            "12:19 spec.egress[0].toPorts[0].ports[0].protocol: Unsupported value: \"tcp\": "
                + "supported values: \"TCP\", \"UDP\", \"SCTP\", \"VRRP\", \"IGMP\", \"GRE\", "
                + "\"IPIP\", \"IPV6\", \"ESP\", \"AH\", \"ANY\"",
            "14:9 strict decoding error: unknown field "
                + "\"spec.egress[0].toPorts[0].originatingTLS.namespace\"",
            "14:9 spec.egress[0].toPorts[0].originatingTLS.secret: Required value",
            "15:9 strict decoding error: unknown field "
                + "\"spec.egress[0].toPorts[0].originatingTLS.name\"",
            "17:7 spec.egress[0].toPorts[0].rules: Invalid value: \"array\": "
                + "spec.egress[0].toPorts[0].rules in body must be of type object: \"array\""),
        told());
    assertEquals(Optional.of("matchPattern"), problems.all().get(0).likely());
    assertEquals(Optional.of("quotes: \"443\""), problems.all().get(1).likely());
    assertEquals(Optional.of("TCP"), problems.all().get(2).likely());
    PortRule ports = rule.items().get(0).toPorts().orElseThrow().get(0);
    assertEquals("443", ports.ports().get(0).port());
    assertEquals("TCP", ports.ports().get(0).protocol());
    assertEquals(Optional.empty(), ports.originatingTls().orElseThrow().secretName());
    assertEquals(Optional.empty(), ports.rules());
  }

  @Test
  void readsSpecAndSpecs() {
    List<Policy> policies =
        read(
            """
            apiVersion: cilium.io/v2
            kind: CiliumClusterwideNetworkPolicy
            metadata: {name: nodes}
            spec: {nodeSelector: {}, ingress: [{fromEntities: [cluster]}]}
            specs:
            - endpointSelector: {}
              enableDefaultDeny: {egress: false}
              egressDeny: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]}]
            """);
    assertEquals(List.of(), told());
    assertEquals(Optional.empty(), policies.get(0).namespace());
    List<PolicyRule> rules = policies.get(0).rules();
    assertEquals(List.of("spec", "specs[0]"), rules.stream().map(PolicyRule::path).toList());
    assertTrue(rules.get(0).nodeSelector().isPresent());
    assertEquals(Optional.of(false), rules.get(1).defaultDenyEgress());
    TrafficItem deny = rules.get(1).items().get(0);
    assertTrue(deny.deny());
    assertEquals("egressDeny[0]", deny.path());
    assertEquals(List.of("10.1.0.0/16"), deny.peers().cidrSets().orElseThrow().get(0).except());
  }

  @Test
  void readsKubernetesPoliciesIntoTheSameModel() {
    List<Policy> policies =
        read(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web}
            spec:
              podSelector: {matchLabels: {app: web}}
              egress:
              - {}
              - to:
                - namespaceSelector: {matchLabels: {team: a}}
                  podSelector: {matchLabels: {app: db}}
                - ipBlock: {cidr: 192.0.2.0/24}
                ports:
                - port: 5432
            """);
    assertEquals(List.of(), told());
    Policy policy = policies.get(0);
    assertEquals("default/web", policy.label());
    PolicyRule rule = policy.rules().get(0);
    assertTrue(rule.defaultDeny(Direction.INGRESS), "always closed unless policyTypes says no");
    assertTrue(rule.defaultDeny(Direction.EGRESS));
    List<TrafficItem> items = rule.items();
    assertEquals(3, items.size());
    assertEquals("all", items.get(0).peers().entities().orElseThrow().get(0).name());
    assertEquals(
        Map.of("app", "db", "k8s:io.cilium.k8s.namespace.labels.team", "a"),
        items.get(1).peers().endpoints().orElseThrow().get(0).matchLabels());
    assertEquals(1, items.get(2).index());
    assertEquals("TCP", items.get(2).toPorts().orElseThrow().get(0).ports().get(0).protocol());
  }

  @Test
  void takesNothingThatIsNoPolicy() {
    assertEquals(
        List.of(),
        read(
            """
            apiVersion: v1
            kind: Secret
            ---
            apiVersion: projectcalico.org/v3
            kind: NetworkPolicy
            """));
    assertTrue(problems.isEmpty());
    assertEquals(1, read("kind: CiliumNetworkPolicy\nmetadata: {name: a}\nspec: {}\n").size());
  }

  @Test
  void kubectlsYamlHasMoreBooleans() {
    rule("egress: [{toEndpoints: [{matchLabels: {canary: yes}}]}]\n");
    YamlProblem problem = problems.all().get(0);
    assertTrue(problem.message().contains("must be of type string: \"boolean\""));
    assertEquals(Optional.of("quotes: \"yes\""), problem.likely());
  }
}
