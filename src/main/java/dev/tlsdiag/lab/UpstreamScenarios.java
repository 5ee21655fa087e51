package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of TLS between proxy and server. */
final class UpstreamScenarios {
  static final List<Scenario> ALL =
      List.of(
          new MrapNoSniScenario(),
          new SniAlert112Scenario(),
          new SniAlert40Scenario(),
          new SniResetScenario(),
          new SniCloseScenario(),
          new SniDefaultCertificateScenario(),
          new SniResumptionScenario(),
          new SniRewrittenScenario(),
          new SniRewrittenCheckedScenario(),
          new SniAliasScenario(),
          new DoubleTlsScenario(),
          new Tls13OnlyScenario(),
          new Tls12OnlyScenario(),
          new AlpnRequiredScenario(),
          new BundleLacksIssuerScenario(),
          new IncompleteChainScenario(),
          new UntrustedServerScenario(),
          new SelfSignedScenario(),
          new ExpiredScenario(),
          new NotYetValidScenario(),
          new WrongNameScenario(),
          new ClientCertificateScenario(),
          new PlaintextServerScenario());

  private UpstreamScenarios() {}
}
