package dev.tlsdiag.lab;

import java.util.List;
import java.util.Optional;

/** All that the lab can make happen. */
public final class Scenarios {
  /** In the order in which a reader is to meet them. */
  public static final List<Scenario> ALL =
      List.of(
          new MrapNoSniScenario(),
          new SniAlert112Scenario(),
          new SniAlert40Scenario(),
          new SniResetScenario(),
          new SniCloseScenario(),
          new SniDefaultCertificateScenario(),
          new SniResumptionScenario(),
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
          new PlaintextServerScenario(),
          new PlaintextProxyScenario(),
          new Connect403Scenario(),
          new Connect407Scenario(),
          new ConnectToWebServerScenario(),
          new Proxy503Scenario(),
          new UntrustedCaScenario(),
          new NoSanScenario(),
          new TlsInspectionScenario());

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
