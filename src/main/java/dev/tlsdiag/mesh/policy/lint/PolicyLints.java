package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Linter;
import java.util.List;

/** All lints of network policies, and of the secrets and bundles that they need. */
public final class PolicyLints implements Linter {
  private static final List<Family> FAMILIES =
      List.of(
          new ManifestFamily(),
          new RuleFamily(),
          new PeerFamily(),
          new PortFamily(),
          new ServiceFamily(),
          new L7Family(),
          new HttpFamily(),
          new DnsFamily(),
          new TlsFamily(),
          new SecretFamily(),
          new CertificateFamily(),
          new BundleFamily());

  @Override
  public List<LintInfo> lints() {
    return FAMILIES.stream().flatMap(family -> family.lints().stream()).toList();
  }

  @Override
  public List<LintFinding> lint(LintSubject subject) {
    PolicyScene scene = PolicyScene.of(subject);
    Findings findings = new Findings();
    FAMILIES.forEach(family -> family.lint(scene, findings));
    return findings.all();
  }
}
