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
          new CertificateUnfitRule(),
          new IncompleteChainRule(),
          new UntrustedInternalCaRule(),
          new UpstreamBundleLacksIssuerRule(),
          new ClientCertificateRequiredRule(),
          new InterceptorDemandsClientCertRule(),
          new DefaultCertificateServedRule(),
          new CertificateLacksAddressRule(),
          new InterceptionCaFailsStrictX509Rule(),
          new CaInstalledButInTheWrongStoreRule(),
          new CertPinningRule(),
          new CertificateRequestTooBigRule(),
          new UpstreamKeyUsageRejectedRule(),
          new LegacyRenegotiationRefusedRule(),
          new UpstreamAsksCertByRenegotiationRule(),
          new UpstreamSessionResumedForOtherHostRule(),
          new ResumedSessionLostEmsRule());

  private CertificateRules() {}
}
