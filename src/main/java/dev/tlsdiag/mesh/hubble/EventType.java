package dev.tlsdiag.mesh.hubble;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which event a flow was made of.
 *
 * @param type one of the constants; unknown ones are legal
 * @param subType of a trace where it was observed, of a drop the reason
 */
public record EventType(int type, int subType) {
  public static final int DROP = 1;
  public static final int DEBUG = 2;
  public static final int CAPTURE = 3;
  public static final int TRACE = 4;
  public static final int POLICY_VERDICT = 5;
  public static final int TRACE_SOCK = 7;
  public static final int L7 = 129;
  public static final int AGENT = 130;

  private static final String[] POINTS = {
    "to-endpoint",
    "to-proxy",
    "to-host",
    "to-stack",
    "to-overlay",
    "from-endpoint",
    "from-proxy",
    "from-host",
    "from-stack",
    "from-overlay",
    "from-network",
    "to-network",
    "from-crypto",
    "to-crypto"
  };

  /** {@code to-proxy}; of a number without a name the number. */
  public static String pointText(int subType) {
    return subType >= 0 && subType < POINTS.length ? POINTS[subType] : Integer.toString(subType);
  }

  /** The sub type of {@code to-proxy} or {@code TO_PROXY}. */
  public static OptionalInt point(String text) {
    String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
    for (int i = 0; i < POINTS.length; i++) {
      if (POINTS[i].equals(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** {@code TO_PROXY}, as in JSON; empty text of a number without a name. */
  public static String pointName(int subType) {
    return subType >= 0 && subType < POINTS.length
        ? POINTS[subType].toUpperCase(Locale.ROOT).replace('-', '_')
        : "";
  }
}
