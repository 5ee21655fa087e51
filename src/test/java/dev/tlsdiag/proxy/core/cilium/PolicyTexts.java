package dev.tlsdiag.proxy.core.cilium;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.NameCache;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Policies for tests, and what becomes of them. */
public final class PolicyTexts {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** Of a pod that every policy made by {@link #egress} selects. */
  static final Pod POD = new Pod("default", "web-0", Set.of("k8s:app=web"));

  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create(
          new AuthoritySpec("internal", KeyType.EC_P256, AuthoritySpec.USUAL_VALIDITY, List.of()),
          NOW);

  private PolicyTexts() {}

  /** A policy with these items of egress, each indented by four at least. */
  public static String egress(String name, String items) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: %s}
    spec:
      endpointSelector: {matchLabels: {app: web}}
      egress:
    %s"""
        .formatted(name, items.indent(2));
  }

  static PolicySet policies(String text) {
    YamlProblems problems = new YamlProblems();
    Manifests manifests = Manifests.of(new YamlText("policy.yaml", text));
    PolicySet set = PolicySet.of(PolicyReader.all(manifests, problems), CiliumVersion.NEWEST);
    assertEquals(List.of(), problems.all());
    assertEquals(List.of(), manifests.problems());
    return set;
  }

  /** The secrets {@code kube-system/leaf} and {@code kube-system/bundle}. */
  static PolicySecrets secrets() {
    return new PolicySecrets(
        Map.of(
            source("kube-system/leaf"),
            AUTHORITY.issue(LeafSpec.of(List.of("api.example.test"), NOW))),
        Map.of(
            source("kube-system/bundle"),
            new TrustAnchors("bundle", List.of(AUTHORITY.certificate()))));
  }

  private static TlsSource source(String secret) {
    return new TlsSource(secret, "ca.crt", "tls.crt", "tls.key");
  }

  /** A pod's policies with a record of what they decided. */
  static final class Scene implements VerdictSink {
    final List<VerdictRecord> verdicts = new ArrayList<>();
    final NameCache names = new NameCache();
    final CiliumPolicy policy;

    Scene(String text, boolean resets) {
      policy =
          new CiliumPolicy(
              policies(text), POD, ClusterDns.KUBE_DNS, resets, secrets(), names, () -> NOW, this);
    }

    @Override
    public void onVerdict(VerdictRecord verdict) {
      verdicts.add(verdict);
    }

    /** {@code CONNECTION DENIED_BY_DEFAULT}. */
    List<String> told() {
      return verdicts.stream().map(v -> v.kind() + " " + v.ruling().verdict()).toList();
    }
  }
}
