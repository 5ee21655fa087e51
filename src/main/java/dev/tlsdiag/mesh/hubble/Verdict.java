package dev.tlsdiag.mesh.hubble;

import java.util.Optional;

/** What the datapath or the proxy decided; names and order as in Hubble's schema. */
public enum Verdict {
  VERDICT_UNKNOWN,
  FORWARDED,
  DROPPED,
  ERROR,
  AUDIT,
  REDIRECTED,
  TRACED,
  TRANSLATED;

  private static final Verdict[] ALL = values();

  /** By its name in capitals, or as {@code cilium monitor} writes it: {@code Denied}. */
  public static Optional<Verdict> named(String name) {
    for (Verdict verdict : ALL) {
      if (verdict.name().equals(name)) {
        return Optional.of(verdict);
      }
    }
    return switch (name) {
      case "Forwarded" -> Optional.of(FORWARDED);
      case "Denied" -> Optional.of(DROPPED);
      case "Error" -> Optional.of(ERROR);
      case "Redirected" -> Optional.of(REDIRECTED);
      default -> Optional.empty();
    };
  }

  /** By its number in the schema; one that is newer than this program is unknown. */
  public static Verdict numbered(long number) {
    return number >= 0 && number < ALL.length ? ALL[(int) number] : VERDICT_UNKNOWN;
  }

  /** Whether the packet or request did not go on. */
  public boolean stopped() {
    return this == DROPPED || this == ERROR;
  }
}
