package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.explain.PolicyExplanation;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of every policy, and that none of them is too odd. */
class PolicySetRandomTest {
  private static final String[] PEERS = {
    "toEndpoints: [{}]",
    "toEndpoints: []",
    "toEndpoints: [{matchLabels: {app: db}}]",
    "toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': other, '': ''}}]",
    "toEndpoints: [{matchExpressions: [{key: app, operator: Sideways, values: [a]}]}]",
    "toEntities: [world, none, nonsense]",
    "toEntities: [all]",
    "toCIDR: [0.0.0.0/0, nonsense, 10.0.0.0/99]",
    "toCIDRSet: [{cidr: '::/0', except: [x]}, {cidrGroupRef: g}]",
    "toFQDNs: [{matchPattern: '*'}, {}, {matchName: '..'}]",
    "toFQDNs: []",
    "toServices: [{k8sService: {serviceName: s}}, {}]",
    "toGroups: [{}]",
    "fromEndpoints: [{}]",
    "icmps: []",
    "authentication: {mode: required}",
  };
  private static final String[] PORTS = {
    "[]",
    "[{}]",
    "[{ports: [{port: '443', protocol: TCP}]}]",
    "[{ports: [{port: '0'}, {port: ''}, {port: x-y}, {port: '08'}, {port: '99999'}]}]",
    "[{ports: [{port: '443', endPort: 80}], serverNames: [a.example, '*', '', 'x.']}]",
    "[{ports: [{port: '443'}], rules: {http: [{path: '('}, {method: GET, headers: ['', ' ', ':']}]}}]",
    "[{ports: [{port: '443'}], rules: {dns: [{matchPattern: '**.'}]}}]",
    "[{ports: [{port: '443'}], terminatingTLS: {}, originatingTLS: {secret: {name: o}}, rules: {kafka: []}}]",
    "[{ports: [{port: '443'}], listener: {name: l}, rules: {http: [{}]}}]",
  };

  private final Random random = new Random(5);

  private String pick(String... words) {
    return words[random.nextInt(words.length)];
  }

  private String policy() {
    StringBuilder text = new StringBuilder();
    String kind = pick("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "NetworkPolicy");
    text.append("kind: ").append(kind).append("\nmetadata: {name: p}\nspec:\n");
    text.append(
        pick(
            "  endpointSelector: {}\n",
            "  endpointSelector: {matchLabels: {app: web}}\n",
            "  nodeSelector: {}\n",
            "  podSelector: {}\n",
            ""));
    text.append(pick("", "", "  enableDefaultDeny: {egress: false}\n"));
    for (String list : List.of("egress", "egressDeny", "ingress", "ingressDeny")) {
      if (random.nextInt(3) > 0) {
        continue;
      }
      text.append("  ").append(list).append(":\n");
      for (int i = random.nextInt(3); i >= 0; i--) {
        text.append("  - ").append(pick("{}\n", "{" + pick(PEERS) + "}\n", item())).append("");
      }
    }
    return text.toString();
  }

  private String item() {
    return "{" + pick(PEERS) + ", toPorts: " + pick(PORTS) + "}\n";
  }

  private Peer peer() {
    Peer peer =
        PeerText.parse(
            pick(
                "app=web",
                "other/app=db",
                "world",
                "host",
                "1.1.1.1",
                "10.0.0.7",
                "::1",
                "a.example"),
            "default");
    return random.nextBoolean() ? peer : peer.withNames(List.of("a.example", ""));
  }

  private Attempt attempt() {
    Attempt attempt =
        Attempt.connection(
            random.nextBoolean() ? Direction.EGRESS : Direction.INGRESS,
            peer(),
            peer(),
            random.nextBoolean() ? 443 : random.nextInt(65536),
            pick("TCP", "UDP", "ICMP", ""));
    attempt =
        random.nextBoolean() ? attempt.withHello(Optional.of(pick("a.example", ""))) : attempt;
    attempt = random.nextInt(4) == 0 ? attempt.withDnsQuery(pick("a.example", ".", "")) : attempt;
    return random.nextInt(4) == 0
        ? attempt.withRequest(new Attempt.Request(pick("GET", ""), pick("/", "("), "h", Map.of()))
        : attempt;
  }

  @Test
  void noPolicyIsTooOdd() {
    for (int i = 0; i < 4_000; i++) {
      String text = policy() + (random.nextInt(3) == 0 ? "---\n" + policy() : "");
      List<Policy> policies =
          PolicyReader.all(Manifests.of(new YamlText("p.yaml", text)), new YamlProblems());
      CiliumVersion version = CiliumVersion.of(1, 10 + random.nextInt(11));
      Attempt attempt = attempt();
      Ruling ruling = PolicySet.of(policies, version).rule(attempt);
      boolean sureDenial = ruling.verdict().denied() && ruling.cannotTell().isEmpty();
      assertFalse(sureDenial && ruling.deciders().isEmpty(), () -> text + ruling);
      assertTrue(
          ruling.verdict() != Ruling.Verdict.REDIRECTED || ruling.interception().isPresent(),
          () -> text + ruling);
      PolicySet.of(policies, version).misses(attempt);
      PolicyExplanation.of(policies, version);
    }
  }

  @Test
  void theOrderOfPoliciesDecidesNothing() {
    for (int i = 0; i < 1_500; i++) {
      String one = policy();
      String other = policy();
      Attempt attempt = attempt();
      Ruling forward = ruling(one + "---\n" + other, attempt);
      Ruling backward = ruling(other + "---\n" + one, attempt);
      assertEquals(forward.verdict(), backward.verdict(), () -> one + "---\n" + other + attempt);
      assertEquals(forward.cannotTell().isEmpty(), backward.cannotTell().isEmpty());
    }
  }

  /** A deny rule more never allows what was denied. */
  @Test
  void aDenyRuleMoreNeverAllows() {
    for (int i = 0; i < 1_500; i++) {
      String one = policy();
      Attempt attempt = attempt();
      String deny =
          one
              + "---\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: d}\nspec:\n"
              + "  endpointSelector: {}\n  egressDeny: [{"
              + pick(PEERS)
              + "}]\n";
      Ruling before = ruling(one, attempt);
      Ruling after = ruling(deny, attempt);
      boolean opened = before.verdict().denied() && !after.verdict().denied();
      assertFalse(opened, () -> deny + attempt + before + after);
    }
  }

  private static Ruling ruling(String text, Attempt attempt) {
    return PolicySet.of(
            PolicyReader.all(Manifests.of(new YamlText("p.yaml", text)), new YamlProblems()),
            CiliumVersion.NEWEST)
        .rule(attempt);
  }
}
