package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.TlsErrorNumber;
import dev.tlsdiag.diagnose.explain.Glossary;
import dev.tlsdiag.diagnose.explain.MessageIndex;
import dev.tlsdiag.diagnose.explain.Term;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.mesh.lint.Linters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code explain} says, as pages in the Markdown that {@code PageRenderer} knows. */
final class ExplainText {
  private static final int MOST_MATCHES = 6;
  private static final int FIRST_ALERT = 1000;
  private static final int BORING_SSL = 16 << 24;
  private static final int OPENSSL_3 = 0x0a000000;

  /** Libraries below TLS, by the top byte of their numbers, which have another meaning. */
  private static final Map<Integer, String> OTHER_LIBRARIES =
      Map.of(2, "the system", 4, "RSA", 6, "public keys", 9, "PEM", 11, "X.509", 12, "ASN.1");

  private static final Pattern LIBRARY_NUMBER = Pattern.compile("(?<![0-9])([0-9]{8,9})(?![0-9])");

  private static final Map<String, String> HOPS = hops();

  private ExplainText() {}

  static Map<String, String> hops() {
    Map<String, String> hops = new LinkedHashMap<>();
    hops.put("dns", "DNS");
    hops.put("tcp", "TCP");
    hops.put("tunnel", "Tunnels through a proxy");
    hops.put("downstream-tls", "TLS between client and proxy");
    hops.put("policy", "What the proxy decides");
    hops.put("upstream-tls", "TLS between proxy and server");
    hops.put("http", "HTTP between proxy and server");
    return hops;
  }

  /** All pages, by what they are about. */
  static String list() {
    StringBuilder text = new StringBuilder();
    List<String> rest = new ArrayList<>(Catalogue.pages());
    HOPS.forEach(
        (hop, title) -> {
          text.append("# ").append(title).append("\n\n");
          Catalogue.ALL.stream()
              .filter(entry -> entry.hop().equals(hop) && rest.remove(entry.name()))
              .forEach(entry -> text.append(item(entry.name(), "")));
          text.append('\n');
        });
    text.append("# Symptoms, and rules about one sign\n\n");
    rest.stream()
        .filter(name -> Linters.named(name).isEmpty())
        .forEach(name -> text.append(item(name, "")));
    text.append("\n# Policies, secrets and resources, as 'policy lint' sees them\n\n");
    rest.stream()
        .filter(name -> Linters.named(name).isPresent())
        .forEach(name -> text.append(item(name, "")));
    return text + "\nA page: tlsdiag explain NAME\n";
  }

  /** A page, with what is to be known of a failure that has that of a rule. */
  static String page(String name, String page) {
    String title = page.lines().findFirst().orElse("").replaceFirst("^# ", "");
    String whose =
        title.equals(name) ? "" : "%s: reported by the rule %s\n\n".formatted(name, title);
    return whose + page + seeAlso(name, page);
  }

