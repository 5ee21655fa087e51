package dev.tlsdiag.cli;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names of TLS as users type them, IANA's and OpenSSL's, as the ones that IANA registered. */
final class TlsNames {
  private static final Map<String, String> GROUP_ALIASES =
      Map.of(
          "p-256", "secp256r1",
          "prime256v1", "secp256r1",
          "p-384", "secp384r1",
          "p-521", "secp521r1");

  private TlsNames() {}

  /** {@code 1.2}, {@code tls1.2} or {@code TLSv1.2}. */
  static ProtocolVersion version(String option, String text) {
    String number = text.toLowerCase(Locale.ROOT).replaceFirst("^tls ?v?", "");
    return switch (number) {
      case "1.0", "1" -> ProtocolVersion.TLS_1_0;
      case "1.1" -> ProtocolVersion.TLS_1_1;
      case "1.2" -> ProtocolVersion.TLS_1_2;
      case "1.3" -> ProtocolVersion.TLS_1_3;
      default ->
          throw CommandException.usage("no version '" + text + "' after '" + option + "'")
              .likely("1.0, 1.1, 1.2 or 1.3");
    };
  }

  /** A list with colons or commas. */
  static List<String> ciphers(String option, String text) {
    return each(option, text, "cipher suite", cipherNames(), Locale.ROOT);
  }

  /** Likewise. */
  static List<String> groups(String option, String text) {
    Map<String, String> known = new LinkedHashMap<>();
    for (int code = 1; code <= 0xffff; code++) {
      String name = NamedGroup.of(code).name();
      if (!name.startsWith("0x") && !name.equals("GREASE")) {
        known.put(name.toLowerCase(Locale.ROOT), name);
      }
    }
    known.putAll(GROUP_ALIASES);
    return each(option, text, "group", known, Locale.ROOT);
  }

  private static List<String> each(
      String option, String text, String what, Map<String, String> known, Locale locale) {
    List<String> names = new ArrayList<>();
    for (String word : text.split("[:,]", -1)) {
      String name = known.get(word.strip().toLowerCase(locale));
      if (name == null) {
        CommandException problem =
            CommandException.usage(
                "unknown %s '%s' after '%s'".formatted(what, word.strip(), option));
        List<String> near = DidYouMean.nearest(word.strip(), List.copyOf(known.values()));
        throw near.isEmpty() ? problem : problem.likely(String.join(", ", near));
      }
      names.add(name);
    }
    return names;
  }

  private static Map<String, String> cipherNames() {
    Map<String, String> known = new LinkedHashMap<>();
    for (int code = 1; code <= 0xffff; code++) {
      String name = CipherSuite.of(code).name();
      if (name.startsWith("TLS_")) {
        known.put(name.toLowerCase(Locale.ROOT), name);
        known.putIfAbsent(openSsl(name).toLowerCase(Locale.ROOT), name);
      }
    }
    return known;
  }

  /** {@code ECDHE-RSA-AES128-GCM-SHA256}. */
  private static String openSsl(String name) {
    return name.substring("TLS_".length())
        .replace("_WITH_", "_")
        .replace('_', '-')
        .replaceFirst("^RSA-", "")
        .replaceFirst("(AES|CAMELLIA|ARIA)-(128|256)", "$1$2")
        .replaceFirst("-CBC-SHA", "-SHA")
        .replaceFirst("-POLY1305-SHA256$", "-POLY1305");
  }
}
