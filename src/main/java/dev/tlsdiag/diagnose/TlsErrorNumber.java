package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error number of OpenSSL, LibreSSL or BoringSSL as it stands in messages. It tells who
 * complained: a reason of 1000 and more is an alert that the peer sent, a lower one was raised by
 * the program that printed it.
 *
 * @param text the number as printed: {@code 268435581}, {@code 0A000410}, {@code 1000007d}
 * @param reason 0 to 4095
 * @param openSsl whether by OpenSSL or LibreSSL, whose lower reasons differ from BoringSSL's
 */
public record TlsErrorNumber(String text, int reason, boolean openSsl) {
  private static final int FIRST_ALERT = 1000;
  private static final int LAST_ALERT = 1255;
  private static final int REASON_BITS = 0xfff;
  private static final int BORING_SSL_LIBRARY = 16;
  private static final int OPENSSL_LIBRARY = 0x14;
  private static final int OPENSSL_3_LIBRARY = 0x0a;

  /** {@code error:0A000410:SSL routines}; {@code 268435581:SSL routines}, blanks as underscores. */
  private static final Pattern NUMBER =
      Pattern.compile("error:([0-9A-Fa-f]{8}):|(?<![0-9A-Za-z])([0-9]{9,10}):(?=SSL)");

  /** OpenSSL 1 and 3 and BoringSSL in hex, BoringSSL in decimal: eight or nine digits. */
  private static final Pattern BARE =
      Pattern.compile(
          "(?<![0-9A-Za-z])(14[0-9A-Fa-f]{6}|0[Aa]000[0-9A-Fa-f]{3}|10000[0-9A-Fa-f]{3})"
              + "(?![0-9A-Za-z])|(?<![0-9A-Za-z])(26843[5-9][0-9]{3})(?![0-9A-Za-z])");

  /** Reasons as both families of libraries number them, then BoringSSL's, then OpenSSL's. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(125, false, "it did not accept the peer's certificate"),
          new Known(154, false, "its ClientHello was refused (see the alert beside it)"),
          new Known(156, false, "it got plain HTTP where TLS was due"),
          new Known(192, false, "the client sent no certificate"),
          new Known(204, false, "the peer resumed a session without extended_master_secret"),
          new Known(240, false, "the peer's version is not among its own"),
          new Known(247, false, "what the peer sent is not TLS"),
          new Known(280, false, "its own lowest version is above its highest: no hello was sent"),
          new Known(68, true, "something failed inside its own library"),
          new Known(118, true, "it has no signature algorithm that the peer takes"),
          new Known(134, true, "it did not accept the peer's certificate"),
          new Known(155, true, "it got a CONNECT request where TLS was due"),
          new Known(156, true, "it got plain HTTP where TLS was due"),
          new Known(191, true, "its own lowest version is above its highest: no hello was sent"),
          new Known(193, true, "no cipher suite in common"),
          new Known(199, true, "the client sent no certificate"),
          new Known(252, true, "what the peer sent is not TLS"),
          new Known(258, true, "the peer's version is not among its own"),
          new Known(267, true, "what the peer sent is not TLS"),
          new Known(294, true, "the peer closed the connection without a word"),
          new Known(338, true, "the peer does not support secure renegotiation (RFC 5746)"),
          new Known(370, true, "the peer signed with an algorithm that it does not take"),
          new Known(394, true, "the peer's Diffie-Hellman key is too short for its SECLEVEL"),
          new Known(397, true, "an authority's key in the peer's chain is too short (SECLEVEL)"),
          new Known(398, true, "the peer's chain is signed with too weak a hash (SECLEVEL)"),
          new Known(399, true, "the key in the peer's certificate is too short (SECLEVEL)"));

  private record Known(int reason, boolean openSsl, String meaning) {}

  public TlsErrorNumber {
    requireNonNull(text, "text is null");
  }

  /** The numbers of the TLS library in a message, in their order; those of others are left out. */
  public static List<TlsErrorNumber> in(String message) {
    List<TlsErrorNumber> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(message);
    while (matcher.find()) {
      boolean hex = matcher.group(1) != null;
      String text = hex ? matcher.group(1) : matcher.group(2);
      long code = Long.parseLong(text, hex ? 16 : 10);
      long library = code >> 24;
      boolean openSsl = library == OPENSSL_LIBRARY || library == OPENSSL_3_LIBRARY;
      if (openSsl && hex || library == BORING_SSL_LIBRARY) {
        numbers.add(new TlsErrorNumber(text, (int) code & REASON_BITS, openSsl));
      }
    }
    return numbers;
  }

  /**
   * The numbers in a text that may have lost the words around them: those that {@link #in} finds,
   * and those that by themselves can hardly be anything else.
   */
  public static List<TlsErrorNumber> mentioned(String text) {
    List<TlsErrorNumber> numbers = new ArrayList<>(in(text));
    Matcher matcher = BARE.matcher(text);
    while (matcher.find()) {
      boolean hex = matcher.group(1) != null;
      String digits = hex ? matcher.group(1) : matcher.group(2);
      long code = Long.parseLong(digits, hex ? 16 : 10);
      boolean openSsl = code >> 24 != BORING_SSL_LIBRARY;
      TlsErrorNumber number = new TlsErrorNumber(digits, (int) code & REASON_BITS, openSsl);
      if (number.known() && numbers.stream().noneMatch(n -> n.text().equals(digits))) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Whether the reason is a registered alert or one of those that are met. */
  private boolean known() {
    return receivedAlert()
            .filter(alert -> !alert.name().equals("unknown_" + alert.code()))
            .isPresent()
        || KNOWN.stream().anyMatch(k -> k.reason() == reason && k.openSsl() == openSsl);
  }

  /** The alert that the peer sent; empty where the error was raised by who printed it. */
  public Optional<AlertDescription> receivedAlert() {
    return reason >= FIRST_ALERT && reason <= LAST_ALERT
        ? Optional.of(AlertDescription.of(reason - FIRST_ALERT))
        : Optional.empty();
  }

  /** Whether it says that the certificate of the peer was not accepted. */
  public boolean certificateRefused() {
    return reason == (openSsl ? 134 : 125);
  }

  /** Whether it says that the versions allowed leave none, so that no hello was sent at all. */
  public boolean noVersionLeft() {
    return reason == (openSsl ? 191 : 280);
  }

  /** Whether it says that the peer speaks no TLS. */
  public boolean notTls() {
    return openSsl ? reason == 267 || reason == 252 : reason == 247;
  }

  /**
   * Who complained and about what.
   *
   * @param who printed the number: "the proxy"
   */
  public String meaning(String who) {
    Optional<AlertDescription> alert = receivedAlert();
    if (alert.isPresent()) {
      return "%s received alert %d %s: its peer refused it"
          .formatted(who, alert.get().code(), alert.get().name());
    }
    return KNOWN.stream()
        .filter(known -> known.reason() == reason && known.openSsl() == openSsl)
        .findFirst()
        .map(known -> "raised by %s itself: %s".formatted(who, known.meaning()))
        .orElseGet(() -> String.format(Locale.ROOT, "raised by %s itself, reason %d", who, reason));
  }
}
