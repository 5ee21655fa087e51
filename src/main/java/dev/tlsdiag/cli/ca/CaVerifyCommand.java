package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TrustOptions;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.StrictChecks;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca verify}: would a client take this chain for this host? */
@Command(
    name = "verify",
    sortOptions = false,
    header = "Check a chain against a host name.",
    customSynopsis = {"tlsdiag ca verify [OPTIONS] --host NAME FILE", ""},
    description = {
      "Checks the chain in a file as a client does that asks for NAME: way to a trusted authority,",
      "signatures, dates, constraints, usage, name. The first check that fails is told in full.",
      "",
      "Examples:",
      "  tlsdiag ca verify app.example.test.crt --host app.example.test",
      "  tlsdiag ca verify tls.crt --host app.example.test --ca internal-ca.crt --strict",
      ""
    },
    footer = {"", "Exit: 0 a client takes it · 1 it does not · 2 usage · 4 could not run"})
final class CaVerifyCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;
  @Mixin TrustOptions trust;

  @Parameters(
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "The chain, leaf first; - is standard input.")
  String file;

  @Option(
      names = "--host",
      order = 1,
      required = true,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The host name or IP address that the client asks for.")
  String host;

  @Option(
      names = "--strict",
      order = 2,
      description = "Also fail for what only strict clients refuse (Python 3.13, -x509_strict).")
  boolean strict;

  @Override
  public Integer call() throws IOException {
    TrustAnchors anchors = trust.anchors(authority.store(), System.getenv());
    List<X509Certificate> chain = CertificateSource.file(file, authority).certificates();
    Instant now = Instant.now();
    Optional<ChainProblem> problem =
        PeerVerifier.verify(chain, Optional.of(host), "--host", anchors, now, true).problem();
    List<ChainProblem> objections = new ArrayList<>();
    for (int i = 0; i < chain.size(); i++) {
      objections.addAll(StrictChecks.problems(chain.get(i), i));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (problem.isEmpty() && strict) {
      problem = objections.stream().findFirst();
    } else if (problem.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      objections.forEach(
          each -> err.print("warning: strict clients: " + Printable.escape(each.message()) + "\n"));
    }
    if (problem.isPresent()) {
      ChainProblem found = problem.get();
      out.print("%s: %s\n".formatted(found.kind().label(), Printable.escape(found.message())));
      out.print(
          "  certificate %d of the chain, trust: %s\n"
              .formatted(found.depth(), Printable.escape(anchors.name())));
      CertificateFindings.hint(found).ifPresent(hint -> out.print("  hint: " + hint + "\n"));
      return ExitCode.FINDINGS;
    }
    out.print(
        "ok: '%s' for '%s', %s, trust: %s\n"
            .formatted(
                Printable.escape(file),
                Printable.escape(host),
                new CertificateText(now).left(chain.get(0)),
                Printable.escape(anchors.name())));
    return ExitCode.CLEAN;
  }
}
