package dev.tlsdiag.mesh.istio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Istio, without its patch level: what TLS does differs by these. */
public record IstioVersion(int major, int minor) {
  private static final Pattern TEXT = Pattern.compile("v?([0-9]{1,3})\\.([0-9]{1,4})\\b.*");

  /** {@code 1.21}, {@code 1.21.3}, {@code v1.21.3-distroless}; empty where it is none. */
  public static Optional<IstioVersion> parse(String text) {
    Matcher version = TEXT.matcher(text.strip());
    return version.matches()
        ? Optional.of(
            new IstioVersion(
                Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
        : Optional.empty();
  }

  public boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || major == otherMajor && minor >= otherMinor;
  }

  /** {@code 1.21}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
