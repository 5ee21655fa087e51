package dev.tlsdiag.trust;

import java.util.Optional;

/** Where a passphrase comes from; asked only where a file needs one. */
@FunctionalInterface
public interface Passphrase {
  /** There is none. */
  Passphrase NONE = file -> Optional.empty();

  /** The passphrase of what is called {@code file}; empty where nobody knows it. */
  Optional<char[]> ask(String file);
}
