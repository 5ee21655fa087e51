package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Cilium.
 *
 * @param patch empty: the last one of this minor version, as far as known
 */
public record CiliumVersion(int major, int minor, OptionalInt patch)
    implements Comparable<CiliumVersion> {
  /** The newest whose behaviour is known here. */
  public static final CiliumVersion NEWEST = of(1, 20);

  private static final Pattern TEXT =
      Pattern.compile("v?([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,6}))?(?:[-+.].*)?");

  private static final Comparator<CiliumVersion> ORDER =
      Comparator.comparingInt(CiliumVersion::major)
          .thenComparingInt(CiliumVersion::minor)
          .thenComparingInt(version -> version.patch.orElse(Integer.MAX_VALUE));

  public CiliumVersion {
    requireNonNull(patch, "patch is null");
  }

  public static CiliumVersion of(int major, int minor) {
    return new CiliumVersion(major, minor, OptionalInt.empty());
  }

  public static CiliumVersion of(int major, int minor, int patch) {
    return new CiliumVersion(major, minor, OptionalInt.of(patch));
  }

  /** Of {@code 1.19}, {@code v1.10.19}, {@code 1.20.0-pre.4}; empty where it is none. */
  public static Optional<CiliumVersion> parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    int major = Integer.parseInt(parts.group(1));
    int minor = Integer.parseInt(parts.group(2));
    return Optional.of(
        parts.group(3) == null
            ? of(major, minor)
            : of(major, minor, Integer.parseInt(parts.group(3))));
  }

  /** Whether it is of that minor version or of a later one. */
  public boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  /** Whether it is of that minor version. */
  public boolean isMinor(int otherMajor, int otherMinor) {
    return major == otherMajor && minor == otherMinor;
  }

  @Override
  public int compareTo(CiliumVersion other) {
    return ORDER.compare(this, other);
  }

  /** {@code 1.19}, {@code 1.10.19}. */
  @Override
  public String toString() {
    return major + "." + minor + (patch.isPresent() ? "." + patch.getAsInt() : "");
  }
}
