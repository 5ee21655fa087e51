package dev.tlsdiag.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Network policies that the embedded proxy obeys, and its DNS. */
final class ProxyPolicyOptions {
  @Option(
      names = "--policy",
      order = 40,
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "Policies, as kubectl takes them. Repeat it.")
  List<Path> policies = List.of();

  @Option(
      names = "--secrets",
      order = 41,
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "Kubernetes Secrets that the policies name. Repeat it.")
  List<Path> secrets = List.of();

  @Option(
      names = "--pod",
      order = 42,
      paramLabel = "LABELS|NS/NAME",
      description =
          "The pod that clients stand for, as app=web,tier=front; usually one that all"
              + " policies select.")
  String pod;

  @Option(
      names = "--policy-deny",
      order = 43,
      paramLabel = "drop|reset",
      completionCandidates = ProxyPolicyOptions.Denials.class,
      description = "What is denied gets no answer (default), or a reset.")
  String deny = "drop";

  @Option(
      names = "--cilium-version",
      order = 44,
      paramLabel = "VERSION",
      completionCandidates = Takes.CiliumVersion.class,
      description = "Usually the newest known.")
  String version;

  @Option(
      names = "--dns",
      order = 45,
      paramLabel = "[HOST:]PORT",
      description = "Be the cluster's DNS there: obey rules.dns, learn addresses for toFQDNs.")
  String dns;

  @Option(
      names = "--dns-upstream",
      order = 46,
      paramLabel = "HOST[:PORT]",
      description = "Who resolves; usually the first of /etc/resolv.conf.")
  String dnsUpstream;

  @Option(
      names = "--dns-as",
      order = 47,
      paramLabel = "LABELS|ADDRESS[:PORT]",
      description = "Whom policies have to allow for it: usually kube-dns of kube-system, port 53.")
  String dnsAs;

  @Option(
      names = "--dns-reject",
      order = 48,
      paramLabel = "refused|nameError",
      completionCandidates = ProxyPolicyOptions.Rejections.class,
      description = "How names are refused: REFUSED (default) or NXDOMAIN.")
  String dnsReject = "refused";

  @Option(
      names = "--flows",
      order = 49,
      paramLabel = "FILE",
      completionCandidates = Takes.Json.class,
      description = "Each verdict as a flow, as 'hubble observe -o json' has it; - is stdout.")
  String flows;

  boolean isUsed() {
    return !policies.isEmpty();
  }

  /** What means nothing without a policy, or with one. */
  void check(ProxyUpstreamOptions upstream) {
    if (isUsed() && !(upstream.allowHosts.isEmpty() && upstream.ignoreHosts.isEmpty())) {
      throw CommandException.usage(
          "'%s' and '--policy' both say what is intercepted"
              .formatted(upstream.allowHosts.isEmpty() ? "--ignore-hosts" : "--allow-hosts"));
    }
    if (!deny.equals("drop") && !deny.equals("reset")) {
      throw CommandException.usage("'--policy-deny' takes drop or reset, not '" + deny + "'");
    }
    if (!dnsReject.equals("refused") && !dnsReject.equals("nameError")) {
      throw CommandException.usage(
          "'--dns-reject' takes refused or nameError, not '" + dnsReject + "'");
    }
    if (isUsed()) {
      return;
    }
    String lonely =
        !secrets.isEmpty()
            ? "--secrets"
            : pod != null
                ? "--pod"
                : version != null
                    ? "--cilium-version"
                    : dns != null ? "--dns" : flows != null ? "--flows" : "";
    if (!lonely.isEmpty()) {
      throw CommandException.usage("'%s' needs a policy".formatted(lonely))
          .attempt("tlsdiag proxy --policy policy.yaml " + lonely + " ...");
    }
  }

  /** What denied connections get. */
  static final class Denials extends Takes.Words {
    Denials() {
      super("drop", "reset");
    }
  }

  /** What refused names get. */
  static final class Rejections extends Takes.Words {
    Rejections() {
      super("refused", "nameError");
    }
  }
}
