package dev.tlsdiag.collect;

import dev.tlsdiag.collect.CollectStep.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands that collect what a diagnosis needs. All but a capture only read. */
public final class CollectPlan {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofSeconds(90);

  /** Older agents call it {@code cilium}; its socket was elsewhere before the DaemonSet. */
  private static final String ADMIN_SOCKETS =
      "for s in /var/run/cilium/envoy/sockets/admin.sock /var/run/cilium/envoy-admin.sock; do"
          + " [ -S $s ] && exec curl -sf --unix-socket $s ";

  private static final List<String> CILIUM_POLICIES =
      List.of(
          "ciliumnetworkpolicies.cilium.io",
          "ciliumclusterwidenetworkpolicies.cilium.io",
          "networkpolicies.networking.k8s.io");

  private static final List<String> ISTIO_RESOURCES =
      List.of(
          "serviceentries.networking.istio.io",
          "destinationrules.networking.istio.io",
          "virtualservices.networking.istio.io",
          "gateways.networking.istio.io",
          "sidecars.networking.istio.io",
          "peerauthentications.security.istio.io");

  private final CollectTarget target;
  private final String captureName;
  private final List<CollectStep> steps = new ArrayList<>();

  private CollectPlan(CollectTarget target, String captureName) {
    this.target = target;
    this.captureName = captureName;
  }

  /** Go template: certificates as they are, of all else only the name. */
  private static final String SECRET_TEMPLATE =
      "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"type\":\"{{.type}}\",\"metadata\":{\"namespace\":"
          + "\"{{.metadata.namespace}}\",\"name\":\"{{.metadata.name}}\"},\"data\":{{{$comma := \"\"}}"
          + "{{range $key, $value := .data}}{{$comma}}\"{{$key}}\":\"{{if or (eq $key \"tls.crt\")"
          + " (eq $key \"ca.crt\")}}{{$value}}{{else}}"
          + SecretFilter.REDACTED_BASE64
          + "{{end}}\"{{$comma = \",\"}}{{end}}}}";

  /** Certificates of a secret that a policy names; no private key leaves the cluster. */
  public static CollectStep secret(CollectTarget target, String namespace, String name) {
    CollectPlan plan = new CollectPlan(target, "");
    plan.query(
        "secret-%s-%s.json".formatted(namespace, name),
        "certificates of secret %s/%s, without its key".formatted(namespace, name),
        plan.kubectl(
            "-n", namespace, "get", "secret", name, "-o", "go-template=" + SECRET_TEMPLATE));
    return plan.steps.get(0);
  }

  /**
   * The steps in their order.
   *
   * @param captureName of the pod or container that captures
   */
  public static List<CollectStep> of(CollectTarget target, String captureName) {
    CollectPlan plan = new CollectPlan(target, captureName);
    plan.pod();
    if (target.mesh().cilium()) {
      plan.cilium();
    }
    if (target.mesh().istio()) {
      plan.istio();
    }
    plan.capture();
    if (target.mesh().cilium()) {
      plan.ciliumAfter();
    }
    if (target.mesh().istio()) {
      plan.istioAfter();
    }
    plan.query(
        "events.json",
        "what Kubernetes says of the namespace",
        plan.kubectl("-n", target.namespace(), "get", "events", "-o", "json"));
    return List.copyOf(plan.steps);
  }

  private void pod() {
    lookup("NODE", "where the pod runs", podField("{.spec.nodeName}"));
    query("versions.json", "versions of kubectl and the cluster", kubectl("version", "-o", "json"));
    query(
        "pod.json",
        "the pod: labels, addresses, DNS settings",
        kubectl("-n", target.namespace(), "get", "pod", target.pod(), "-o", "json"));
    query(
        "services.json",
        "services of its namespace",
        kubectl("-n", target.namespace(), "get", "services", "-o", "json"));
  }

