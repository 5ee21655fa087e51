package dev.tlsdiag.cli.ca;

import dev.tlsdiag.cli.CommandException;
import dev.tlsdiag.cli.Takes;
import dev.tlsdiag.cli.TerminalStyle;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.x509.CertificateAuthority;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the internal authority lies and what opens its key. */
public final class AuthorityOptions {
  @Option(
      names = "--ca-dir",
      order = 80,
      paramLabel = "DIR",
      completionCandidates = Takes.Folder.class,
      description = "The authority's folder (default: $XDG_DATA_HOME/tlsdiag/ca).")
  Path folder;

  @Option(
      names = "--passphrase-file",
      order = 81,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "The key's passphrase is the first line of FILE; without it a terminal asks.")
  Path passphraseFile;

  /** Whether a folder was given: then the authority has to be there. */
  public boolean namesFolder() {
    return folder != null;
  }

  /** In the folder given, else the user's; whether or not an authority is there. */
  public AuthorityStore store() {
    return folder == null ? AuthorityStore.ofUser(System.getenv()) : AuthorityStore.in(folder);
  }

  CertificateAuthority load() throws IOException {
    AuthorityStore store = store();
    requireExisting(store);
    return store.load(passphrase());
  }

  /**
   * Says what to do where there is none.
   *
   * @throws CommandException with no authority in the store, or one that may not be read
   */
  public static void requireExisting(AuthorityStore store) {
    if (!store.exists()) {
      throw CommandException.couldNotRun("no authority in '" + store.folder() + "'")
          .attempt("tlsdiag ca init --permit example.test");
    }
    if (!Files.isReadable(store.certificateFile())) {
      throw CommandException.couldNotRun("cannot read '" + store.certificateFile() + "'")
          .attempt("ls -l " + ShellWord.quote(store.folder().toString()));
    }
  }

  /** From the file given, else asked for at the terminal once a key needs it. */
  public Passphrase passphrase() {
    return file -> {
      if (passphraseFile != null) {
        return Optional.of(firstLine(passphraseFile));
      }
      Optional<Console> terminal = TerminalStyle.console();
      if (terminal.isEmpty()) {
        throw CommandException.couldNotRun("the key in '%s' has a passphrase".formatted(file))
            .likely("there is no terminal to ask for it")
            .attempt("the same command with --passphrase-file FILE");
      }
      return Optional.ofNullable(
          terminal.get().readPassword("%s", "passphrase for " + file + ": "));
    };
  }

  /** Without making a text of it, which could not be wiped. */
  static char[] firstLine(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
      int end = 0;
      while (end < text.length() && text.get(end) != '\n' && text.get(end) != '\r') {
        end++;
      }
      char[] line = Arrays.copyOf(text.array(), end);
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
      if (end == 0) {
        throw CommandException.usage("the first line of '" + file + "' is empty");
      }
      return line;
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot read the passphrase in '" + file + "'")
          .causedBy(e);
    }
  }
}
