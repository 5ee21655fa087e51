package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A file of checks, read and found right.
 *
 * @param name as the user gave it
 * @param checks at least one
 */
public record CheckFile(String name, List<CheckSpec> checks) {
  public CheckFile {
    requireNonNull(name, "name is null");
    checks = List.copyOf(checks);
  }
}
