package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

/**
 * A way to see the same without tlsdiag.
 *
 * @param command to paste into a shell
 * @param expected what it shows if the finding is right
 */
public record Check(String command, String expected) {
  public Check {
    requireNonNull(command, "command is null");
    requireNonNull(expected, "expected is null");
  }
}
