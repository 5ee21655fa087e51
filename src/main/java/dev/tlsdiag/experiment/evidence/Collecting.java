package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.join.Case;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.tcp.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is missing to be certain, and the command that collects it, the most telling first. */
final class Collecting {
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int MOST = 3;

  private final MeshFacts facts;
  private final Dossier dossier;

  Collecting(MeshFacts facts, Dossier dossier) {
    this.facts = facts;
    this.dossier = dossier;
  }

  /** To know more of this hop, 1-based. */
  List<Report.Need> missing(int hop) {
    List<Report.Need> needs = new ArrayList<>();
    if (hop > 1 && !captured(hop)) {
      needs.add(
          new Report.Need(
              "the packets of hop %d: run this on the node of the proxy, then repeat the request"
                  .formatted(hop),
              ShellCommand.capture("hop" + hop + ".pcap", server(hop))));
    } else if (hop == 1 && !captured(1)) {
      needs.add(
          new Report.Need(
              "the packets of the client: run this on its node, then repeat the request",
              ShellCommand.capture("hop1.pcap", server(1))));
    }
    if (dossier.dumps().isEmpty() && hop > 1) {
      needs.add(new Report.Need("which server_name the proxy is told to send", dump()));
    }
    boolean policies =
        dossier.resources().stream().anyMatch(r -> PolicyReader.kindOf(r).isPresent());
    if (!policies && mesh() == Mesh.CILIUM) {
      needs.add(
          new Report.Need(
              "the policies that decide about it",
              "kubectl get ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A -o yaml"
                  + " > policies.yaml"));
    }
    if (!facts.toldBy(SourceKind.ENVOY_LOG)
        && !facts.toldBy(SourceKind.ENVOY_ACCESS_LOG)
        && hop > 1) {
      needs.add(new Report.Need("what the proxy says of it", log()));
    }
    if (!facts.toldBy(SourceKind.HUBBLE) && mesh() == Mesh.CILIUM) {
      needs.add(new Report.Need("the flows of the pod, while it is tried again", flows()));
    }
    return needs.size() > MOST ? needs.subList(0, MOST) : needs;
  }

  /** Whose proxies they are. */
  enum Mesh {
    CILIUM("Cilium"),
    ISTIO("Istio"),
    NONE("");

    private final String product;

    Mesh(String product) {
      this.product = product;
    }

    /** What mends it in this product goes before what does in others. */
    List<Fix> first(List<Fix> fixes) {
      List<Fix> sorted = new ArrayList<>(fixes);
      sorted.sort(Comparator.comparingInt(this::rank));
      return sorted;
    }

    private int rank(Fix fix) {
      if (this == NONE) {
        return 0;
      }
      boolean ours = fix.product().equals(product) || fix.product().equals("tlsdiag");
      return ours ? 0 : fix.product().equals("Envoy") ? 1 : 2;
    }
  }

  Mesh mesh() {
    boolean istio =
        dossier.resources().stream().anyMatch(r -> r.group().endsWith("istio.io"))
            || facts
                .clusterName()
                .filter(name -> name.contains("|") || name.endsWith("Cluster"))
                .isPresent();
    boolean cilium =
        facts.toldBy(SourceKind.HUBBLE)
            || facts.toldBy(SourceKind.CILIUM_MONITOR)
            || dossier.resources().stream().anyMatch(r -> r.group().equals("cilium.io"))
            || facts.clusterName().filter(name -> name.startsWith("egress-cluster")).isPresent()
            || dossier.dumps().stream().anyMatch(d -> d.cluster("egress-cluster-tls").isPresent());
    return cilium ? Mesh.CILIUM : istio ? Mesh.ISTIO : Mesh.NONE;
  }

  private String dump() {
    return switch (mesh()) {
      case ISTIO ->
          "kubectl exec %s -c istio-proxy -- pilot-agent request GET config_dump > config_dump.json"
              .formatted(pod());
      case CILIUM ->
          "kubectl -n kube-system exec ds/cilium -- curl -s --unix-socket"
              + " /var/run/cilium/envoy/sockets/admin.sock http://admin/config_dump"
              + " > config_dump.json";
      case NONE -> "curl -s http://127.0.0.1:9901/config_dump > config_dump.json";
    };
  }

  private String log() {
    return switch (mesh()) {
      case ISTIO -> "kubectl logs %s -c istio-proxy --since=15m > envoy.log".formatted(pod());
      case CILIUM -> "kubectl -n kube-system logs ds/cilium-envoy --since=15m > envoy.log";
      case NONE -> "the log of the proxy at that time, with its connections (debug in Envoy)";
    };
  }

  private String flows() {
    return "hubble observe --since 15m%s -o jsonpb > flows.json"
        .formatted(podName().map(name -> " --pod " + name).orElse(""));
  }

  private String pod() {
    return podName()
        .map(name -> name.indexOf('/') < 0 ? name : "-n " + name.replaceFirst("/", " "))
        .orElse("POD");
  }

  /** Only what a shell takes literally. */
  private Optional<String> podName() {
    return facts
        .told()
        .attribute(Attribute.CLIENT_POD)
        .filter(
            name ->
                List.of(name.split("/", -1)).stream().allMatch(p -> LITERAL.matcher(p).matches()));
  }

  private boolean captured(int hop) {
    return facts.told().captured().stream().anyMatch(leg -> leg.hop() == hop);
  }

  private Optional<Endpoint> server(int hop) {
    Case told = facts.told();
    return told.told().stream()
        .filter(placed -> placed.about(hop))
        .map(placed -> placed.sighting())
        .filter(s -> s.attribute(Attribute.QUERY).isEmpty())
        .flatMap(s -> s.server().stream())
        .filter(server -> server.port() > 0)
        .findFirst()
        .or(() -> PolicyFacts.dialled(told));
  }
}
