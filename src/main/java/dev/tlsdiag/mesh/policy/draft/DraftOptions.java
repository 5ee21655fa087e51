package dev.tlsdiag.mesh.policy.draft;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.List;

/**
 * What a draft is for.
 *
 * @param name of the policy
 * @param pod whom it selects: its labels and namespace
 * @param dnsServer who answers lookups, where the evidence does not tell
 * @param intercept whether TLS to names is to be decrypted; the secrets are left open
 * @param serverNames whether the names of ClientHellos are to be binding
 * @param sources what the evidence is, in words
 */
public record DraftOptions(
    String name,
    Peer pod,
    Peer dnsServer,
    boolean intercept,
    boolean serverNames,
    List<String> sources) {
  public DraftOptions {
    requireNonNull(name, "name is null");
    requireNonNull(pod, "pod is null");
    requireNonNull(dnsServer, "dnsServer is null");
    sources = List.copyOf(sources);
  }
}