  private void cilium() {
    lookup(
        "CILIUM",
        "Cilium's agent on that node",
        kubectl(
            "-n",
            target.meshNamespace(),
            "get",
            "pods",
            "-l",
            "k8s-app=cilium",
            "--field-selector",
            "spec.nodeName=${NODE}",
            "-o",
            "jsonpath={.items[*].metadata.name}"));
    lookup(
        "ENVOY",
        "Cilium's Envoy on that node, where it is a DaemonSet",
        kubectl(
            "-n",
            target.meshNamespace(),
            "get",
            "pods",
            "-l",
            "k8s-app=cilium-envoy",
            "--field-selector",
            "spec.nodeName=${NODE}",
            "-o",
            "jsonpath={.items[*].metadata.name}"));
    for (String kind : CILIUM_POLICIES) {
      resources(kind);
    }
    agent("cilium-version.txt", "the agent's version", "cilium-dbg", "version");
    agent("cilium-status.txt", "the agent's state", "cilium-dbg", "status", "--verbose");
  }

  private void istio() {
    lookup(
        "ISTIO_PROXY",
        "whether the pod has Istio's sidecar",
        podField("{.spec['containers','initContainers'][?(@.name=='istio-proxy')].name}"));
    for (String kind : ISTIO_RESOURCES) {
      resources(kind);
    }
  }

  /** What is written while a request is made, and counters, are read after it. */
  private void ciliumAfter() {
    query(
        "hubble-flows.jsonl",
        "flows of the pod",
        inAgent(
            "hubble",
            "observe",
            "--since",
            seconds(target.since()),
            "--pod",
            target.namespace() + "/" + target.pod(),
            "-o",
            "jsonpb"),
        LONG);
    agent(
        "fqdn-cache.json",
        "names the DNS proxy has addresses of",
        "cilium-dbg",
        "fqdn",
        "cache",
        "list",
        "-o",
        "json");
    admin("config", "config_dump.json", "Envoy's configuration", "config_dump?include_eds");
    admin("clusters", "envoy-clusters.txt", "Envoy's clusters", "clusters");
    admin("certs", "envoy-certs.json", "Envoy's certificates", "certs");
    admin("metrics", "envoy-stats.txt", "Envoy's counters", "stats/prometheus");
    admin("serverinfo", "envoy-server_info.json", "Envoy's version", "server_info");
    logs(
        "cilium-agent.log", "the agent's log", target.meshNamespace(), "${CILIUM}", "cilium-agent");
    logs("cilium-envoy.log", "Envoy's log", target.meshNamespace(), "${ENVOY}", "cilium-envoy");
  }

  private void admin(String word, String member, String why, String path) {
    steps.add(
        step(Kind.QUERY, member, why, inAgent("cilium-dbg", "envoy", "admin", word), LONG)
            .orElse(
                inAgent("sh", "-c", ADMIN_SOCKETS + "'http://admin/" + path + "'; done; exit 1")));
  }

  private void istioAfter() {
    sidecar("istio-config_dump.json", "the sidecar's configuration", "config_dump?include_eds");
    sidecar("istio-clusters.json", "the sidecar's clusters", "clusters?format=json");
    sidecar("istio-certs.json", "the sidecar's certificates", "certs");
    sidecar("istio-stats.txt", "the sidecar's counters", "stats");
    sidecar("istio-server_info.json", "the sidecar's version", "server_info");
    logs(
        "istio-proxy.log",
        "the sidecar's log, with its access log",
        target.namespace(),
        target.pod(),
        "${ISTIO_PROXY}");
  }

  private void sidecar(String member, String why, String path) {
    query(
        member,
        why,
        kubectl(
            "-n",
            target.namespace(),
            "exec",
            target.pod(),
            "-c",
            "${ISTIO_PROXY}",
            "--",
            "pilot-agent",
            "request",
            "GET",
            path),
        LONG);
  }

