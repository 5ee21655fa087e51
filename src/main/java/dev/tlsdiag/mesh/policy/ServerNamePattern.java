package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which names of a ClientHello an item of {@code serverNames} allows. The proxy's own language, not
 * that of {@link FqdnPattern}: up to 1.17 names alone, from 1.18 on a star or two in front, from
 * 1.20 on stars at every place.
 */
public final class ServerNamePattern {
  /** Of a DNS name (RFC 1035 section 2.3.4). */
  private static final int LONGEST = 255;

  private static final String EXACT = "([-a-zA-Z0-9_]+\\.)*[-a-zA-Z0-9_]+";

  private final PortRule.ServerName item;
  private final Optional<String> problem;
  private final NameGlob glob;

  private ServerNamePattern(PortRule.ServerName item, Optional<String> problem, NameGlob glob) {
    this.item = item;
    this.problem = problem;
    this.glob = glob;
  }

  public static ServerNamePattern of(PortRule.ServerName item, CiliumVersion version) {
    requireNonNull(version, "version is null");
    Optional<String> problem = problem(item.pattern(), version);
    NameGlob glob = problem.isPresent() ? new NameGlob.Builder().build() : glob(item.pattern());
    return new ServerNamePattern(item, problem, glob);
  }

  private static Optional<String> problem(String pattern, CiliumVersion version) {
    if (pattern.isEmpty()) {
      return Optional.of("empty server name is not allowed");
    }
    if (pattern.length() > LONGEST) {
      return Optional.of("a server name of %d characters".formatted(pattern.length()));
    }
    if (pattern.endsWith(".")) {
      return Optional.of("'%s' ends with a dot, which a server name never has".formatted(pattern));
    }
    if (!version.atLeast(1, 13)) {
      return Optional.of("serverNames came with 1.13");
    }
    if (pattern.matches(EXACT)) {
      return Optional.empty();
    }
    if (!version.atLeast(1, 18)) {
      return Optional.of("'%s': up to 1.17 there are no wildcards".formatted(pattern));
    }
    if (!version.atLeast(1, 20)) {
      return pattern.matches("\\*?\\*\\." + EXACT)
          ? Optional.empty()
          : Optional.of(
              "'%s': up to 1.19 a wildcard is '*.' or '**.' at the start".formatted(pattern));
    }
    for (String label : pattern.split("\\.", -1)) {
      if (!label.equals("**") && (label.contains("**") || !label.matches("[-a-zA-Z0-9_*]+"))) {
        return Optional.of(
            "'%s': a label is '*', '**', or characters with single stars".formatted(pattern));
      }
    }
    return Optional.empty();
  }

  private static NameGlob glob(String pattern) {
    NameGlob.Builder glob = new NameGlob.Builder();
    if (pattern.equals("*")) {
      return glob.labels().build();
    }
    String dot = "";
    for (String label : pattern.split("\\.", -1)) {
      glob.text(dot);
      dot = ".";
      if (label.equals("**")) {
        glob.labels();
        continue;
      }
      for (int i = 0; i < label.length(); i++) {
        if (label.charAt(i) == '*') {
          glob.withinLabel();
        } else {
          glob.text(label.substring(i, i + 1));
        }
      }
    }
    return glob.build();
  }

  /** The item that it is of. */
  public PortRule.ServerName item() {
    return item;
  }

  /** Why this version refuses it; empty where it does not. A refused one matches nothing. */
  public Optional<String> problem() {
    return problem;
  }

  /** Whether a ClientHello with this name may pass. */
  public boolean matches(String serverName) {
    return problem.isEmpty() && glob.matches(serverName);
  }

  /** As written. */
  @Override
  public String toString() {
    return item.pattern();
  }
}
