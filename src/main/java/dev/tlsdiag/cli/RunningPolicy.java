package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.cilium.CiliumPolicy;
import dev.tlsdiag.proxy.dns.DnsProxy;
import dev.tlsdiag.proxy.dns.DnsSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies that a running proxy obeys, and the DNS proxy that goes with them; or none. */
final class RunningPolicy implements Closeable {
  private final Optional<CiliumPolicy> policy;
  private final Optional<DnsProxy> dns;
  private final List<String> intro;

  private RunningPolicy(Optional<CiliumPolicy> policy, Optional<DnsProxy> dns, List<String> intro) {
    this.policy = policy;
    this.dns = dns;
    this.intro = intro;
  }

  static RunningPolicy start(
      Optional<ProxyPolicy> loaded,
      ProxyPolicyOptions options,
      ProxyRecordOptions records,
      ProxyRecording recording,
      OutputStream stdout)
      throws IOException {
    if (loaded.isEmpty()) {
      return new RunningPolicy(Optional.empty(), Optional.empty(), List.of());
    }
    Optional<DnsSettings> dnsSettings = loaded.get().dns();
    if (options.flows != null) {
      recording.openFlows(options.flows, records.showSecrets, stdout);
    }
    CiliumPolicy policy = loaded.get().start(recording.verdicts());
    List<String> intro = new ArrayList<>(loaded.get().warnings());
    intro.add(loaded.get().intro());
    Optional<DnsProxy> dns = Optional.empty();
    if (dnsSettings.isPresent()) {
      try {
        dns = Optional.of(DnsProxy.start(dnsSettings.get(), policy));
      } catch (IOException e) {
        recording.finish();
        throw CommandException.couldNotRun(e.getMessage()).causedBy(e);
      }
      if (!dnsSettings.get().listensHereOnly()) {
        intro.add(
            "warning: DNS listens on %s: whoever reaches this machine can use it"
                .formatted(dns.get().address().host()));
      }
      intro.add(
          "dns        %s, asks %s".formatted(dns.get().address(), dnsSettings.get().resolver()));
    }
    return new RunningPolicy(Optional.of(policy), dns, intro);
  }

  /** Lines for stderr. */
  List<String> intro() {
    return intro;
  }

  /**
   * The settings with the policy.
   *
   * @param profile of the proxy that enforces it; empty for that of the settings
   */
  ProxySettings applied(ProxySettings settings, Optional<Profile> profile) {
    return policy
        .map(each -> settings.obeying(each, profile.orElse(settings.profile())))
        .orElse(settings);
  }

  @Override
  public void close() {
    dns.ifPresent(DnsProxy::close);
  }
}
