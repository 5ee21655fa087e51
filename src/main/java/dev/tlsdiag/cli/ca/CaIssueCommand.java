package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.LeafSpec;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca issue}: a certificate and its key. */
@Command(
    name = "issue",
    sortOptions = false,
    header = "Issue a certificate for hosts, with a new key.",
    customSynopsis = {"tlsdiag ca issue [OPTIONS] HOST…", ""},
    description = {
      "Issues one certificate for all the hosts, as files NAME.crt (the chain) and NAME.key, NAME",
      "being the first host. A host is a DNS name, *.NAME or an IP address; all go into",
      "subjectAltName, which is where clients look. Files are never replaced.",
      "",
      "Examples:",
      "  tlsdiag ca issue app.example.test",
      "  tlsdiag ca issue '*.example.test' 10.0.0.5 --out certs --days 30 --key rsa-2048",
      ""
    },
    footer = {"", "Exit: 0 issued · 2 usage, or the authority may not · 4 could not run"})
final class CaIssueCommand implements Callable<Integer> {
  /** More is refused by browsers (CA/Browser Forum's limit, before it sinks further). */
  static final int MOST_DAYS = 398;

  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST",
      completionCandidates = Takes.Host.class,
      description = "What the certificate is for.")
  List<String> hosts;

  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      completionCandidates = Takes.Folder.class,
      defaultValue = ".",
      description = "Folder of the two files (default: this one); made where it is missing.")
  Path folder;

  @Option(
      names = "--days",
      order = 2,
      paramLabel = "N",
      defaultValue = "90",
      description = "Valid for N days (default 90), at most 398 and as long as the authority.")
  int days;

  @Option(
      names = "--key",
      order = 3,
      paramLabel = "TYPE",
      completionCandidates = Takes.Key.class,
      defaultValue = "ec-p256",
      description = "ec-p256 (default), ec-p384, rsa-2048, rsa-3072, rsa-4096.")
  String key;

  @Override
  public Integer call() throws IOException {
    Instant now = Instant.now();
    LeafSpec wanted = leaf(hosts, days, now).withKeyType(CaInitCommand.keyType(key));
    CertificateAuthority issuer = authority.load();
    Credential issued = issuer.issue(wanted);
    requireValid(issuer, issued.chain(), hosts, now);
    String name = fileName(hosts.get(0));
    Path certificateFile = folder.resolve(name + ".crt");
    Path keyFile = folder.resolve(name + ".key");
    CredentialFiles.write(issued, certificateFile, keyFile);
    PrintWriter out = spec.commandLine().getOut();
    out.print("certificate  %s\n".formatted(Printable.escape(certificateFile.toString())));
    out.print("key          %s\n".formatted(Printable.escape(keyFile.toString())));
    X509Certificate leaf = issued.certificate();
    out.print("names        %s\n".formatted(String.join(", ", CertificateText.names(leaf))));
    out.print("valid        %s\n".formatted(new CertificateText(now).validity(leaf)));
    return ExitCode.CLEAN;
  }

  static LeafSpec leaf(List<String> hosts, int days, Instant now) {
    if (days < 1 || days > MOST_DAYS) {
      throw CommandException.usage("'--days %d' is not 1 to %d".formatted(days, MOST_DAYS));
    }
    for (String host : hosts) {
      try {
        SubjectName.parse(host);
      } catch (IllegalArgumentException e) {
        throw CommandException.usage("no certificate for that: " + e.getMessage());
      }
    }
    return LeafSpec.of(hosts, now)
        .valid(now.minus(LeafSpec.BACKDATED), now.plus(Duration.ofDays(days)));
  }

  /** So that nothing leaves which a client refuses: constraints, an expired authority … */
  static void requireValid(
      CertificateAuthority issuer, List<X509Certificate> chain, List<String> hosts, Instant now) {
    List<X509Certificate> issuers = issuer.credential().chain();
    TrustAnchors anchors =
        new TrustAnchors("the authority", List.of(issuers.get(issuers.size() - 1)));
    for (String host : hosts) {
      String asked = host.replaceFirst("^\\*\\.", "any.");
      Optional<ChainProblem> problem =
          PeerVerifier.verify(chain, Optional.of(asked), "HOST", anchors, now, true).problem();
      if (problem.isPresent()) {
        throw CommandException.usage("not issued: " + problem.get().message());
      }
    }
  }

  static String fileName(String host) {
    String name = SubjectName.parse(host).value();
    return name.replaceFirst("^\\*\\.", "wildcard.").replace(':', '_');
  }
}
