package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.tls.AlertDescription;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds the rules for a message that a user pasted from curl, OpenSSL, a browser or a proxy. */
final class PastedMessage {
  private static final int ALERTS = 256;

  /** Part of a message in lower case, and the rules for what is behind it, the likeliest first. */
  private record Known(String part, List<String> rules) {}

  private static final List<String> RESET =
      List.of("reset-after-client-hello", "upstream-sni-missing", "sni-required-by-server");
  private static final List<String> SILENCE =
      List.of("silence-after-client-hello", "clienthello-split", "upstream-sni-missing");
  private static final List<Known> KNOWN =
      List.of(
          new Known("wrong version number", List.of("plaintext-answer", "tls-version-lowered")),
          new Known("http request to https", List.of("plaintext-answer")),
          new Known("does not look like a tls handshake", List.of("plaintext-answer")),
          new Known("packet length too long", List.of("plaintext-answer")),
          new Known("upstream connect error", RESET),
          new Known("connection reset", RESET),
          new Known("reset by peer", RESET),
          new Known("ssl_error_syscall", RESET),
          new Known("unexpected eof", RESET),
          new Known("handshake timed out", SILENCE),
          new Known("handshake timeout", SILENCE),
          new Known("ssl connection timeout", SILENCE),
          new Known("connection timed out", List.of("syn-unanswered")),
          new Known("failed to connect", List.of("syn-unanswered")),
          new Known("connection timeout", List.of("syn-unanswered")));

  private PastedMessage() {}

  /** Names of rules, the likeliest first; empty where the message says nothing known. */
  static List<String> rules(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    Stream<String> byPhrase =
        KNOWN.stream()
            .filter(known -> lower.contains(known.part()))
            .flatMap(known -> known.rules().stream());
    // OpenSSL writes "tlsv1 unrecognized name", GnuTLS and Go other signs between the words.
    String words = " " + lower.replaceAll("[^a-z0-9]+", " ") + " ";
    Stream<String> byAlert =
        IntStream.range(0, ALERTS)
            .mapToObj(AlertDescription::of)
            .map(AlertDescription::name)
            .filter(name -> name.contains("_"))
            .filter(name -> words.contains(" " + name.replace('_', ' ') + " "))
            .flatMap(name -> Rules.ALL.stream().filter(rule -> speaksOf(rule, name)))
            .map(rule -> rule.info().name());
    return Stream.concat(byAlert, byPhrase).distinct().toList();
  }

  private static boolean speaksOf(Rule rule, String alert) {
    return Rules.page(rule).contains("`" + alert + "`");
  }
}