  /** What other rules report the failure; empty where there is nothing to add. */
  private static String seeAlso(String name, String page) {
    List<String> others =
        Catalogue.named(name).map(Catalogue.Entry::rules).orElse(List.of()).stream()
            .filter(rule -> !rule.equals(name) && !Catalogue.page(rule).orElse("").equals(page))
            .toList();
    if (others.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n## See also\n\n");
    others.forEach(rule -> text.append(item(rule, "")));
    return text.toString();
  }

  /** Terms with their meanings, and the pages about what may be behind them. */
  static String terms(List<Term> terms) {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      text.append("# ").append(term.title()).append("\n\n");
      if (!term.meaning().isEmpty()) {
        text.append(term.meaning()).append("\n\n");
      }
      beside(term).ifPresent(line -> text.append(line).append("\n\n"));
      if (term.pages().isEmpty()) {
        text.append("No failure of TLS is known that ends with it.\n\n");
      } else {
        text.append("## What may be behind it\n\n");
        term.pages().forEach(page -> text.append(item(page, "")));
        text.append("\nA page: tlsdiag explain ").append(term.pages().get(0)).append("\n\n");
      }
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static Optional<String> beside(Term term) {
    return switch (term.kind()) {
      case ALERT -> {
        int code = Integer.parseInt(term.key());
        yield Optional.of(
            "Sent by: %s. Who prints it as an error has received it; in the numbers of TLS libraries it is %d, %s."
                .formatted(
                    term.side(),
                    BORING_SSL + FIRST_ALERT + code,
                    String.format(Locale.ROOT, "%08X", OPENSSL_3 + FIRST_ALERT + code)));
      }
      case ENVOY_FLAG -> Optional.of("Status beside it: " + term.side() + ".");
      case ERRNO, DROP_REASON -> Optional.of("Printed as: " + term.side());
      case CURL_EXIT, HTTP_STATUS, ENVOY_DETAIL, TLS_REASON -> Optional.empty();
    };
  }

  /** What the numbers and terms of a message mean, and whose reply it is: a sentence each. */
  static List<String> said(String message) {
    List<String> said = new ArrayList<>();
    ProxyReply.ofText(message)
        .ifPresent(
            known ->
                said.add(
                    "made by %s: %s%s"
                        .formatted(
                            known.product(),
                            known.cause().label(),
                            known.wordless()
                                ? "; TLS gave no error, so the server was silent or TCP did not"
                                    + " connect"
                                : "")));
    List<TlsErrorNumber> numbers = TlsErrorNumber.mentioned(message);
    numbers.forEach(
        number -> said.add(number.text() + ": " + number.meaning("the program that printed this")));
    Matcher other = LIBRARY_NUMBER.matcher(message);
    while (other.find()) {
      int number = Integer.parseInt(other.group(1));
      Optional.ofNullable(OTHER_LIBRARIES.get(number >> 24))
          .ifPresent(
              library ->
                  said.add(
                      "%d: a number of another library (%s); no alert of TLS is in it"
                          .formatted(number, library)));
    }
    List<Term> decoded = numbers.stream().flatMap(n -> Glossary.of(n).stream()).toList();
    MessageIndex.terms(message).stream()
        .filter(term -> term.kind() != Term.Kind.TLS_REASON)
        .map(
            term ->
                term.title()
                    + (term.line().isEmpty() ? "" : ": " + term.line())
                    + (term.kind() == Term.Kind.ALERT && !decoded.contains(term)
                        ? " Sent by: " + term.side() + "."
                        : ""))
        .forEach(said::add);
    return said.stream().distinct().toList();
  }

  /** A pasted message: what is said in it, and the page, or the pages, about what is behind it. */
  static String message(List<String> said, List<MessageIndex.Match> matches) {
    StringBuilder text = new StringBuilder();
    if (!said.isEmpty()) {
      text.append("# What it says\n\n");
      said.forEach(line -> text.append("- ").append(line).append('\n'));
      text.append('\n');
    }
    if (MessageIndex.clear(matches)) {
      String name = matches.get(0).page();
      return text + page(name, Catalogue.page(name).orElse(""));
    }
    if (!matches.isEmpty()) {
      text.append("# What may be behind it, the likeliest first\n\n");
      matches.stream()
          .limit(MOST_MATCHES)
          .forEach(match -> text.append(item(match.page(), match.because())));
      text.append("\nA page: tlsdiag explain ").append(matches.get(0).page()).append('\n');
    }
    return text.toString();
  }

  private static String item(String page, String because) {
    String reason = because.isEmpty() ? "" : " ('" + because + "')";
    String summary = summary(page);
    return "- %s%s%s\n".formatted(page, summary.isEmpty() ? "" : ": " + summary, reason);
  }

  /** The rule's claim, or the first sentence of the page. */
  static String summary(String page) {
    return Rules.named(page)
        .map(rule -> rule.info().summary())
        .orElseGet(
            () -> {
              String text = Catalogue.page(page).orElse("");
              String paragraph = text.replaceFirst("^# [^\n]*\n+", "").split("\n\n", 2)[0];
              String sentence = paragraph.replaceAll("\\s+", " ").split("(?<=[.:;]) ", 2)[0];
              return sentence.replaceFirst("[.:;]$", "");
            });
  }
}
