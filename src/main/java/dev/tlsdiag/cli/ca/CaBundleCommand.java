package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TrustOptions;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.TrustBundle;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca bundle}: the authorities to trust, in one file. */
@Command(
    name = "bundle",
    sortOptions = false,
    header = "Print the authorities to trust upstream, as one PEM file.",
    customSynopsis = {"tlsdiag ca bundle [OPTIONS]", ""},
    description = {
      "Prints the machine's authorities and those of --add, each once. Expired ones are left out and",
      "named on standard error.",
      "",
      "Examples:",
      "  tlsdiag ca bundle --add corporate-root.pem --out upstream-cas.pem",
      "  tlsdiag ca bundle --internal --out all.pem && curl --cacert all.pem https://app.example.test/",
      ""
    },
    footer = {"", "Exit: 0 printed · 2 usage · 4 could not run"})
final class CaBundleCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Option(
      names = "--add",
      order = 1,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Also the certificates in FILE, of any format; several are allowed.")
  List<Path> files = new ArrayList<>();

  @Option(names = "--internal", order = 2, description = "Also the internal authority.")
  boolean internal;

  @Option(names = "--no-system", order = 3, description = "Without the machine's authorities.")
  boolean noSystem;

  @Option(
      names = "--out",
      order = 4,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Write to FILE, which must not exist (default: standard output).")
  Path target;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    List<X509Certificate> all = new ArrayList<>();
    if (!noSystem) {
      TrustAnchors machine = TrustOptions.machine(System.getenv());
      all.addAll(machine.certificates());
    }
    for (Path file : files) {
      FileContents contents = FileContents.loadCertificates(file);
      contents.skipped().forEach(told -> err.print("warning: " + Printable.escape(told) + "\n"));
      if (contents.certificates().isEmpty()) {
        throw CommandException.couldNotRun("no certificate in '" + file + "'");
      }
      all.addAll(contents.certificates());
    }
    if (internal) {
      AuthorityOptions.requireExisting(authority.store());
      all.addAll(FileContents.loadCertificates(authority.store().certificateFile()).certificates());
    }
    Instant now = Instant.now();
    TrustBundle bundle = TrustBundle.of(all, now);
    tellExpired(bundle, now, err);
    if (bundle.certificates().isEmpty()) {
      throw CommandException.usage("nothing to bundle").attempt("tlsdiag ca bundle --add FILE");
    }
    if (target == null) {
      spec.commandLine().getOut().print(bundle.pem());
    } else {
      Files.write(
          target, bundle.pem().getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE_NEW);
      err.print(
          "%d authorities in '%s', %d duplicates left out\n"
              .formatted(
                  bundle.certificates().size(),
                  Printable.escape(target.toString()),
                  bundle.duplicates()));
    }
    return ExitCode.CLEAN;
  }

  static void tellExpired(TrustBundle bundle, Instant now, PrintWriter err) {
    CertificateText text = new CertificateText(now);
    for (X509Certificate each : bundle.expired()) {
      String what = CertificateText.subject(each) + " " + text.left(each);
      err.print("warning: left out: " + what + "\n");
    }
  }
}
