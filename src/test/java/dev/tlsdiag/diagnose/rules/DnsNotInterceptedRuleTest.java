package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.evidence.Evidences;
import org.junit.jupiter.api.Test;

class DnsNotInterceptedRuleTest {
  private static final String DENIED =
      Flows.tcp(
          "33.884",
          "DROPPED",
          56816,
          Flows.set("SYN"),
          "{\"type\":5}",
          Flows.WORLD,
          false,
          "\"drop_reason\":133,\"drop_reason_desc\":\"POLICY_DENIED\",");

  private static String policy(String dnsRule) {
    return """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: fqdn, namespace: default}
        spec:
          endpointSelector: {}
          egress:
            - toEndpoints:
                - matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}
              toPorts:
                - ports:
                    - {port: "53", protocol: ANY}
        %s
            - toFQDNs:
                - matchPattern: "*.example.test"
              toPorts:
                - ports:
                    - {port: "443", protocol: TCP}
        """
        .formatted(dnsRule);
  }

  @Test
  void aRuleByNameWithoutOneForDnsLearnsNothing() {
    assertEquals(
        "hop1 error medium dns-not-intercepted",
        Evidences.of().flows(DENIED).yaml(policy("")).answer());
  }

  @Test
  void withARuleForDnsItIsAnotherMatter() {
    String rule = "          rules: {dns: [{matchPattern: \"*\"}]}";
    assertEquals(
        "hop1 error high policy-drop-on-syn",
        Evidences.of().flows(DENIED).yaml(policy(rule)).answer());
  }

  @Test
  void withoutPoliciesItIsOnePossibility() {
    assertEquals("hop1 error high policy-drop-on-syn", Evidences.of().flows(DENIED).answer());
  }
}
