package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.Optional;

/**
 * What a lint has to say about a place in a file.
 *
 * @param name of the lint, see {@link LintInfo}
 * @param file as the user named it
 * @param message without a final period; may quote the file, so it is escaped before it is shown;
 *     holds no secret
 * @param likely what was meant, or what to change; empty where nobody can tell
 * @param resource which resource it is about: {@code CiliumNetworkPolicy default/web}; empty text
 *     where the file has none there
 */
public record LintFinding(
    String name,
    LintLevel level,
    String file,
    Position position,
    String message,
    Optional<String> likely,
    String resource) {
  public LintFinding {
    requireNonNull(name, "name is null");
    requireNonNull(level, "level is null");
    requireNonNull(file, "file is null");
    requireNonNull(position, "position is null");
    requireNonNull(message, "message is null");
    requireNonNull(likely, "likely is null");
    requireNonNull(resource, "resource is null");
  }

  /** About a place of a resource. */
  public static LintFinding of(
      LintInfo lint, LintLevel level, Resource resource, Position position, String message) {
    return new LintFinding(
        lint.name(), level, resource.file(), position, message, Optional.empty(), resource.label());
  }

  public LintFinding likely(String text) {
    return new LintFinding(name, level, file, position, message, Optional.of(text), resource);
  }

  public Evidence at() {
    return new Evidence.ConfigLine(file, position.line(), position.column());
  }
}
