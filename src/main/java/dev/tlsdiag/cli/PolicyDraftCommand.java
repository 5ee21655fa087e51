package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PeerText;
import dev.tlsdiag.mesh.policy.draft.DraftLabels;
import dev.tlsdiag.mesh.policy.draft.DraftOptions;
import dev.tlsdiag.mesh.policy.draft.PolicyDraft;
import dev.tlsdiag.mesh.policy.seen.SeenTally;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag policy draft}: a policy from what was seen. */
@Command(
    name = "draft",
    sortOptions = false,
    header = "Write a network policy that allows what captures and flows show, and nothing else.",
    customSynopsis = {"tlsdiag policy draft [OPTIONS] --from LABELS FILE|-...", ""},
    description = {
      "Names from DNS answers and ClientHellos become toFQDNs, pods toEndpoints, nodes toEntities,",
      "addresses without a name toCIDR; lookups become the DNS rule that toFQDNs needs. Comments say",
      "what each line is based on. FILE is a capture (pcap, pcapng) or Hubble's flows in JSON.",
      "",
      "Examples:",
      "  tlsdiag policy draft --from app=web node.pcap > policy.yaml",
      "  tlsdiag policy draft --from app=web --client 10.0.0.181 node.pcap",
      "  hubble observe --pod shop/web -o jsonpb | tlsdiag policy draft -",
      "  tlsdiag policy draft --from shop/app=web --intercept flows.json",
      ""
    },
    footer = {"", "Exit: 0 written · 2 usage · 3 nothing seen of that client · 4 could not read"})
final class PolicyDraftCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Captures, Hubble flows; - is flows on standard input.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "--from",
      order = 1,
      paramLabel = "LABELS",
      description = "The pods: app=web or namespace/app=web. Default: the one client of the flows.")
  String from;

  @Option(
      names = "--client",
      order = 2,
      paramLabel = "ADDRESS",
      description = "Their addresses in captures; several are allowed. Default: every client.")
  List<String> clients = new ArrayList<>();

  @Option(
      names = "--name",
      order = 3,
      paramLabel = "NAME",
      description = "The policy's name; default: that of its pods.")
  String name;

  @Option(
      names = "--intercept",
      order = 4,
      description = "TLS to names is decrypted; the secrets' names are to be filled in.")
  boolean intercept;

  @Option(
      names = "--server-names",
      order = 5,
      description = "The server names seen become binding (serverNames; Cilium 1.13).")
  boolean serverNames;

  @Option(
      names = "--dns-server",
      order = 6,
      paramLabel = "POD",
      defaultValue = "kube-system/k8s-app=kube-dns",
      description = "Whom pods ask for names; default: kube-system/k8s-app=kube-dns.")
  String dnsServer;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (files.isEmpty()) {
      throw CommandException.usage("no file given")
          .attempt("hubble observe --pod shop/web -o jsonpb | tlsdiag policy draft -");
    }
    for (String client : clients) {
      if (!PeerText.isAddress(client)) {
        throw CommandException.usage("'--client %s' is no IP address".formatted(client));
      }
    }
    SeenFiles evidence = SeenFiles.read(files, err);
    Peer pod = from == null ? only(evidence) : parse("--from", from);
    if (pod.namespace().isEmpty() || DraftLabels.of(pod.labels()).isEmpty()) {
      String whose = from == null ? "the client that was seen" : "'--from %s'".formatted(from);
      throw CommandException.usage(whose + " has no labels to select pods by")
          .attempt("--from app=web");
    }
    List<SeenTally.Counted> seen =
        evidence.seen().stream().filter(one -> isOf(pod, one.first().client())).toList();
    if (seen.isEmpty()) {
      throw CommandException.cannotTell("nothing was seen of that client")
          .likely(
              "clients there are: "
                  + String.join(", ", clientsOf(evidence).stream().limit(8).toList()));
    }
    out.print(
        PolicyDraft.of(
            seen,
            new DraftOptions(
                name(pod),
                pod,
                parse("--dns-server", dnsServer),
                intercept,
                serverNames,
                evidence.sources())));
    return ExitCode.CLEAN;
  }

  private static Peer parse(String option, String text) {
    try {
      return PeerText.parse(text, PolicyPods.USUAL_NAMESPACE);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("%s after '%s'".formatted(e.getMessage(), option))
          .likely("app=web · namespace/app=web")
          .causedBy(e);
    }
  }

  /** The one client of which labels are known. */
  private static Peer only(SeenFiles evidence) {
    Set<String> found = new TreeSet<>();
    Optional<Peer> pod = Optional.empty();
    for (SeenTally.Counted counted : evidence.seen()) {
      Peer client = counted.first().client();
      if (client.namespace().isPresent() && !client.labels().isEmpty()) {
        Map<String, String> labels = DraftLabels.of(client.labels());
        if (found.add(client.namespace().get() + "/" + labels)) {
          pod = Optional.of(client);
        }
      }
    }
    if (found.size() != 1) {
      throw CommandException.usage("'--from' is missing: the labels of the pods")
          .likely(
              found.isEmpty()
                  ? "the evidence has no labels"
                  : "clients there are: " + String.join(", ", found.stream().limit(6).toList()))
          .attempt("tlsdiag policy draft --from app=web …");
    }
    return pod.orElseThrow();
  }

  private boolean isOf(Peer pod, Peer client) {
    if (client.namespace().isPresent()) {
      return client.namespace().equals(pod.namespace())
          && DraftLabels.of(client.labels())
              .entrySet()
              .containsAll(DraftLabels.of(pod.labels()).entrySet());
    }
    boolean unlabelled = client.labels().isEmpty();
    return unlabelled
        && (clients.isEmpty() || client.address().filter(clients::contains).isPresent());
  }

  private static Set<String> clientsOf(SeenFiles evidence) {
    Set<String> all = new TreeSet<>();
    evidence.seen().forEach(one -> all.add(PolicyPods.words(one.first().client())));
    return all;
  }

  private String name(Peer pod) {
    String given =
        name == null
            ? DraftLabels.of(pod.labels()).values().stream()
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("draft")
            : name;
    String lower = given.toLowerCase(Locale.ROOT);
    if (!lower.matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
      if (name == null) {
        return "draft";
      }
      throw CommandException.usage("'--name %s' is no name of a resource".formatted(name))
          .likely("lower case letters, digits, '-' and '.'");
    }
    return lower;
  }
}
