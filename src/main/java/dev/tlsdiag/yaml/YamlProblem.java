package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Something wrong in a file.
 *
 * @param message in lower case, without a final period, given values in single quotes
 * @param likely what was meant; empty where nobody can tell
 */
public record YamlProblem(Position position, String message, Optional<String> likely) {
  public YamlProblem {
    requireNonNull(position, "position is null");
    requireNonNull(message, "message is null");
    requireNonNull(likely, "likely is null");
  }

  public static YamlProblem of(Position position, String message) {
    return new YamlProblem(position, message, Optional.empty());
  }

  public YamlProblem likely(String reason) {
    return new YamlProblem(position, message, Optional.of(reason));
  }
}
