package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PeerText;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.seen.SeenTally;
import dev.tlsdiag.mesh.policy.seen.SeenTrials;
import dev.tlsdiag.mesh.policy.trial.Trial;
import dev.tlsdiag.mesh.policy.trial.TrialPlan;
import dev.tlsdiag.mesh.policy.trial.TrialRun;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.policy.PolicyTrialJson;
import dev.tlsdiag.report.policy.PolicyTrialText;
import dev.tlsdiag.report.policy.SeenTrialsJson;
import dev.tlsdiag.report.policy.SeenTrialsText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag policy test}: would this be allowed, by which line, and what happens to it. */
@Command(
    name = "test",
    sortOptions = false,
    header =
        "Try a connection, a name or a request on network policies: allowed, and by which line?",
    customSynopsis = {
      "tlsdiag policy test -f FILE... --from POD --to HOST:PORT [OPTIONS]",
      "       tlsdiag policy test -f FILE... --capture FILE... [--from [ADDRESS=]POD]... [OPTIONS]",
      ""
    },
    description = {
      "Plays an attempt through as Cilium would: the lookup of the name, the connection, its",
      "ClientHello, its request. Shows the line that decided, whether the proxy intercepts it and",
      "with which secrets, which server_name goes to the server in which version of Cilium, what the",
      "client sees, and the flow as Hubble prints it. A name is looked up by the pod first: where no",
      "DNS rule covers that, toFQDNs does not know its address.",
      "",
      "POD is labels (app=web,tier=front or shop/app=web), NAMESPACE/NAME of a Pod or workload in the",
      "files, world, host, kube-apiserver …, or an address. HOST may be all that and a name.",
      "",
      "Examples:",
      "  tlsdiag policy test -f policy.yaml --from app=web --to api.example.com:443",
      "  tlsdiag policy test -f policies/ --from shop/web --to https://api.example.com/v1 --http PUT",
      "  tlsdiag policy test -f policy.yaml --from app=web --to app=db:5432 --direction ingress",
      "  tlsdiag policy test -f policy.yaml --from app=web --dns api.example.com",
      "  tlsdiag policy test -f policy.yaml --capture node.pcap --from 10.0.0.181=app=web",
      ""
    },
    footer = {"", "Exit: 0 allowed · 1 denied · 2 usage · 3 cannot tell · 4 could not read"})
final class PolicyTestCommand implements Callable<Integer> {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

  @Spec CommandSpec spec;

  @Option(
      names = {"-f", "--filename"},
      order = 1,
      arity = "1..*",
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "Policies (and Pods, for their labels): files, folders, or -.")
  List<String> files = new ArrayList<>();

  @Parameters(hidden = true, arity = "0..*", paramLabel = "FILE")
  List<String> moreFiles = new ArrayList<>();

  @Option(
      names = {"-R", "--recursive"},
      order = 2,
      description = "Look into folders within folders.")
  boolean recursive;

  @Option(
      names = "--from",
      order = 3,
      paramLabel = "POD",
      description = "Who connects. Default: the one pod that the policies select.")
  List<String> from = new ArrayList<>();

  @Option(names = "--to", order = 4, paramLabel = "HOST:PORT", description = "Whom it connects to.")
  String to;

  @Option(
      names = "--direction",
      order = 5,
      paramLabel = "WHICH",
      completionCandidates = PolicyTestCommand.Directions.class,
      description = "egress, ingress or both; default: of the ends that are pods.")
  String direction;

  @Option(
      names = "--sni",
      order = 6,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "server_name of the ClientHello; default: the name of --to.")
  String sni;

  @Option(names = "--no-sni", order = 7, description = "A ClientHello without server_name.")
  boolean noSni;

  @Option(names = "--plain", order = 8, description = "No TLS, whatever the port.")
  boolean plain;

  @Option(
      names = "--http",
      order = 9,
      paramLabel = "REQUEST",
      description = "Method and path: 'PUT /v1/x'.")
  String http;

  @Option(
      names = {"-H", "--header"},
      order = 10,
      paramLabel = "LINE",
      description = "A header of the request; several are allowed.")
  List<String> headers = new ArrayList<>();

  @Option(
      names = "--dns",
      order = 11,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "A DNS query, to --to or the cluster's DNS.")
  String dns;

  @Option(
      names = "--address",
      order = 12,
      paramLabel = "IP",
      description = "The address that the name of --to has.")
  String address;

