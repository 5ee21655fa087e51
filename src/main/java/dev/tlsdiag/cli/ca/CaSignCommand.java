package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.trust.SigningRequest;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca sign}: a certificate for a key that stays where it is. */
@Command(
    name = "sign",
    sortOptions = false,
    header = "Sign a certificate request (CSR).",
    customSynopsis = {"tlsdiag ca sign [OPTIONS] CSR", ""},
    description = {
      "Signs a request in PEM or DER, - being standard input. The names are those of the request's",
      "subjectAltName, or of --host. All else in the request is left aside.",
      "",
      "Examples:",
      "  tlsdiag ca sign app.csr --out app.crt",
      "  tlsdiag ca sign old.csr --host app.example.test    # a request without subjectAltName",
      ""
    },
    footer = {"", "Exit: 0 signed · 2 usage, or the authority may not · 4 could not run"})
final class CaSignCommand implements Callable<Integer> {
  private static final int RSA_BITS = 2048;

  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Parameters(
      paramLabel = "CSR",
      completionCandidates = Takes.Pem.class,
      description = "The request; - is standard input.")
  String file;

  @Option(
      names = "--host",
      order = 1,
      paramLabel = "HOST",
      completionCandidates = Takes.Host.class,
      description = "Instead of the names in the request; several are allowed.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--out",
      order = 2,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "The chain goes here, which must not exist (default: standard output).")
  Path target;

  @Option(
      names = "--days",
      order = 3,
      paramLabel = "N",
      defaultValue = "90",
      description = "Valid for N days (default 90), at most 398 and as long as the authority.")
  int days;

  @Override
  public Integer call() throws IOException {
    SigningRequest request = SigningRequest.parse(CertificateSource.bytes(file), file);
    List<String> names = hosts.isEmpty() ? request.names() : hosts;
    if (names.isEmpty()) {
      throw CommandException.usage("the request '" + file + "' names no host in subjectAltName")
          .likely(
              "its common name is '%s', which clients do not look at".formatted(request.subject()))
          .attempt("tlsdiag ca sign " + ShellWord.quote(file.toString()) + " --host NAME");
    }
    if (request.key() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < RSA_BITS) {
      throw CommandException.usage(
          "the key in '%s' has %d bits; clients want at least %d"
              .formatted(file, rsa.getModulus().bitLength(), RSA_BITS));
    }
    Instant now = Instant.now();
    LeafSpec wanted = CaIssueCommand.leaf(names, days, now);
    CertificateAuthority issuer = authority.load();
    List<X509Certificate> chain = issuer.certify(wanted, request.key());
    CaIssueCommand.requireValid(issuer, chain, names, now);
    String pem = PemWriter.certificates(chain);
    PrintWriter out = spec.commandLine().getOut();
    if (target == null) {
      out.print(pem);
    } else {
      Files.write(target, pem.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE_NEW);
      out.print("certificate  %s\n".formatted(Printable.escape(target.toString())));
      out.print(
          "names        %s\n".formatted(String.join(", ", CertificateText.names(chain.get(0)))));
      out.print("valid        %s\n".formatted(new CertificateText(now).validity(chain.get(0))));
    }
    return ExitCode.CLEAN;
  }
}
