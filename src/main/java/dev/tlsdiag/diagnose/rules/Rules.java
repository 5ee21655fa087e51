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
          new UpstreamSniMissingRule(),
          new UpstreamSniRewrittenRule(),
          new SniRequiredByServerRule(),
          new AlpnLostRule(),
          new TlsVersionLoweredRule(),
          new ClientHelloSplitRule(),
          new PlaintextAnswerRule(),
          new SynUnansweredRule(),
          new ResetAfterClientHelloRule(),
          new SilenceAfterClientHelloRule());

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