  @Option(
      names = "--dns-server",
      order = 13,
      paramLabel = "POD",
      defaultValue = "kube-system/k8s-app=kube-dns",
      description = "Whom pods ask for names; default: kube-system/k8s-app=kube-dns.")
  String dnsServer;

  @Option(
      names = "--capture",
      order = 14,
      arity = "1..*",
      paramLabel = "FILE",
      completionCandidates = Takes.Capture.class,
      description = "Try every lookup and ClientHello of captures.")
  List<String> captures = new ArrayList<>();

  @Option(
      names = "--cilium-version",
      order = 15,
      paramLabel = "VERSION",
      completionCandidates = Takes.CiliumVersion.class,
      description = "The release that is emulated (default: 1.20).")
  String version;

  @Mixin PolicyOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    output.check();
    files.addAll(moreFiles);
    if (files.isEmpty()) {
      throw CommandException.usage("'-f' is missing: the policies to try it on")
          .attempt("tlsdiag policy test -f policy.yaml --from app=web --to api.example.com:443");
    }
    CiliumVersion cilium = PolicyManifests.version(version);
    PolicyManifests manifests = PolicyManifests.open(files, recursive, err);
    PolicyPods pods = new PolicyPods(manifests);
    PolicySet policies = PolicySet.of(manifests.enforced(cilium, err), cilium);
    if (!captures.isEmpty()) {
      return seen(manifests, policies, pods, out, err);
    }
    TrialPlan plan = plan(pods, err);
    Trial trial = TrialRun.of(policies, plan);
    String begins = PolicyPods.words(plan.from());
    String ends = target(plan);
    if (output.json()) {
      new PolicyTrialJson(new TextBuffer(ResultStream.bytesOf(out))).render(trial, begins, ends);
    } else {
      new PolicyTrialText(output.theme(), output.columns(), manifests.files())
          .render(trial, begins, ends, out);
    }
    return switch (trial.outcome()) {
      case ALLOWED -> ExitCode.CLEAN;
      case DENIED -> ExitCode.FINDINGS;
      case CANNOT_TELL -> ExitCode.CANNOT_TELL;
    };
  }

  /** Everything in captures and flows. */
  private int seen(
      PolicyManifests manifests,
      PolicySet policies,
      PolicyPods pods,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    if (to != null || dns != null || http != null) {
      throw CommandException.usage("'--capture' has the attempts: '--to', '--dns' and '--http' go")
          .likely("without it");
    }
    SeenClients clients =
        from.isEmpty() ? SeenClients.all(client(pods, err)) : SeenClients.parse(from, pods);
    SeenFiles evidence = SeenFiles.read(captures, err);
    SeenTrials trials =
        new SeenTrials(
            policies, clients::client, clients::known, pods.peer("--dns-server", dnsServer));
    List<SeenTrials.Row> rows =
        trials.run(evidence.seen().stream().map(SeenTally.Counted::first).toList());
    if (rows.isEmpty()) {
      throw CommandException.cannotTell(
              "no lookup and no connection of that client in %s"
                  .formatted(String.join(", ", evidence.sources())))
          .likely("other addresses: --from ADDRESS=POD");
    }
    List<String> notes = notes(rows, trials.others());
    if (output.json()) {
      new SeenTrialsJson(new TextBuffer(ResultStream.bytesOf(out))).render(rows, notes);
    } else {
      new SeenTrialsText(output.theme(), output.columns(), manifests.files())
          .render(rows, notes, out);
    }
    Set<SeenTrialsText.Outcome> outcomes = EnumSet.noneOf(SeenTrialsText.Outcome.class);
    rows.forEach(row -> outcomes.add(SeenTrialsText.outcome(row)));
    if (outcomes.contains(SeenTrialsText.Outcome.DENIED)) {
      return ExitCode.FINDINGS;
    }
    return outcomes.contains(SeenTrialsText.Outcome.CANNOT_TELL)
        ? ExitCode.CANNOT_TELL
        : ExitCode.CLEAN;
  }

  private static List<String> notes(List<SeenTrials.Row> rows, int others) {
    List<String> notes = new ArrayList<>();
    long assumed = rows.stream().filter(SeenTrials.Row::assumed).count();
    if (assumed > 0) {
      notes.add(
          "%d without a lookup in the evidence: the name counts as looked up before, as a DNS rule"
                  .formatted(assumed)
              + " allows it");
    }
    if (others > 0) {
      notes.add("%d left out, of clients that no --from names".formatted(others));
    }
    return notes;
  }

  private static String target(TrialPlan plan) {
    String words = PolicyPods.words(plan.to());
    return "%s, port %d/%s".formatted(words, plan.port(), plan.protocol());
  }

  private TrialPlan plan(PolicyPods pods, PrintWriter err) {
    if (to == null && dns == null) {
      throw CommandException.usage("'--to' is missing: whom it connects to")
          .attempt("tlsdiag policy test … --to api.example.com:443");
    }
    Peer client = client(pods, err);
    Peer resolver = pods.peer("--dns-server", dnsServer);
    if (to == null) {
      return new TrialPlan(
          client,
          resolver,
          Optional.empty(),
          53,
          "UDP",
          Set.of(Direction.EGRESS),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(dns),
          resolver);
    }
    TrialTarget target = TrialTarget.parse("--to", to, pods);
    Peer server = address(target.peer());
    int port = target.protocol().startsWith("ICMP") ? 0 : target.portOrRefuse("--to", to);
    return new TrialPlan(
        client,
        server,
        target.name(),
        port,
        target.protocol(),
        directions(client, server),
        plain ? Optional.of(false) : noSni || sni != null ? Optional.of(true) : target.tls(),
        noSni ? Optional.empty() : Optional.ofNullable(sni).or(target::name),
        request(target),
        Optional.ofNullable(dns),
        resolver);
  }

  private Peer address(Peer server) {
    if (address == null) {
      return server;
    }
    if (!PeerText.isAddress(address)) {
      throw CommandException.usage("'--address %s' is no IP address".formatted(address));
    }
    return server.withAddress(address);
  }

  private Peer client(PolicyPods pods, PrintWriter err) {
    if (from.size() > 1) {
      throw CommandException.usage("several '--from' go with '--capture' alone");
    }
    if (!from.isEmpty()) {
      return pods.peer("--from", from.get(0));
    }
    Peer only =
        pods.only()
            .orElseThrow(
                () ->
                    CommandException.usage("'--from' is missing: who connects")
                        .likely("the policies select several kinds of pods")
                        .attempt("tlsdiag policy test … --from app=web"));
    err.print("note: from %s\n".formatted(PolicyPods.words(only)));
    return only;
  }

  private Set<Direction> directions(Peer client, Peer server) {
    if (direction != null) {
      new Directions().check("--direction", direction);
      return direction.equals("both")
          ? EnumSet.allOf(Direction.class)
          : EnumSet.of(Direction.valueOf(direction.toUpperCase(Locale.ROOT)));
    }
    boolean out = client.namespace().isPresent();
    boolean in = server.namespace().isPresent();
    if (!out && !in) {
      throw CommandException.usage("neither end is a pod, and policies are for pods")
          .attempt("--from app=web");
    }
    Set<Direction> directions = EnumSet.noneOf(Direction.class);
    if (out) {
      directions.add(Direction.EGRESS);
    }
    if (in) {
      directions.add(Direction.INGRESS);
    }
    return directions;
  }

  private Optional<Attempt.Request> request(TrialTarget target) {
    if (http == null && headers.isEmpty() && target.path().isEmpty()) {
      return Optional.empty();
    }
    String[] words = (http == null ? "GET" : http.strip()).split("\\s+", -1);
    boolean method = METHODS.contains(words[0].toUpperCase(Locale.ROOT)) || words.length == 2;
    if (words.length > 2 || (words.length == 1 && !method && !words[0].startsWith("/"))) {
      throw CommandException.usage("'--http %s' is no method and path".formatted(http))
          .attempt("--http 'GET /v1/x'");
    }
    String path = method ? (words.length == 2 ? words[1] : target.path().orElse("/")) : words[0];
    Map<String, String> fields = new HashMap<>();
    for (String line : headers) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw CommandException.usage("'%s' is no header".formatted(line))
            .attempt("-H 'Name: value'");
      }
      fields.putIfAbsent(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    String host =
        Optional.ofNullable(fields.remove("host"))
            .or(target::name)
            .or(() -> target.peer().address())
            .orElse("");
    return Optional.of(new Attempt.Request(method ? words[0] : "GET", path, host, fields));
  }

  /** Which way. */
  static final class Directions extends Takes.Words {
    Directions() {
      super("egress", "ingress", "both");
    }
  }
}
