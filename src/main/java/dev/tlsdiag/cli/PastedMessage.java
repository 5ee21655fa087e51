package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.TlsErrorNumber;
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
  private static final List<String> TRUST =
      List.of("untrusted-internal-ca", "incomplete-chain", "upstream-bundle-lacks-issuer");
  private static final List<String> UPSTREAM_TRUST =
      List.of("upstream-bundle-lacks-issuer", "certificate-wrong-name", "incomplete-chain");
  private static final List<String> DATES =
      List.of("certificate-not-yet-valid", "certificate-expired");
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
          new Known("plain http request was sent to https", List.of("plaintext-to-tls-port")),
          new Known("plain http to an ssl-enabled", List.of("plaintext-to-tls-port")),
          new Known("unrecognized ssl message", List.of("plaintext-answer")),
          new Known("no supported versions enabled", List.of("protocol-version-refused")),
          new Known("unsupported protocol", List.of("protocol-version-refused")),
          new Known("no shared cipher", List.of("handshake-failure-alert")),
          new Known("certificate has expired or is not yet valid", DATES),
          new Known("has expired", List.of("certificate-expired")),
          new Known("not yet valid", List.of("certificate-not-yet-valid")),
          new Known("relies on legacy common name", List.of("leaf-without-san")),
          new Known("common_name_invalid", List.of("leaf-without-san", "certificate-wrong-name")),
          new Known("verify san list", List.of("certificate-wrong-name")),
          new Known("san matcher", List.of("certificate-wrong-name")),
          new Known("does not match", List.of("certificate-wrong-name")),
          new Known("doesn't match", List.of("certificate-wrong-name")),
          new Known("no alternative certificate subject name", List.of("certificate-wrong-name")),
          new Known(
              "no subject alternative", List.of("certificate-wrong-name", "leaf-without-san")),
          new Known("hostname mismatch", List.of("certificate-wrong-name")),
          new Known("upstream ssl certificate verify error", UPSTREAM_TRUST),
          new Known("openssl_internal:certificate_verify_failed", UPSTREAM_TRUST),
          new Known("unable to get local issuer", TRUST),
          new Known("unable to verify the first certificate", TRUST),
          new Known("unable_to_get_issuer_cert", TRUST),
          new Known("unable_to_verify_leaf", TRUST),
          new Known("self signed certificate", TRUST),
          new Known("self-signed certificate", TRUST),
          new Known("pkix path building failed", TRUST),
          new Known("signed by unknown authority", TRUST),
          new Known("does not trust the proxy", List.of("untrusted-internal-ca")),
          new Known("certificate verify failed", TRUST),
          new Known("certificate_verify_failed", TRUST),
          new Known("no required ssl certificate", List.of("client-certificate-required")),
          new Known("did_not_return_a_certificate", List.of("client-certificate-required")),
          new Known("tunnel failed", List.of("proxy-refused-connect")),
          new Known("from proxy after connect", List.of("proxy-refused-connect")),
          new Known("proxy connect aborted", List.of("proxy-refused-connect")),
          new Known("unable to tunnel through proxy", List.of("proxy-refused-connect")),
          new Known("tunnel forbidden", List.of("proxy-refused-connect")),
          new Known("could not resolve", List.of("name-not-resolved")),
          new Known("unknownhostexception", List.of("name-not-resolved")),
          new Known("enotfound", List.of("name-not-resolved")),
          new Known("no such host", List.of("name-not-resolved")),
          new Known("bad address", List.of("name-not-resolved")),
          new Known("connection refused", List.of("connection-refused")),
          new Known("econnrefused", List.of("connection-refused")),
          new Known("bad gateway", List.of("proxy-made-status")),
          new Known("gateway time-out", List.of("proxy-made-status")),
          new Known("connection timed out", List.of("syn-unanswered")),
          new Known("failed to connect", List.of("syn-unanswered", "connection-refused")),
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
    Stream<String> byNumber =
        TlsErrorNumber.in(message).stream()
            .flatMap(number -> number.receivedAlert().stream())
            .map(AlertDescription::name)
            .flatMap(name -> Rules.ALL.stream().filter(rule -> speaksOf(rule, name)))
            .map(rule -> rule.info().name());
    Stream<String> byReply =
        ProxyReply.ofText(message).isPresent() ? Stream.of("proxy-made-status") : Stream.of();
    Stream<String> byAlert =
        IntStream.range(0, ALERTS)
            .mapToObj(AlertDescription::of)
            .map(AlertDescription::name)
            .filter(name -> name.contains("_"))
            .filter(name -> words.contains(" " + name.replace('_', ' ') + " "))
            .flatMap(name -> Rules.ALL.stream().filter(rule -> speaksOf(rule, name)))
            .map(rule -> rule.info().name());
    return Stream.of(byNumber, byAlert, byPhrase, byReply)
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** What the numbers in the message and the words of a proxy's reply mean, a line each. */
  static List<String> meanings(String message) {
    Stream<String> numbers =
        TlsErrorNumber.in(message).stream()
            .map(number -> number.text() + ": " + number.meaning("the program that printed this"))
            .distinct();
    Stream<String> reply =
        ProxyReply.ofText(message).stream()
            .map(
                known ->
                    "made by %s: %s%s"
                        .formatted(
                            known.product(),
                            known.cause().label(),
                            known.wordless()
                                ? "; TLS gave no error, so the server was silent or TCP did not"
                                    + " connect"
                                : ""));
    return Stream.concat(reply, numbers).toList();
  }

  private static boolean speaksOf(Rule rule, String alert) {
    return Rules.page(rule).contains("`" + alert + "`");
  }
}
