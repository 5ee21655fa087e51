package dev.tlsdiag.mesh.hubble;

import java.util.OptionalInt;

/** By what a policy entry matched: {@code policy_match_type}. */
public final class PolicyMatch {
  public static final int NONE = 0;
  public static final int L3_ONLY = 1;
  public static final int L3_L4 = 2;
  public static final int L4_ONLY = 3;
  public static final int ALL = 4;

  private static final String[] TEXTS = {
    "none", "L3-Only", "L3-L4", "L4-Only", "all", "L3-Proto", "Proto-Only"
  };

  private PolicyMatch() {}

  /** {@code L3-L4}; of a number without a name the number. */
  public static String text(int type) {
    return type >= 0 && type < TEXTS.length ? TEXTS[type] : Integer.toString(type);
  }

  public static OptionalInt of(String text) {
    for (int i = 0; i < TEXTS.length; i++) {
      if (TEXTS[i].equals(text)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
