package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Something wrong in a file.
 *
 * @param message in lower case, without a final period, given values in single quotes
 * @param likely what was meant; empty where nobody can tell
 * @param mended whether it is a value that lacks its quotes; the file was read on as if it had them
 */
public record YamlProblem(
    Position position, String message, Optional<String> likely, boolean mended) {
  public YamlProblem(Position position, String message, Optional<String> likely) {
    this(position, message, likely, false);
  }

  public YamlProblem {
    requireNonNull(position, "position is null");
    requireNonNull(message, "message is null");
    requireNonNull(likely, "likely is null");
  }

  public static YamlProblem of(Position position, String message) {
    return new YamlProblem(position, message, Optional.empty());
  }

  public YamlProblem likely(String reason) {
    return new YamlProblem(position, message, Optional.of(reason), mended);
  }
}
