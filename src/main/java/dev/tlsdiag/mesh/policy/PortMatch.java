package dev.tlsdiag.mesh.policy;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Whether an item of {@code ports} means a port. */
final class PortMatch {
  private static final Set<String> THOSE_OF_ANY = Set.of("TCP", "UDP", "SCTP");

  private PortMatch() {}

  static Match means(PortRule.PortProtocol rule, Attempt attempt) {
    if (!protocol(rule.protocol(), attempt.protocol())) {
      return Match.NO;
    }
    if (isName(rule.port())) {
      return Match.maybe(
          "which port is named '%s'".formatted(rule.port().toLowerCase(Locale.ROOT)));
    }
    OptionalInt first = number(rule.port());
    if (first.isEmpty()) {
      return Match.NO; // the agent refuses it
    }
    if (first.getAsInt() == 0) {
      return Match.YES;
    }
    int last = Math.max(first.getAsInt(), rule.endPort().orElse(0));
    return Match.of(attempt.port() >= first.getAsInt() && attempt.port() <= last);
  }

  private static boolean protocol(String written, String attempted) {
    String asked = attempted.toUpperCase(Locale.ROOT);
    String upper = written.toUpperCase(Locale.ROOT);
    boolean any = upper.equals("ANY") || upper.isEmpty();
    return upper.equals(asked) || (any && THOSE_OF_ANY.contains(asked));
  }

  /** Whether it is a service's name (RFC 6335 section 5.1), which a letter makes it. */
  static boolean isName(String port) {
    return port.matches("(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9]|-(?!-)){0,13}[A-Za-z0-9]|[A-Za-z]");
  }

  /** A number as Go reads it: one that begins with 0 is octal. */
  static OptionalInt number(String port) {
    String digits = port.replace("_", "");
    boolean octal = digits.length() > 1 && digits.startsWith("0");
    if (!digits.matches(octal ? "[0-7]{1,7}" : "[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(digits, octal ? 8 : 10);
    return number <= 65535 ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
