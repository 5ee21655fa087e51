package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-key-usage-rejected}: an RSA certificate's keyUsage lacks the bit that the cipher
 * suite needs, and the client minds.
 */
final class UpstreamKeyUsageRejectedRule implements Rule {
  private static final String WORDS = "KEY_USAGE_BIT_INCORRECT";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;

  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-key-usage-rejected",
          Severity.ERROR,
          "A server's RSA certificate does not allow what the cipher suite needs its key for",
          "the keyUsage of the certificate does not fit the cipher suite",
          "Issue the certificate again with keyUsage digitalSignature, and keyEncipherment if TLS"
              + " 1.2 without forward secrecy is to work.",
          List.of(
              new Fix("openssl", "keyUsage=critical,digitalSignature,keyEncipherment"),
              new Fix(
                  "Envoy",
                  "enforce_rsa_key_usage: false in UpstreamTlsContext, in releases that have it"),
              new Fix("servers", "a cipher suite that fits: ECDHE for digitalSignature"),
              new Fix("cert-manager", "Certificate: spec.usages with digital signature")),
          Optional.empty(),
          Set.of("untrusted-internal-ca", "upstream-bundle-lacks-issuer", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c).stream());
  }

  private static Optional<Finding> finding(CertificateCase c) {
    Place place = c.place();
    Optional<String> lacking = lacking(c);
    boolean said =
        LibraryWords.containing(place, WORDS).isPresent() || LibraryWords.onPage(place, WORDS);
    if (!said && (lacking.isEmpty() || !ended(c) || c.problem().isPresent())) {
      return Optional.empty();
    }
    String suite =
        place.last().serverHello().map(hello -> hello.cipherSuite().name()).orElse("the suite");
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the certificate's keyUsage lacks %s, which %s needs%s"
                    .formatted(
                        lacking.orElse("a bit"), suite, said ? "; the client says " + WORDS : ""))
            .check(
                ShellCommand.connect(place.last().server(), place.last().serverName())
                    + " </dev/null | openssl x509 -noout -ext keyUsage",
                "X509v3 Key Usage without that bit; openssl itself accepts it");
    return Optional.of(
        said
            ? finding
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the client may have refused the certificate for another reason",
                    "the client's own message: " + WORDS));
  }

  /** The client ended it, and not with an alert that says something else. */
  private static boolean ended(CertificateCase c) {
    Outcome outcome = c.place().last().outcome();
    return c.place()
            .clientSaid(
                AlertDescription.ILLEGAL_PARAMETER,
                AlertDescription.UNSUPPORTED_CERTIFICATE,
                AlertDescription.BAD_CERTIFICATE,
                AlertDescription.CERTIFICATE_UNKNOWN,
                AlertDescription.HANDSHAKE_FAILURE)
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT
        || outcome instanceof Outcome.Reset reset && reset.by() == Side.CLIENT;
  }

  /** The bit of an RSA key's usage that the suite needs and the certificate does not have. */
  private static Optional<String> lacking(CertificateCase c) {
    Optional<ServerHello> hello =
        c.place()
            .last()
            .serverHello()
            .filter(h -> !h.version().isNewerThan(ProtocolVersion.TLS_1_2));
    Optional<boolean[]> usage =
        c.chain()
            .map(ServerChain::leaf)
            .filter(leaf -> leaf.getPublicKey() instanceof RSAPublicKey)
            .map(leaf -> leaf.getKeyUsage());
    if (hello.isEmpty() || usage.isEmpty()) {
      return Optional.empty();
    }
    String suite = hello.get().cipherSuite().name();
    boolean signs = suite.startsWith("TLS_ECDHE_RSA_") || suite.startsWith("TLS_DHE_RSA_");
    if (signs && !usage.get()[DIGITAL_SIGNATURE]) {
      return Optional.of("digitalSignature");
    }
    boolean transports = suite.startsWith("TLS_RSA_WITH_");
    return transports && !usage.get()[KEY_ENCIPHERMENT]
        ? Optional.of("keyEncipherment")
        : Optional.empty();
  }
}
