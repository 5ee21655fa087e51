package dev.tlsdiag.mesh.policy.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.yaml.YamlText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortIndexTest {
  private static final int POLICIES = 1000;

  /** One policy; {@code namespace} is empty for a cluster-wide one. */
  private static String policy(String namespace, String app, String name, int port) {
    return """
        ---
        apiVersion: cilium.io/v2
        kind: %s
        metadata: {name: a, namespace: "%s"}
        spec:
          endpointSelector: {matchLabels: {%s}}
          egress:
          - %s
            toPorts: [{ports: [{port: "%d", protocol: TCP}], rules: {http: [{method: GET}]}}]
        """
        .formatted(
            namespace.isEmpty() ? "CiliumClusterwideNetworkPolicy" : "CiliumNetworkPolicy",
            namespace,
            app.isEmpty() ? "" : "app: " + app,
            name.isEmpty() ? "toEntities: [all]" : "toFQDNs: [{matchName: " + name + "}]",
            port);
  }

  private static PolicyScene scene(String text) {
    Manifests manifests = Manifests.of(new YamlText("a.yaml", text));
    return PolicyScene.of(
        new LintSubject(
            manifests.resources(), Instant.EPOCH, CiliumVersion.NEWEST, Optional.empty()));
  }

  /** What differs in one of them is never held against each other, whatever else is the same. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "other pods,      n,  a%d, h,   443",
    "other peers,     n,  a,   h%d, 443",
    "other ports,     n,  a,   h,   %d",
    "other namespace, n%d, a,  h,   443"
  })
  void thousandsAreNotHeldAgainstEachOther(
      String title, String namespace, String app, String name, String port) {
    String text =
        IntStream.rangeClosed(1, POLICIES)
            .mapToObj(
                i ->
                    policy(
                        namespace.formatted(i),
                        app.formatted(i),
                        name.formatted(i),
                        Integer.parseInt(port.formatted(i))))
            .collect(Collectors.joining());
    AtomicInteger pairs = new AtomicInteger();
    TlsFamily.pairs(scene(text), (one, other) -> pairs.incrementAndGet());
    assertEquals(0, pairs.get());
  }

  /**
   * A policy for the cluster meets those of each namespace, not the others for the cluster there.
   */
  @Test
  void policiesForTheClusterArePairedOnce() {
    String text =
        IntStream.range(0, 100)
            .mapToObj(i -> policy("", "a", "h" + i, 443) + policy("n" + i, "a", "h" + i, 443))
            .collect(Collectors.joining());
    AtomicInteger pairs = new AtomicInteger();
    TlsFamily.pairs(scene(text), (one, other) -> pairs.incrementAndGet());
    assertEquals(100, pairs.get());
  }

  /** Against each pair, tried one by one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void leavesNoneOutThatMeets(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append(
          policy(
              List.of("", "n", "m").get(random.nextInt(3)),
              List.of("", "a", "b").get(random.nextInt(3)),
              List.of("", "h.test", "g.test").get(random.nextInt(3)),
              List.of(443, 8443).get(random.nextInt(2))));
    }
    List<PolicyScene.PortCase> ports = scene(text.toString()).ports();
    PortIndex index = PortIndex.of(ports);
    int met = 0;
    for (PolicyScene.PortCase one : ports) {
      List<PolicyScene.PortCase> near = index.near(one).toList();
      List<PolicyScene.PortCase> ofPods = index.near(one.of().of()).toList();
      for (PolicyScene.PortCase other : ports) {
        boolean pods = one.of().of().mayMeet(other.of().of());
        boolean all = one.of().peers().contains(PeerKeys.ANY);
        if (pods && (all || PeerKeys.meet(one, other))) {
          met++;
          assertTrue(near.contains(other) || !PeerKeys.samePort(one.rule(), other.rule()));
          assertTrue(ofPods.contains(other));
        }
      }
    }
    assertTrue(met > 40, "met " + met);
  }
}
