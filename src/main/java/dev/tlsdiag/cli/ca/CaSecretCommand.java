package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.cli.TrustOptions;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.InterceptionSecrets;
import dev.tlsdiag.trust.TrustBundle;
import dev.tlsdiag.trust.TrustStores;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca secret}: what Cilium needs to terminate and originate TLS. */
@Command(
    name = "secret",
    sortOptions = false,
    header = "Print the two Kubernetes secrets of TLS interception (Cilium).",
    customSynopsis = {"tlsdiag ca secret [OPTIONS] --host HOST", ""},
    description = {
      "Prints YAML for kubectl: NAME-terminating (kubernetes.io/tls: tls.crt and tls.key, and no",
      "ca.crt, which older releases take as order to ask clients for certificates), and",
      "NAME-originating (Opaque: ca.crt, the authorities to trust upstream). Without --cert a new",
      "certificate is issued. The output has a private key in it.",
      "",
      "Examples:",
      "  tlsdiag ca secret --host app.example.test | kubectl apply -f -",
      "  tlsdiag ca secret --host app.example.test --cert tls.crt --key tls.key --out secrets.yaml",
      ""
    },
    footer = {"", "Exit: 0 printed · 2 usage, or the authority may not · 4 could not run"})
final class CaSecretCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 20; // of a Kubernetes secret

  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Option(
      names = "--host",
      order = 1,
      required = true,
      paramLabel = "HOST",
      completionCandidates = Takes.Host.class,
      description = "The host that pods ask for; several are allowed, and wildcards.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--name",
      order = 2,
      paramLabel = "NAME",
      description = "Begins the secrets' names (default: the first host with dashes).")
  String name;

  @Option(
      names = {"-n", "--namespace"},
      order = 3,
      paramLabel = "NS",
      defaultValue = "kube-system",
      description = "Their namespace (default: kube-system).")
  String namespace;

  @Option(
      names = "--cert",
      order = 4,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Terminate with this chain, and --key.")
  Path certificateFile;

  @Option(
      names = "--key",
      order = 5,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Its key (default: it is in the file of --cert).")
  Path keyFile;

  @Option(
      names = "--bundle",
      order = 6,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Trust these upstream (default: the machine's authorities).")
  Path bundleFile;

  @Option(
      names = "--days",
      order = 7,
      paramLabel = "N",
      defaultValue = "90",
      description = "A new certificate is valid for N days (default 90).")
  int days;

  @Option(
      names = "--out",
      order = 8,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description =
          "Write to FILE with mode 0600, which must not exist (default: standard output).")
  Path target;

  @Override
  public Integer call() throws IOException {
    if (keyFile != null && certificateFile == null) {
      throw CommandException.usage("'--key' goes with '--cert'");
    }
    Instant now = Instant.now();
    String prefix = name == null ? defaultName() : name;
    requireName("--name", prefix, "[a-z0-9]([a-z0-9.-]{0,230}[a-z0-9])?");
    requireName("--namespace", namespace, "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    LeafSpec wanted = CaIssueCommand.leaf(hosts, days, now);
    PrintWriter err = spec.commandLine().getErr();
    TrustAnchors upstream =
        bundleFile == null ? TrustOptions.machine(System.getenv()) : TrustStores.load(bundleFile);
    TrustBundle bundle = TrustBundle.of(upstream.certificates(), now);
    Credential credential = credential(wanted, now, err);
    if (bundleFile != null) {
      CaBundleCommand.tellExpired(bundle, now, err);
    }
    InterceptionSecrets secrets = new InterceptionSecrets(namespace, prefix, credential, bundle);
    if (secrets.bundleBytes() > MOST_BYTES) {
      err.print("warning: the bundle has more than the 1 MiB that a secret may have\n");
    }
    if (target != null) {
      secrets.write(target);
      return ExitCode.CLEAN;
    }
    if (TerminalStyle.isTerminal(TerminalStyle.STDOUT)) {
      err.print("warning: a private key is on your screen now\n");
    }
    spec.commandLine().getOut().print(secrets.yaml());
    return ExitCode.CLEAN;
  }

  private Credential credential(LeafSpec wanted, Instant now, PrintWriter err) throws IOException {
    if (certificateFile == null) {
      CertificateAuthority issuer = authority.load();
      Credential issued = issuer.issue(wanted);
      CaIssueCommand.requireValid(issuer, issued.chain(), hosts, now);
      return issued;
    }
    Credential given =
        CredentialFiles.load(
            certificateFile, keyFile == null ? certificateFile : keyFile, authority.passphrase());
    for (String host : hosts) {
      String asked = host.replaceFirst("^\\*\\.", "any.");
      Optional<ChainProblem> problem =
          PeerVerifier.nameProblem(given.certificate(), asked, "--host");
      problem.ifPresent(
          found ->
              err.print(
                  "warning: %s: %s; clients will refuse it\n"
                      .formatted(found.kind().label(), Printable.escape(found.message()))));
    }
    if (now.isAfter(given.certificate().getNotAfter().toInstant())) {
      err.print(
          "warning: the certificate " + new CertificateText(now).left(given.certificate()) + "\n");
    }
    return given;
  }

  private String defaultName() {
    try {
      String host = SubjectName.parse(hosts.get(0)).value();
      return host.replaceFirst("^\\*\\.", "").replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("no certificate for that: " + e.getMessage());
    }
  }

  private static void requireName(String option, String given, String pattern) {
    if (!given.matches(pattern)) {
      throw CommandException.usage(
          "'%s %s' is no name that Kubernetes takes".formatted(option, given));
    }
  }
}
