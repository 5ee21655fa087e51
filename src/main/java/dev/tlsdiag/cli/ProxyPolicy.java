package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.NameCache;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.UpstreamName;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyModes;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.cilium.CiliumPolicy;
import dev.tlsdiag.proxy.core.cilium.ClusterDns;
import dev.tlsdiag.proxy.core.cilium.Pod;
import dev.tlsdiag.proxy.core.cilium.PolicySecrets;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.proxy.dns.DnsSettings;
import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies of a run of the proxy, read and checked. */
final class ProxyPolicy {
  private static final int DNS_PORT = 53;

  private final ProxyPolicyOptions options;
  private final PolicySet policies;
  private final Pod pod;
  private final ClusterDns dns;
  private final PolicySecrets secrets;
  private final List<String> warnings;
  private final CiliumVersion version;

  private ProxyPolicy(
      ProxyPolicyOptions options,
      PolicySet policies,
      Pod pod,
      ClusterDns dns,
      PolicySecrets secrets,
      List<String> warnings,
      CiliumVersion version) {
    this.options = options;
    this.policies = policies;
    this.pod = pod;
    this.dns = dns;
    this.secrets = secrets;
    this.warnings = warnings;
    this.version = version;
  }

  /**
   * Reads what the options name; empty where they name no policy.
   *
   * @param err gets the problems of files that cannot be obeyed, each with its place
   * @throws CommandException where a policy or a secret is not valid
   */
  static Optional<ProxyPolicy> load(
      ProxyPolicyOptions options, ProxyUpstreamOptions upstream, PrintWriter err)
      throws IOException {
    options.check(upstream);
    if (!options.isUsed()) {
      return Optional.empty();
    }
    CiliumVersion version = version(options.version);
    PolicyFiles files =
        PolicyFiles.read(options.policies, options.secrets, version, Instant.now(), err);
    PolicyMaterial material = PolicyMaterial.of(files);
    List<Policy> resolved = material.resolved(files.policies());
    Pod pod = PodChoice.of(options.pod, files);
    PolicySet policies = PolicySet.of(resolved, version);
    List<String> warnings = new ArrayList<>(files.warnings());
    warnings.addAll(material.warnings());
    Peer peer = new Peer(pod.labels(), Optional.of(pod.namespace()), Optional.empty(), List.of());
    if (policies.selecting(peer, Direction.EGRESS).isEmpty()) {
      warnings.add("no policy selects the pod for egress: everything is allowed");
    }
    return Optional.of(
        new ProxyPolicy(
            options,
            policies,
            pod,
            PodChoice.dns(options.dnsAs),
            material.secrets(),
            warnings,
            version));
  }

  private static CiliumVersion version(String text) {
    return text == null
        ? CiliumVersion.NEWEST
        : CiliumVersion.parse(text)
            .orElseThrow(
                () ->
                    CommandException.usage(
                            "no version '%s' after '--cilium-version'".formatted(text))
                        .attempt("--cilium-version 1.16"));
  }

  /** For stderr. */
  List<String> warnings() {
    return warnings.stream().map(each -> "warning: " + each).toList();
  }

  /** For stderr: whose policies these are. */
  String intro() {
    int count = policies.policies().size();
    return "policy     %d %s for pod %s of Cilium %s; what is denied %s"
        .formatted(
            count,
            count == 1 ? "policy" : "policies",
            pod.namespace() + (pod.name().isEmpty() ? "" : "/" + pod.name()),
            version,
            options.deny.equals("reset") ? "is reset" : "gets no answer");
  }

  /** How cilium-envoy of that version treats servers. */
  Profile profile(ProxyUpstreamOptions upstream) {
    Optional<String> none = Optional.empty();
    UpstreamName named = UpstreamName.of(version, Optional.of("pod.test"), none);
    UpstreamName nameless = UpstreamName.of(version, none, Optional.of("host.test"));
    boolean loses = named.period().isRegression();
    upstream.profile = loses ? "cilium-before-sni-fix" : "cilium";
    Profile profile = upstream.profile();
    // Without a name of the pod's, some versions take the Host header's, as SniPolicy.Auto does.
    return loses || upstream.sni != null || nameless.name().isPresent()
        ? profile
        : profile.with(profile.tls().with(new SniPolicy.Client()));
  }

  CiliumPolicy start(VerdictSink sink) {
    return new CiliumPolicy(
        policies,
        pod,
        dns,
        options.deny.equals("reset"),
        secrets,
        new NameCache(),
        InstantSource.system(),
        sink);
  }

  /** Where there is to be a DNS proxy. */
  Optional<DnsSettings> dns() throws IOException {
    if (options.dns == null) {
      return Optional.empty();
    }
    Endpoint listen =
        options.dns.matches("[0-9]+")
            ? endpoint("--dns", "127.0.0.1:" + options.dns, 0)
            : endpoint("--dns", options.dns, DNS_PORT);
    Endpoint resolver =
        options.dnsUpstream == null
            ? systemResolver()
            : endpoint("--dns-upstream", options.dnsUpstream, DNS_PORT);
    if (resolver.equals(listen)) {
      throw CommandException.usage("'--dns %s' would ask itself".formatted(options.dns))
          .attempt("--dns-upstream 192.0.2.53");
    }
    return Optional.of(DnsSettings.of(listen, resolver, options.dnsReject.equals("nameError")));
  }

  private static Endpoint endpoint(String option, String text, int usualPort) {
    try {
      return ProxyModes.hostPort(text, usualPort, "it");
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("'%s %s': %s".formatted(option, text, e.getMessage()));
    }
  }

  private static Endpoint systemResolver() throws IOException {
    Path file = Path.of("/etc/resolv.conf");
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 1 && words[0].equals("nameserver")) {
          return new Endpoint(words[1], DNS_PORT);
        }
      }
    }
    throw CommandException.usage("no resolver is known for '--dns'")
        .attempt("--dns-upstream 192.0.2.53");
  }
}