  private void capture() {
    switch (target.capture()) {
      case NONE -> {}
      case NODE -> {
        String overrides =
            "{\"spec\":{\"hostNetwork\":true,\"nodeName\":\"${NODE}\","
                + "\"tolerations\":[{\"operator\":\"Exists\"}]}}";
        setUp(
            "a pod on the node that captures",
            kubectl(
                "-n",
                target.namespace(),
                "run",
                captureName,
                "--image=" + target.image(),
                "--restart=Never",
                "--overrides=" + overrides,
                "--",
                "sleep",
                seconds(target.captureFor().plus(LONG)).replace("s", "")));
        setUp(
            "until it runs",
            kubectl(
                "-n",
                target.namespace(),
                "wait",
                "--for=condition=Ready",
                "pod/" + captureName,
                "--timeout=60s"));
        tcpdump("node.pcap", "packets on the node: both legs of a proxy there", captureName, "");
      }
      case POD -> {
        setUp(
            "a container in the pod that captures; it stays until the pod is gone",
            kubectl(
                "-n",
                target.namespace(),
                "debug",
                target.pod(),
                "--quiet",
                "--image=" + target.image(),
                "--container=" + captureName,
                "--",
                "sleep",
                seconds(target.captureFor().plus(LONG)).replace("s", "")));
        setUp(
            "until it runs",
            kubectl(
                "-n",
                target.namespace(),
                "wait",
                "pod/" + target.pod(),
                "--for=jsonpath={.status.ephemeralContainerStatuses[?(@.name=='"
                    + captureName
                    + "')].state.running.startedAt}",
                "--timeout=60s"));
        tcpdump("pod.pcap", "packets of the pod", target.pod(), captureName);
      }
    }
    target
        .reproduce()
        .ifPresent(
            command ->
                query(
                    "reproduced.txt",
                    "the request, made in the pod",
                    kubectl(
                        "-n",
                        target.namespace(),
                        "exec",
                        target.pod(),
                        "--",
                        "sh",
                        "-c",
                        "(" + command + ") 2>&1; echo \"exit code $?\""),
                    LONG));
    if (target.capture() == CollectTarget.Capture.NODE) {
      cleanUp(
          "the pod that captured is taken away",
          kubectl("-n", target.namespace(), "delete", "pod", captureName, "--wait=false", "--now"));
    }
  }

  private void tcpdump(String member, String why, String pod, String container) {
    List<String> words = new ArrayList<>(kubectl("-n", target.namespace(), "exec", pod));
    if (!container.isEmpty()) {
      words.addAll(List.of("-c", container));
    }
    words.addAll(
        List.of(
            "--",
            "timeout",
            seconds(target.captureFor()).replace("s", ""),
            "tcpdump",
            "-i",
            "any",
            "-s",
            "0",
            "-U",
            "-w",
            "-",
            "tcp port %d or port 53".formatted(target.port())));
    steps.add(step(Kind.CAPTURE, member, why, words, target.captureFor().plus(SHORT)));
  }

  private void resources(String kind) {
    query(
        kind + ".json",
        "policies and routes: " + kind.replaceFirst("\\..*", ""),
        kubectl("get", kind, "-A", "-o", "json"));
  }

  private void agent(String member, String why, String... words) {
    List<String> older = new ArrayList<>(List.of(words));
    older.set(0, older.get(0).replace("cilium-dbg", "cilium"));
    steps.add(
        step(Kind.QUERY, member, why, inAgent(words), SHORT)
            .orElse(inAgent(older.toArray(String[]::new))));
  }

  private List<String> inAgent(String... words) {
    return Stream.concat(
            kubectl("-n", target.meshNamespace(), "exec", "${CILIUM}", "-c", "cilium-agent", "--")
                .stream(),
            Stream.of(words))
        .toList();
  }

  private void logs(String member, String why, String namespace, String pod, String container) {
    query(
        member,
        why,
        kubectl(
            "-n", namespace, "logs", pod, "-c", container, "--since=" + seconds(target.since())),
        LONG);
  }

  private List<String> podField(String path) {
    return kubectl("-n", target.namespace(), "get", "pod", target.pod(), "-o", "jsonpath=" + path);
  }

  private List<String> kubectl(String... words) {
    List<String> all = new ArrayList<>(List.of("kubectl"));
    target.context().ifPresent(context -> all.add("--context=" + context));
    all.addAll(List.of(words));
    return all;
  }

  private void lookup(String variable, String why, List<String> command) {
    steps.add(step(Kind.LOOKUP, variable, why, command, SHORT));
  }

  private void query(String member, String why, List<String> command) {
    query(member, why, command, SHORT);
  }

  private void query(String member, String why, List<String> command, Duration limit) {
    steps.add(step(Kind.QUERY, member, why, command, limit));
  }

  private void setUp(String why, List<String> command) {
    steps.add(step(Kind.SETUP, "", why, command, LONG));
  }

  private void cleanUp(String why, List<String> command) {
    steps.add(step(Kind.CLEANUP, "", why, command, SHORT));
  }

  private static CollectStep step(
      Kind kind, String name, String why, List<String> command, Duration limit) {
    return new CollectStep(kind, name, why, command, Optional.empty(), limit);
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() + "s";
  }
}
