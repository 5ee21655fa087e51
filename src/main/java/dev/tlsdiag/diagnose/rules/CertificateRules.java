package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about certificates, of servers and of clients. */
final class CertificateRules {
  static final List<Rule> ALL =
      List.of(
          new LeafWithoutSanRule(),
          new CertificateExpiredRule(),
          new CertificateNotYetValidRule(),
          new CertificateWrongNameRule(),
          new IncompleteChainRule(),
          new UntrustedInternalCaRule(),
          new UpstreamBundleLacksIssuerRule(),
          new ClientCertificateRequiredRule());

  private CertificateRules() {}
}
