package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The list of rules. */
public final class Rules {
  /** Causes before symptoms. */
  public static final List<Rule> ALL =
      List.of(
          new NameNotResolvedRule(),
          new SynUnansweredRule(),
          new ConnectionRefusedRule(),
          new UpstreamSniMissingRule(),
          new UpstreamSniRewrittenRule(),
          new SniRequiredByServerRule(),
          new AlpnLostRule(),
          new TlsVersionLoweredRule(),
          new AlpnRefusedRule(),
          new ClientHelloSplitRule(),
          new PlaintextAnswerRule(),
          new PlaintextToTlsPortRule(),
          new LeafWithoutSanRule(),
          new CertificateExpiredRule(),
          new CertificateNotYetValidRule(),
          new CertificateWrongNameRule(),
          new IncompleteChainRule(),
          new UntrustedInternalCaRule(),
          new UpstreamBundleLacksIssuerRule(),
          new ClientCertificateRequiredRule(),
          new ProtocolVersionRefusedRule(),
          new WorksOnlyByResumptionRule(),
          new HandshakeFailureAlertRule(),
          new ResetAfterClientHelloRule(),
          new SilenceAfterClientHelloRule(),
          new ProxyRefusedConnectRule(),
          new ProxyMadeStatusRule());

  private Rules() {}

  public static Optional<Rule> named(String name) {
    return ALL.stream().filter(rule -> rule.info().name().equals(name)).findFirst();
  }

  /** The rule's page, in Markdown. */
  public static String page(Rule rule) {
    String file = rule.info().name() + ".md";
    try (InputStream in = Rules.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no page " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
