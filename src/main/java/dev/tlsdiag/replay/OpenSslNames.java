package dev.tlsdiag.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that OpenSSL gives to cipher suites and groups, as the names registered by IANA. */
final class OpenSslNames {
  private static final Pattern SUITE =
      Pattern.compile(
          "(?:(ECDHE-ECDSA|ECDHE-RSA|DHE-RSA|DHE-DSS)-)?"
              + "(AES128|AES256|CHACHA20|DES-CBC3)(?:-(GCM|CCM8|CCM|POLY1305))?(?:-(SHA|SHA256|SHA384))?");

  private static final Map<String, String> GROUPS =
      Map.of(
          "P-256", "secp256r1",
          "PRIME256V1", "secp256r1",
          "P-384", "secp384r1",
          "P-521", "secp521r1",
          "X25519", "x25519",
          "X448", "x448");

  private OpenSslNames() {}

  /** Of a list with colons, commas or blanks between; what is unknown goes to {@code notes}. */
  static List<String> cipherSuites(String list, String option, List<String> notes) {
    List<String> names = new ArrayList<>();
    for (String name : list.split("[:, ]+", -1)) {
      Optional<String> known = cipherSuite(name);
      if (known.isPresent()) {
        names.add(known.get());
      } else if (!name.isEmpty()) {
        notes.add("%s: '%s' is no single cipher suite, and is left out".formatted(option, name));
      }
    }
    return names;
  }

  static Optional<String> cipherSuite(String name) {
    if (name.startsWith("TLS_")) {
      return Optional.of(name);
    }
    Matcher suite = SUITE.matcher(name);
    if (!suite.matches()) {
      return Optional.empty();
    }
    String exchange = suite.group(1) == null ? "RSA" : suite.group(1).replace('-', '_');
    String hash = suite.group(4);
    String cipher =
        switch (suite.group(2)) {
          case "AES128", "AES256" -> {
            String bits = suite.group(2).substring(3);
            String mode = suite.group(3) == null ? "CBC" : suite.group(3).replace("CCM8", "CCM_8");
            yield "AES_" + bits + "_" + mode + (mode.startsWith("CCM") ? "" : "_" + hash);
          }
          case "CHACHA20" -> "CHACHA20_POLY1305_SHA256";
          default -> "3DES_EDE_CBC_SHA";
        };
    return cipher.endsWith("_null")
        ? Optional.empty()
        : Optional.of("TLS_" + exchange + "_WITH_" + cipher);
  }

  static List<String> groups(String list) {
    List<String> names = new ArrayList<>();
    for (String name : list.split("[:, ]+", -1)) {
      if (!name.isEmpty()) {
        String upper = name.toUpperCase(Locale.ROOT);
        names.add(GROUPS.getOrDefault(upper, name.toLowerCase(Locale.ROOT)));
      }
    }
    return names;
  }
}
