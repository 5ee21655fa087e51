package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.CertificateStrength;
import dev.tlsdiag.x509.ChainProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code certificate-unfit}: a certificate of a known authority, for the right name and date, that
 * may not serve: its purpose, its issuer's constraints, a signature, a key that is too weak.
 */
final class CertificateUnfitRule implements Rule {
  private static final ChainProblem.Kind[] UNFIT = {
    ChainProblem.Kind.BAD_SIGNATURE,
    ChainProblem.Kind.NOT_AN_AUTHORITY,
    ChainProblem.Kind.NAME_CONSTRAINTS,
    ChainProblem.Kind.KEY_USAGE,
    ChainProblem.Kind.REFUSED
  };

  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-unfit",
          Severity.ERROR,
          "A server's certificate may not serve: its purpose, its issuer's rights or its strength",
          "the certificate is not accepted",
          "Issue the certificate again: for servers, by an authority that may, with a strong key"
              + " and signature.",
          List.of(
              new Fix("openssl", "extendedKeyUsage=serverAuth; -newkey rsa:2048 or more; -sha256"),
              new Fix(
                  "cert-manager",
                  "Certificate: spec.usages with server auth; spec.privateKey.size"),
              new Fix("issuer", "nameConstraints that permit the host; CA:TRUE and keyCertSign")),
          Optional.empty(),
          Set.of(
              "upstream-bundle-lacks-issuer",
              "untrusted-internal-ca",
              "proxy-made-status",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c, facts).stream());
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    if (c.verification().isPresent()) {
      return c.has(UNFIT) ? c.problem().map(p -> of(c, p.message())) : Optional.empty();
    }
    if (!c.left() || c.wrongNameOrDate() || saidOtherwise(c)) {
      return Optional.empty();
    }
    Optional<CertificateCase> control =
        CertificateCase.control(facts).filter(other -> sameCertificate(c, other));
    Optional<String> checked =
        control.filter(other -> other.has(UNFIT)).flatMap(o -> o.problem()).map(p -> p.message());
    if (checked.isPresent()) {
      return Optional.of(
          of(c, checked.get())
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "this client may object to something else: only the other path's told why",
                  "the log of this connection's client"));
    }
    return c.chain()
        .or(() -> control.flatMap(CertificateCase::chain))
        .flatMap(ServerChain::weakness)
        .map(weakness -> weak(c, weakness, control));
  }

  /** Who names another reason has that one. */
  private static boolean saidOtherwise(CertificateCase c) {
    return c.place()
        .clientSaid(
            AlertDescription.UNKNOWN_CA,
            AlertDescription.CERTIFICATE_EXPIRED,
            AlertDescription.CERTIFICATE_REVOKED);
  }

  /** What TLS 1.3 encrypts the other path may show: the same server, asked for the same name. */
  private static boolean sameCertificate(CertificateCase c, CertificateCase control) {
    if (c.chain().isPresent() && control.chain().isPresent()) {
      return c.chain().get().sameLeaf(control.chain().get());
    }
    return c.place().last().server().equals(control.place().last().server())
        && c.place().last().serverName().equals(control.place().last().serverName());
  }

  private static Finding weak(
      CertificateCase c, CertificateStrength.Weakness weakness, Optional<CertificateCase> control) {
    boolean taken = control.filter(CertificateCase::accepted).isPresent();
    return of(c, weakness.message() + (taken ? "; the direct client takes it all the same" : ""))
        .with(Confidence.MEDIUM)
        .withFixes(
            Stream.concat(
                    INFO.fixes().stream(),
                    Stream.of(
                        new Fix(
                            "OpenSSL",
                            "clients: CipherString = DEFAULT:@SECLEVEL=0, as a test: it lowers all")))
                .toList())
        .notRuledOut(
            "its client may lack the issuer, or verify another name",
            "openssl s_client -connect %s -CAfile BUNDLE -cipher DEFAULT@SECLEVEL=2: 'too small' or 'too weak'"
                .formatted(c.place().server()));
  }

  private static Finding of(CertificateCase c, String message) {
    return Finding.of(INFO, c.place(), c.severity(), message)
        .check(
            ShellCommand.connect(c.place().last().server(), c.place().last().serverName())
                + " -showcerts </dev/null | openssl x509 -noout -text",
            "Signature Algorithm, Public-Key, X509v3 Extended Key Usage");
  }
}
