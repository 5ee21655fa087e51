package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TrustOptions;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.ClientEnvironment;
import dev.tlsdiag.trust.ClientEnvironment.Runtime;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.TrustBundle;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca env}: trust for the programs of one shell. */
@Command(
    name = "env",
    sortOptions = false,
    header = "Print variables that make programs trust the authority.",
    customSynopsis = {"tlsdiag ca env [OPTIONS]", ""},
    description = {
      "Prints exports for a POSIX shell; nothing of the machine changes. Most of these variables",
      "replace what a program trusts, so they name a bundle of the machine's authorities and the",
      "internal one, which this command makes anew each time. NODE_EXTRA_CA_CERTS adds.",
      "",
      "Examples:",
      "  eval \"$(tlsdiag ca env)\"",
      "  eval \"$(tlsdiag ca env --runtime aws --runtime python)\" && aws s3 ls",
      ""
    },
    footer = {"", "Exit: 0 printed · 2 usage · 4 there is no authority, or it cannot be written"})
final class CaEnvCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Option(
      names = "--runtime",
      order = 1,
      paramLabel = "NAME",
      completionCandidates = CaEnvCommand.Runtimes.class,
      split = ",",
      description =
          "Only for curl, openssl, python, node, java, go, aws, git; several are allowed.")
  List<String> runtimes = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    List<Runtime> wanted =
        runtimes.isEmpty()
            ? Arrays.asList(Runtime.values())
            : runtimes.stream().map(CaEnvCommand::runtime).toList();
    AuthorityStore store = authority.store();
    AuthorityOptions.requireExisting(store);
    ClientEnvironment files = bundled(store, System.getenv());
    PrintWriter out = spec.commandLine().getOut();
    files
        .variables(wanted, System.getenv())
        .forEach((name, value) -> out.print("export %s=%s\n".formatted(name, word(value))));
    return ExitCode.CLEAN;
  }

  /** Writes the machine's authorities and this one beside the authority. */
  static ClientEnvironment bundled(AuthorityStore store, Map<String, String> environment)
      throws IOException {
    String other = environment.getOrDefault("SSL_CERT_FILE", "");
    boolean ours = !other.isEmpty() && Path.of(other).equals(store.bundleFile());
    TrustAnchors machine = ours ? TrustStores.system() : TrustOptions.machine(environment);
    List<X509Certificate> all = new ArrayList<>(machine.certificates());
    all.addAll(FileContents.loadCertificates(store.certificateFile()).certificates());
    return store.writeBundle(TrustBundle.of(all, Instant.now()));
  }

  private static Runtime runtime(String label) {
    return Runtime.labelled(label)
        .orElseThrow(
            () -> {
              List<String> known = Arrays.stream(Runtime.values()).map(Runtime::label).toList();
              return CommandException.usage("unknown value '%s' after '--runtime'".formatted(label))
                  .likely(String.join(", ", known));
            });
  }

  /** The shell runs this, so what cannot be quoted for sure is refused. */
  private static String word(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw CommandException.couldNotRun("a path or option has control characters in it");
    }
    boolean plain = ShellWord.quote(value).equals(value);
    return plain ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  /** Runtimes whose variables are known. */
  static final class Runtimes extends Takes.Words {
    Runtimes() {
      super(Arrays.stream(Runtime.values()).map(Runtime::label).toArray(String[]::new));
    }
  }
}
