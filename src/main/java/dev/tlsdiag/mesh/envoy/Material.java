package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where Envoy has certificates from. What they are made of is never kept, keys least of all.
 *
 * @param name the file, the secret, the variable; empty text where the kind says it all
 * @param certificates in it, counted where they stand in the document; else -1
 */
public record Material(Kind kind, String name, int certificates, Evidence.ConfigLine at) {
  /** What kind of place. */
  public enum Kind {
    INLINE,
    FILE,
    ENVIRONMENT,
    /** By name from the secret discovery service. */
    SECRET,
    /** The authorities of the operating system. */
    SYSTEM,
    /** A plug-in of Envoy, named by its instance. */
    PROVIDER
  }

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

  public Material {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(at, "at is null");
  }

  /** {@code file /etc/ssl/ca.crt}, {@code inline (2 certificates)}, {@code secret ROOTCA}. */
  public String label() {
    return switch (kind) {
      case INLINE ->
          switch (certificates) {
            case -1, 0 -> "inline";
            case 1 -> "inline (1 certificate)";
            default -> "inline (" + certificates + " certificates)";
          };
      case FILE -> "file " + name;
      case ENVIRONMENT -> "variable " + name;
      case SECRET -> "secret " + name;
      case SYSTEM -> "system roots";
      case PROVIDER -> "provider " + name;
    };
  }

  /** A {@code DataSource}; empty where it is none. */
  static Optional<Material> ofDataSource(Json source) {
    Evidence.ConfigLine at = source.place();
    if (source.has("filename")) {
      return Optional.of(new Material(Kind.FILE, source.textOrEmpty("filename"), -1, at));
    }
    if (source.has("environment_variable")) {
      return Optional.of(
          new Material(Kind.ENVIRONMENT, source.textOrEmpty("environment_variable"), -1, at));
    }
    if (source.has("inline_bytes")) {
      int count = count(decoded(source.textOrEmpty("inline_bytes")));
      return Optional.of(new Material(Kind.INLINE, "", count, at));
    }
    if (source.has("inline_string")) {
      int count = count(source.textOrEmpty("inline_string"));
      return Optional.of(new Material(Kind.INLINE, "", count, at));
    }
    return Optional.empty();
  }

  /** A {@code SdsSecretConfig}; empty where it is none. */
  static Optional<Material> ofSecret(Json config) {
    return config.text("name").map(secret -> new Material(Kind.SECRET, secret, -1, config.place()));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** -1 where none is seen: DER, or redacted. */
  private static int count(String pem) {
    int count = 0;
    for (int i = pem.indexOf(BEGIN); i >= 0; i = pem.indexOf(BEGIN, i + BEGIN.length())) {
      count++;
    }
    return count == 0 ? -1 : count;
  }
}
