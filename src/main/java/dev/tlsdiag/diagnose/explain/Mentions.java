package dev.tlsdiag.diagnose.explain;

import dev.tlsdiag.diagnose.TlsErrorNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the terms that a pasted text speaks of. */
final class Mentions {
  /** Flags that are no word of anything else, wherever they stand. */
  private static final List<String> PLAIN_FLAGS =
      List.of("URX", "UAEX", "UMSDR", "RLSE", "RFCF", "NFCF", "DPE", "UPE");

  /** Flags in an access log: behind the status, or behind a name of the field. */
  private static final Pattern FLAGS =
      Pattern.compile(
          "(?:\\b[0-9]{3}\"? |\" 0 |^0 |flags?[\"': =(]{1,6})\"?([A-Z]{2,5}(?:,[A-Z]{2,5})*)(?![A-Za-z0-9])");

  private static final Pattern FLAG =
      Pattern.compile("(?<![A-Za-z0-9_])[A-Z]{2,5}(?![A-Za-z0-9_])");
  private static final Pattern DETAIL = Pattern.compile("[a-z0-9]+(?:[_.][a-z0-9]+)+");

  private static final Pattern ALERT_NUMBER =
      Pattern.compile("(?i)\\b(?:alert(?: number)?|description)[ :=(]{1,3}([0-9]{1,3})\\b");

  private static final Pattern CURL =
      Pattern.compile(
          "(?i)\\bcurl(?: exit(?: code)?)?:? \\(?([0-9]{1,2})\\)?(?![0-9.])|^\\(([0-9]{1,2})\\) "
              + "|\\bexit(?: code| status)? ([0-9]{1,2})\\b");

  private static final Pattern STATUS =
      Pattern.compile(
          "(?i)(?:\\bHTTP(?:/[0-9.]+\"?)? |\\bstatus(?: code)?[ :=\"]{1,3}|\\bHTTP code |\\bcode"
              + " |response )([45][0-9]{2})\\b");

  private static final Pattern ERRNO =
      Pattern.compile(
          "(?i)\\berrno(?: |=|: )([0-9]{1,3})\\b|connect error: ([0-9]{2,3})\\b|[( ]([0-9]{2,3}): [A-Z]");

  /** Names of alerts that programs use for any failure: HAProxy's "SSL handshake failure". */
  private static final Set<String> USUAL_WORDS = Set.of("handshake_failure", "internal_error");

  private static final Pattern DROP =
      Pattern.compile("(?i)drop[_ ]?reason[\"': =]{1,5}([0-9]{3})\\b");

  private Mentions() {}

  /** In no order that means anything, each once. */
  static List<Term> in(PastedText text) {
    List<Optional<Term>> found = new ArrayList<>();
    TlsErrorNumber.mentioned(text.text()).forEach(number -> found.add(Glossary.of(number)));
    numbers(ALERT_NUMBER, text, Term.Kind.ALERT, found);
    numbers(CURL, text, Term.Kind.CURL_EXIT, found);
    numbers(STATUS, text, Term.Kind.HTTP_STATUS, found);
    numbers(ERRNO, text, Term.Kind.ERRNO, found);
    numbers(DROP, text, Term.Kind.DROP_REASON, found);
    Matcher flags = FLAGS.matcher(text.text());
    while (flags.find()) {
      for (String flag : flags.group(1).split(",", -1)) {
        found.add(Glossary.ofKind(Term.Kind.ENVOY_FLAG, flag));
      }
    }
    Matcher flag = FLAG.matcher(text.text());
    while (flag.find()) {
      if (PLAIN_FLAGS.contains(flag.group())) {
        found.add(Glossary.ofKind(Term.Kind.ENVOY_FLAG, flag.group()));
      }
    }
    Matcher detail = DETAIL.matcher(text.text());
    while (detail.find()) {
      found.add(Glossary.ofKind(Term.Kind.ENVOY_DETAIL, detail.group()));
    }
    return Stream.concat(
            found.stream().flatMap(Optional::stream),
            Glossary.ALL.stream().filter(term -> spelledOut(term, text)))
        .distinct()
        .toList();
  }

  private static void numbers(
      Pattern pattern, PastedText text, Term.Kind kind, List<Optional<Term>> found) {
    Matcher matcher = pattern.matcher(text.text());
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          found.add(Glossary.ofKind(kind, matcher.group(group)));
        }
      }
    }
  }

  /** Whether its name, or the text beside its number, stands there. */
  private static boolean spelledOut(Term term, PastedText text) {
    return switch (term.kind()) {
      case ALERT -> alertNamed(term.name(), text);
      case ERRNO ->
          text.words().contains(PastedText.wordsOf(term.name()))
              || text.words().contains(PastedText.wordsOf(term.side()));
      case HTTP_STATUS -> text.words().contains(" " + term.key() + PastedText.wordsOf(term.name()));
      case DROP_REASON ->
          term.name().contains("_") && text.text().contains(term.name())
              || text.words().contains("drop") && text.words().contains(words(term.side()))
              || text.words().contains(" " + term.side().toLowerCase(Locale.ROOT) + " dropped ");
      case ENVOY_FLAG -> term.name().length() > 12 && text.text().contains(term.name());
      case CURL_EXIT, ENVOY_DETAIL, TLS_REASON -> false;
    };
  }

  private static String words(String text) {
    return PastedText.wordsOf(text);
  }

  /** "access denied" is an alert only where TLS is spoken of. */
  private static boolean alertNamed(String name, PastedText text) {
    if (text.text().toLowerCase(Locale.ROOT).contains(name)) {
      return true;
    }
    String words = text.words();
    if (words.contains("alert") && words.contains(name.replace("_", ""))) {
      return true; // as rustls writes it: UnknownCA
    }
    if (USUAL_WORDS.contains(name)) {
      return words.contains(" alert ") && words.contains(PastedText.wordsOf(name))
          || words.contains(" tls" + PastedText.wordsOf(name));
    }
    return words.contains(PastedText.wordsOf(name))
        && (words.contains(" alert ") || words.contains(" tls ") || words.contains(" ssl "));
  }
}
