package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.hubble.FlowFilter;
import dev.tlsdiag.mesh.hubble.FlowFilterDraft;
import dev.tlsdiag.mesh.hubble.FlowFilterJson;
import dev.tlsdiag.mesh.hubble.FlowSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The options that select flows, with Hubble's names and rules. The fields serve the help page and
 * the parser; {@link #selection} reads the options in the order given, because {@code --not}
 * belongs to the next one.
 */
final class FlowFilterOptions {
  @Option(names = "--not", order = 40, description = "Reverses the filter behind it.")
  boolean[] not;

  @Option(
      names = "--pod",
      order = 41,
      paramLabel = "[NS/]POD",
      description = "Pod whose name begins so, on either side; namespace default.")
  List<String> pods;

  @Option(
      names = "--from-pod",
      order = 42,
      paramLabel = "[NS/]POD",
      description = "Of the source. Every filter of one side has --from- and --to-.")
  List<String> fromPods;

  @Option(
      names = "--to-pod",
      order = 43,
      paramLabel = "[NS/]POD",
      description = "Of the destination.")
  List<String> toPods;

  @Option(
      names = {"-n", "--namespace"},
      order = 44,
      paramLabel = "NS",
      description = "All pods of a namespace, on either side.")
  List<String> namespaces;

  @Option(names = "--from-namespace", order = 45, paramLabel = "NS", hidden = true)
  List<String> fromNamespaces;

  @Option(names = "--to-namespace", order = 46, paramLabel = "NS", hidden = true)
  List<String> toNamespaces;

  @Option(
      names = {"-A", "--all-namespaces"},
      order = 47,
      description = "Pods of any namespace.")
  boolean[] allNamespaces;

  @Option(names = "--from-all-namespaces", order = 48, hidden = true)
  boolean[] fromAllNamespaces;

  @Option(names = "--to-all-namespaces", order = 49, hidden = true)
  boolean[] toAllNamespaces;

  @Option(
      names = {"-l", "--label"},
      order = 50,
      paramLabel = "SELECTOR",
      description = "Labels: 'app=x,tier!=db', 'env in (a,b)', 'reserved:world'.")
  List<String> labels;

  @Option(names = "--from-label", order = 51, paramLabel = "SELECTOR", hidden = true)
  List<String> fromLabels;

  @Option(names = "--to-label", order = 52, paramLabel = "SELECTOR", hidden = true)
  List<String> toLabels;

  @Option(
      names = "--service",
      order = 53,
      paramLabel = "[NS/]NAME",
      description = "Service whose name begins so.")
  List<String> services;

  @Option(names = "--from-service", order = 54, paramLabel = "[NS/]NAME", hidden = true)
  List<String> fromServices;

  @Option(names = "--to-service", order = 55, paramLabel = "[NS/]NAME", hidden = true)
  List<String> toServices;

  @Option(
      names = "--workload",
      order = 56,
      paramLabel = "[KIND/]NAME",
      description = "Workload: Deployment/web, web.")
  List<String> workloads;

  @Option(names = "--from-workload", order = 57, paramLabel = "[KIND/]NAME", hidden = true)
  List<String> fromWorkloads;

  @Option(names = "--to-workload", order = 58, paramLabel = "[KIND/]NAME", hidden = true)
  List<String> toWorkloads;

  @Option(
      names = "--ip",
      order = 59,
      paramLabel = "ADDRESS",
      description = "Address, or a block such as 10.0.0.0/8.")
  List<String> addresses;

  @Option(names = "--from-ip", order = 60, paramLabel = "ADDRESS", hidden = true)
  List<String> fromAddresses;

  @Option(names = "--to-ip", order = 61, paramLabel = "ADDRESS", hidden = true)
  List<String> toAddresses;

  @Option(
      names = "--snat-ip",
      order = 62,
      paramLabel = "ADDRESS",
      description = "Address that the source was translated to.")
  List<String> translated;

  @Option(
      names = {"-4", "--ipv4"},
      order = 63,
      description = "IPv4 only.")
  boolean[] v4;

  @Option(
      names = {"-6", "--ipv6"},
      order = 64,
      description = "IPv6 only.")
  boolean[] v6;

  @Option(
      names = "--ip-version",
      order = 65,
      paramLabel = "VERSION",
      completionCandidates = FlowWords.IpVersions.class,
      description = "v4, v6, none.")
  List<String> versions;

  @Option(
      names = "--fqdn",
      order = 66,
      paramLabel = "PATTERN",
      completionCandidates = Takes.Host.class,
      description = "DNS name; * also matches dots here: '*.example.com'.")
  List<String> hosts;

  @Option(
      names = "--from-fqdn",
      order = 67,
      paramLabel = "PATTERN",
      completionCandidates = Takes.Host.class,
      hidden = true)
  List<String> fromHosts;

  @Option(
      names = "--to-fqdn",
      order = 68,
      paramLabel = "PATTERN",
      completionCandidates = Takes.Host.class,
      hidden = true)
  List<String> toHosts;

  @Option(
      names = "--sni",
      order = 69,
      paramLabel = "GLOB",
      completionCandidates = Takes.Host.class,
      description = "Server name of a ClientHello (captures, records of the proxy).")
  List<String> sni;

  @Option(names = "--no-sni", order = 70, description = "A ClientHello without server name.")
  boolean[] noSni;

  @Option(names = "--port", order = 71, paramLabel = "PORT", description = "Port on either side.")
  List<String> ports;

  @Option(names = "--from-port", order = 72, paramLabel = "PORT", hidden = true)
  List<String> fromPorts;

  @Option(names = "--to-port", order = 73, paramLabel = "PORT", hidden = true)
  List<String> toPorts;

  @Option(
      names = "--protocol",
      order = 74,
      paramLabel = "NAME",
      completionCandidates = FlowWords.Protocols.class,
      description = "tcp, udp, sctp, icmp, icmpv4, icmpv6, dns, http, kafka.")
  List<String> protocols;

  @Option(
      names = "--tcp-flags",
      order = 75,
      paramLabel = "FLAGS",
      description = "All of these are set: SYN,ACK.")
  List<String> flags;

  @Option(
      names = "--verdict",
      order = 76,
      paramLabel = "VERDICT",
      completionCandidates = FlowWords.Verdicts.class,
      description = "FORWARDED, DROPPED, AUDIT, REDIRECTED, ERROR, TRACED, TRANSLATED.")
  List<String> verdicts;

  @Option(
      names = "--drop-reason-desc",
      order = 77,
      paramLabel = "REASON",
      completionCandidates = FlowWords.Reasons.class,
      description = "POLICY_DENIED, AUTH_REQUIRED …")
  List<String> reasons;

  @Option(
      names = {"-t", "--type"},
      order = 78,
      paramLabel = "TYPE[:SUB]",
      completionCandidates = FlowWords.Types.class,
      description = "drop, l7, policy-verdict, trace, trace:to-proxy, trace-sock, capture.")
  List<String> types;

  @Option(
      names = "--traffic-direction",
      order = 79,
      paramLabel = "WAY",
      completionCandidates = FlowWords.Directions.class,
      description = "ingress, egress.")
  List<String> directions;

  @Option(
      names = "--http-status",
      order = 80,
      paramLabel = "CODE",
      description = "404, or 5+ for all that begin so.")
  List<String> status;

  @Option(
      names = "--http-method",
      order = 81,
      paramLabel = "METHOD",
      completionCandidates = FlowWords.Methods.class,
      description = "GET, POST, in any case.")
  List<String> methods;

  @Option(
      names = "--http-path",
      order = 82,
      paramLabel = "REGEX",
      description = "Regular expression found in the path.")
  List<String> paths;

  @Option(names = "--http-url", order = 83, paramLabel = "REGEX", description = "Found in the URL.")
  List<String> urls;

  @Option(
      names = "--http-header",
      order = 84,
      paramLabel = "NAME:VALUE",
      description = "Header with this value.")
  List<String> headers;

  @Option(
      names = "--identity",
      order = 85,
      paramLabel = "ID",
      completionCandidates = FlowWords.Identities.class,
      description = "Number, or world, host, remote-node, kube-apiserver …")
  List<String> identities;

  @Option(
      names = "--from-identity",
      order = 86,
      paramLabel = "ID",
      completionCandidates = FlowWords.Identities.class,
      hidden = true)
  List<String> fromIdentities;

  @Option(
      names = "--to-identity",
      order = 87,
      paramLabel = "ID",
      completionCandidates = FlowWords.Identities.class,
      hidden = true)
  List<String> toIdentities;

  @Option(names = "--cluster", order = 88, paramLabel = "PATTERN", description = "Cluster: prod-*.")
  List<String> clusters;

  @Option(names = "--from-cluster", order = 89, paramLabel = "PATTERN", hidden = true)
  List<String> fromClusters;

  @Option(names = "--to-cluster", order = 90, paramLabel = "PATTERN", hidden = true)
  List<String> toClusters;

  @Option(
      names = "--node-name",
      order = 91,
      paramLabel = "PATTERN",
      description = "Node: k8s*, cluster/node.")
  List<String> nodes;

  @Option(
      names = "--node-label",
      order = 92,
      paramLabel = "SELECTOR",
      description = "Labels of the node.")
  List<String> nodeLabels;

  @Option(
      names = "--interface",
      order = 93,
      paramLabel = "NAME",
      description = "Network interface.")
  List<String> interfaces;

  @Option(names = "--encrypted", order = 94, description = "Encrypted between nodes.")
  boolean[] encrypted;

  @Option(names = "--unencrypted", order = 95, description = "Not so.")
  boolean[] unencrypted;

  @Option(
      names = "--trace-id",
      order = 96,
      paramLabel = "ID",
      description = "Trace of the request.")
  List<String> traces;

  @Option(
      names = "--ip-trace-id",
      order = 97,
      paramLabel = "ID",
      description = "Trace of the packet.")
  List<String> ipTraces;

  @Option(names = "--uuid", order = 98, paramLabel = "UUID", description = "This flow alone.")
  List<String> uuids;

  @Option(
      names = "--allowlist",
      order = 110,
      paramLabel = "JSON",
      description = "Show what matches one of these FlowFilters.")
  List<String> allowed = new ArrayList<>();

  @Option(
      names = "--denylist",
      order = 111,
      paramLabel = "JSON",
      description = "Leave out what matches one of these FlowFilters.")
  List<String> denied = new ArrayList<>();

  @Option(
      names = "--print-raw-filters",
      order = 112,
      description = "Print the filters as FlowFilters, and stop.")
  boolean printRawFilters;

  /** What was asked for. */
  FlowSelection selection(ParseResult parsed) {
    FlowFilterDraft wanted = new FlowFilterDraft();
    FlowFilterDraft unwanted = new FlowFilterDraft();
    Map<OptionSpec, Integer> seen = new HashMap<>();
    boolean negated = false;
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      int index = seen.merge(option, 1, Integer::sum) - 1;
      String flag = name.replaceFirst("^-+", "");
      if (flag.equals("not")) {
        requireSingle(negated);
        negated = true;
      } else if (FlowFilterDraft.knows(flag)) {
        List<String> values = option.originalStringValues();
        add(negated ? unwanted : wanted, flag, index < values.size() ? values.get(index) : "");
        negated = false;
      } else if (negated) {
        throw CommandException.usage("'--not' stands before '" + name + "', which is no filter")
            .attempt("--not " + "--port 53");
      }
    }
    if (negated) {
      throw CommandException.usage("'--not' has no filter behind it")
          .attempt("--not " + "--port 53");
    }
    List<FlowFilter> all = new ArrayList<>(made(wanted));
    List<FlowFilter> none = new ArrayList<>(made(unwanted));
    allowed.forEach(json -> all.addAll(parsed("--allowlist", json)));
    denied.forEach(json -> none.addAll(parsed("--denylist", json)));
    return new FlowSelection(all, none);
  }

  private static void requireSingle(boolean negated) {
    if (negated) {
      throw CommandException.usage("'--not' twice in a row");
    }
  }

  private static void add(FlowFilterDraft draft, String flag, String value) {
    try {
      draft.add(flag, value);
      // A filter of this value alone, so that the message can name its flag.
      FlowFilterDraft alone = new FlowFilterDraft();
      alone.add(flag, value);
      made(alone);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--" + flag + ": " + e.getMessage()).causedBy(e);
    }
  }

  private static List<FlowFilter> made(FlowFilterDraft draft) {
    return draft.filters();
  }

  private static List<FlowFilter> parsed(String option, String json) {
    try {
      return FlowFilterJson.parse(json);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(option + ": " + e.getMessage())
          .attempt(option + " '{\"source_pod\":[\"default/web\"],\"verdict\":[\"DROPPED\"]}'");
    }
  }

  /** As YAML, the way {@code hubble observe} prints and its configuration takes them. */
  static String yaml(FlowSelection selection) {
    StringBuilder text = new StringBuilder();
    list(text, "allowlist", selection.allowed());
    list(text, "denylist", selection.denied());
    return text.isEmpty() ? "{}\n" : text.toString();
  }

  private static void list(StringBuilder text, String name, List<FlowFilter> filters) {
    if (!filters.isEmpty()) {
      text.append(name).append(":\n");
      filters.forEach(
          filter ->
              text.append("    - '")
                  .append(FlowFilterJson.text(filter).replace("'", "''"))
                  .append("'\n"));
    }
  }
}
