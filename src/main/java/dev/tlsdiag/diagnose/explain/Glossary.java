package dev.tlsdiag.diagnose.explain;

import dev.tlsdiag.diagnose.TlsErrorNumber;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All terms, and which of them a user means. */
public final class Glossary {
  public static final List<Term> ALL =
      Stream.of(Term.Kind.values()).flatMap(Term.Kind::terms).toList();

  /** {@code alert 40}, {@code curl: (35)}, {@code HTTP/1.1 503}: what the number is one of. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?i)((?:tls |ssl )?alert(?: number)?|curl exit code|curl exit|curl|exit code|exit"
              + " status|exit|http/[0-9.]+|http status|http code|http|status|errno|drop reason"
              + "|drop_reason|drop|response flag|flag)[ :=]*\\(?([0-9]{1,3}|[A-Za-z]{2,5})\\)?");

  private Glossary() {}

  /**
   * The terms that this is the whole of: a number, a name, several flags with commas, or a number
   * with a word before it that says what it is. Empty where it is a message or nothing known.
   */
  public static List<Term> named(String wanted) {
    String text = wanted.strip();
    Matcher numbered = NUMBERED.matcher(text);
    if (numbered.matches()) {
      Optional<Term> term =
          ofKind(kind(numbered.group(1)), numbered.group(2).toUpperCase(Locale.ROOT));
      if (term.isPresent()) {
        return List.of(term.get());
      }
    }
    List<Term> called = ALL.stream().filter(term -> term.called(text)).toList();
    if (!called.isEmpty()) {
      return called;
    }
    List<Optional<Term>> flags =
        Stream.of(text.split("[ ,]+")).map(word -> ofKind(Term.Kind.ENVOY_FLAG, word)).toList();
    return flags.stream().allMatch(Optional::isPresent)
        ? flags.stream().flatMap(Optional::stream).distinct().toList()
        : List.of();
  }

  /** The term of this kind with this key. */
  static Optional<Term> ofKind(Term.Kind kind, String key) {
    return ALL.stream().filter(term -> term.kind() == kind && term.key().equals(key)).findFirst();
  }

  /** What the number of a TLS library says: the alert that was received, or its own reason. */
  public static Optional<Term> of(TlsErrorNumber number) {
    return number.receivedAlert().isPresent()
        ? ofKind(Term.Kind.ALERT, "" + number.receivedAlert().get().code())
        : ofKind(
            Term.Kind.TLS_REASON, (number.openSsl() ? "openssl:" : "boringssl:") + number.reason());
  }

  private static Term.Kind kind(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.contains("alert")) {
      return Term.Kind.ALERT;
    }
    if (lower.startsWith("curl") || lower.startsWith("exit")) {
      return Term.Kind.CURL_EXIT;
    }
    if (lower.startsWith("http") || lower.startsWith("status")) {
      return Term.Kind.HTTP_STATUS;
    }
    if (lower.startsWith("drop")) {
      return Term.Kind.DROP_REASON;
    }
    return lower.equals("errno") ? Term.Kind.ERRNO : Term.Kind.ENVOY_FLAG;
  }
}
