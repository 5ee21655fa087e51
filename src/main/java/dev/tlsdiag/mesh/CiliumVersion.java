package dev.tlsdiag.mesh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Cilium. */
public record CiliumVersion(int major, int minor, int patch) implements Comparable<CiliumVersion> {
  /** The newest whose behaviour is known here. */
  public static final CiliumVersion NEWEST = new CiliumVersion(1, 20, 0);

  private static final Pattern FORM =
      Pattern.compile("v?([0-9]{1,3})\\.([0-9]{1,3})(?:\\.([0-9]{1,4}))?(?:[-+].*)?");

  /** {@code 1.19}, {@code v1.19.4}, {@code 1.20.0-pre.4}; empty of anything else. */
  public static Optional<CiliumVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new CiliumVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  public boolean atLeast(int otherMajor, int otherMinor) {
    return compareTo(new CiliumVersion(otherMajor, otherMinor, 0)) >= 0;
  }

  @Override
  public int compareTo(CiliumVersion other) {
    int majors = Integer.compare(major, other.major);
    int minors = majors != 0 ? majors : Integer.compare(minor, other.minor);
    return minors != 0 ? minors : Integer.compare(patch, other.patch);
  }

  /** {@code 1.20}; with the patch where it is not the first. */
  @Override
  public String toString() {
    return major + "." + minor + (patch == 0 ? "" : "." + patch);
  }
}
