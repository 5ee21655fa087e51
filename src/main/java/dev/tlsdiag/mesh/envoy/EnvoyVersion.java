package dev.tlsdiag.mesh.envoy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Envoy. */
public record EnvoyVersion(int major, int minor, int patch) implements Comparable<EnvoyVersion> {
  private static final Pattern NUMBERS =
      Pattern.compile("(?:^|/)v?([0-9]{1,5})\\.([0-9]{1,5})\\.([0-9]{1,5})(?![0-9])");

  /**
   * @param text {@code 1.27.2}, {@code <sha>/1.27.2/Clean/RELEASE/BoringSSL}, {@code 1.38.3-dev}
   */
  public static Optional<EnvoyVersion> parse(String text) {
    Matcher found = NUMBERS.matcher(text);
    return found.find()
        ? Optional.of(
            new EnvoyVersion(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                Integer.parseInt(found.group(3))))
        : Optional.empty();
  }

  /** {@code user_agent_build_version} of a node. */
  static Optional<EnvoyVersion> of(Json build) {
    Json version = build.at("version");
    if (!version.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new EnvoyVersion(
            version.number("major_number").orElse(0),
            version.number("minor_number").orElse(0),
            version.number("patch").orElse(0)));
  }

  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
  }

  @Override
  public int compareTo(EnvoyVersion other) {
    int byMajor = Integer.compare(major, other.major);
    int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
