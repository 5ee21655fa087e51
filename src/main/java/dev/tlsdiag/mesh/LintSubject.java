package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.x509.TrustAnchors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is looked at, and for when.
 *
 * @param resources of all files, in the order given
 * @param now against which certificates are held
 * @param cilium the version whose rules apply
 * @param trust what the clients trust, where somebody said so
 */
public record LintSubject(
    List<Resource> resources, Instant now, CiliumVersion cilium, Optional<TrustAnchors> trust) {
  public LintSubject {
    resources = List.copyOf(resources);
    requireNonNull(now, "now is null");
    requireNonNull(cilium, "cilium is null");
    requireNonNull(trust, "trust is null");
  }

  public Stream<Resource> ofKind(String kind) {
    return resources.stream().filter(resource -> resource.kind().equals(kind));
  }
}
