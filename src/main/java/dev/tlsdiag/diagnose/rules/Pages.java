package dev.tlsdiag.diagnose.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The pages of rules, of failures and of lints, in Markdown. */
final class Pages {
  private static final String LINTS = "/dev/tlsdiag/diagnose/lints/";

  private Pages() {}

  /** Empty where there is none of this name. */
  static Optional<String> of(String name) {
    if (!name.matches("[a-z0-9-]+")) {
      return Optional.empty();
    }
    return read(name + ".md").or(() -> read(LINTS + name + ".md"));
  }

  private static Optional<String> read(String file) {
    try (InputStream in = Pages.class.getResourceAsStream(file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
