package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.ExitCode;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tlsdiag ca init}: makes the authority. */
@Command(
    name = "init",
    sortOptions = false,
    header = "Make the authority.",
    customSynopsis = {"tlsdiag ca init [OPTIONS]", ""},
    description = {
      "Makes the internal authority: a key that only you can read, and a root certificate. It never",
      "replaces one.",
      "",
      "Examples:",
      "  tlsdiag ca init --permit example.test --permit 10.0.0.0/8",
      "  tlsdiag ca init --permit example.test --key rsa-3072 --days 30 --ask-passphrase",
      ""
    },
    footer = {"", "Exit: 0 made · 2 usage · 4 there is one already, or it cannot be written"})
final class CaInitCommand implements Callable<Integer> {
  static final int MOST_DAYS = 36_500;

  @Spec CommandSpec spec;
  @Mixin AuthorityOptions authority;

  @Option(
      names = "--permit",
      order = 1,
      paramLabel = "HOST",
      description =
          "It may issue for this DNS name and all below it, this IP address or network "
              + "(10.0.0.0/8) only; several are allowed. Clients check that too. Without it: for "
              + "every host.")
  List<String> permitted = new ArrayList<>();

  @Option(
      names = "--key",
      order = 2,
      paramLabel = "TYPE",
      completionCandidates = Takes.Key.class,
      defaultValue = "ec-p256",
      description = "ec-p256 (default), ec-p384, rsa-2048, rsa-3072, rsa-4096.")
  String key;

  @Option(
      names = {"--days", "--validity"},
      order = 3,
      paramLabel = "N",
      defaultValue = "365",
      description = "Valid for N days (default 365).")
  int days;

  @Option(
      names = "--name",
      order = 4,
      paramLabel = "NAME",
      description = "Its common name (default: 'tlsdiag CA' and a number of its own).")
  String name;

  @Option(
      names = "--ask-passphrase",
      order = 5,
      description = "Encrypt the key; the passphrase is asked for. Or use --passphrase-file.")
  boolean ask;

  @Override
  public Integer call() throws IOException {
    AuthorityStore store = authority.store();
    AuthoritySpec wanted = wanted();
    if (store.exists()) {
      throw existing(store);
    }
    Optional<char[]> passphrase = passphrase();
    CertificateAuthority made;
    try {
      made = store.create(wanted, passphrase, Instant.now());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("'--permit': " + e.getMessage());
    } catch (FileAlreadyExistsException e) {
      throw existing(store);
    } finally {
      passphrase.ifPresent(secret -> Arrays.fill(secret, '\0'));
    }
    PrintWriter out = spec.commandLine().getOut();
    CertificateText text = new CertificateText(Instant.now());
    out.print("authority    %s\n".formatted(CertificateText.subject(made.certificate())));
    out.print("certificate  %s\n".formatted(Printable.escape("" + store.certificateFile())));
    out.print(
        "key          %s (%s, mode 0600, %s)\n"
            .formatted(
                Printable.escape("" + store.keyFile()),
                key,
                passphrase.isPresent() ? "encrypted" : "not encrypted"));
    out.print("valid        %s\n".formatted(text.validity(made.certificate())));
    out.print(
        "permits      %s\n"
            .formatted(permitted.isEmpty() ? "every host" : String.join(", ", permitted)));
    out.print("sha256       %s\n".formatted(CertificateText.sha256(made.certificate())));
    if (permitted.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.print("warning: whoever has this key can pose as any host to clients that trust it;");
      err.print(" --permit HOST limits that\n");
    }
    return ExitCode.CLEAN;
  }

  private AuthoritySpec wanted() {
    if (days < 1 || days > MOST_DAYS) {
      throw CommandException.usage("'--days %d' is not 1 to %d".formatted(days, MOST_DAYS));
    }
    byte[] number = new byte[4];
    new SecureRandom().nextBytes(number);
    String common =
        name == null
            ? "tlsdiag CA %02x%02x%02x%02x".formatted(number[0], number[1], number[2], number[3])
            : name;
    try {
      return new AuthoritySpec(common, keyType(key), Duration.ofDays(days), permitted);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("'--name': " + e.getMessage());
    }
  }

  static KeyType keyType(String label) {
    return KeyType.labelled(label)
        .orElseThrow(
            () -> {
              List<String> known = Arrays.stream(KeyType.values()).map(KeyType::label).toList();
              return CommandException.usage("unknown value '%s' after '--key'".formatted(label))
                  .likely(String.join(", ", known));
            });
  }

  private static CommandException existing(AuthorityStore store) {
    return CommandException.couldNotRun(
            "there is an authority in '%s' already; it is never replaced".formatted(store.folder()))
        .attempt("tlsdiag ca init --ca-dir DIR");
  }

  private Optional<char[]> passphrase() {
    if (authority.passphraseFile != null) {
      return Optional.of(AuthorityOptions.firstLine(authority.passphraseFile));
    }
    if (!ask) {
      return Optional.empty();
    }
    Console terminal =
        TerminalStyle.console()
            .orElseThrow(
                () ->
                    CommandException.usage("no terminal to ask for a passphrase")
                        .attempt("tlsdiag ca init --passphrase-file FILE"));
    char[] first = terminal.readPassword("new passphrase for the authority's key: ");
    char[] again = terminal.readPassword("once more: ");
    if (first == null || first.length == 0 || !Arrays.equals(first, again)) {
      throw CommandException.usage("the passphrases are empty or differ; nothing was made");
    }
    Arrays.fill(again, '\0');
    return Optional.of(first);
  }
}
