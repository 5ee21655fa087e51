package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.mesh.policy.PortRule.HeaderMatch;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeaderSecretsTest {
  private static final String TEXT =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: p, namespace: web}
      spec:
        endpointSelector: {}
        egress:
        - toPorts:
          - ports: [{port: "80", protocol: TCP}]
            rules:
              http:
              - headerMatches:
                - {name: X-Token, secret: {namespace: web, name: one}, mismatch: REPLACE}
                - {name: X-Other, secret: {namespace: web, name: two}}
                - {name: X-Plain, value: plain}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: one, namespace: web}
      stringData: {token: s3cr3t}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: two, namespace: web}
      stringData: {token: a, other: b}
      """;

  @Test
  void valuesOfSecretsTakeThePlaceOfTheirNames() {
    Manifests manifests = Manifests.of(new YamlText("p.yaml", TEXT));
    SecretManifests secrets = new SecretManifests();
    secrets.add(manifests);
    Policy policy = PolicyReader.read(manifests.resources().get(0)).orElseThrow();
    List<String> warnings = new ArrayList<>();
    Policy resolved = HeaderSecrets.resolve(policy, secrets, warnings);
    assertEquals(
        List.of(Optional.of("s3cr3t"), Optional.empty(), Optional.of("plain")),
        resolved
            .rules()
            .get(0)
            .items()
            .get(0)
            .toPorts()
            .orElseThrow()
            .get(0)
            .rules()
            .orElseThrow()
            .http()
            .orElseThrow()
            .get(0)
            .headerMatches()
            .stream()
            .map(HeaderMatch::value)
            .toList());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("secret 'web/two' of header X-Other"), warnings.toString());
    assertFalse(secrets.named("web/one").orElseThrow().toString().contains("s3cr3t"));
  }
}
