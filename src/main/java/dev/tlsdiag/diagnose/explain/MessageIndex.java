package dev.tlsdiag.diagnose.explain;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.rules.Catalogue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pages are about what a program printed: by the messages in a table, by those that the pages
 * quote, and by the terms that the text speaks of.
 */
public final class MessageIndex {
  /** A frame around other messages says little. */
  private static final double FRAME = 3;

  /** What a page quotes counts a little less than the table, which knows several pages. */
  private static final double QUOTED = 0.8;

  /** A page is the answer where nothing else comes near. */
  private static final double CLEAR = 1.5;

  private static final double ENOUGH = 10;

  /** How far a page is behind the one before it on the same row. */
  private static final double STEP = 0.25;

  private static final Pattern QUOTATION = Pattern.compile("`([^`]+)`", Pattern.DOTALL);

  private static final List<Row> ROWS = rows();

  /** A message, the pages about it, and how much it says where it fits. */
  private record Row(Phrase phrase, List<String> pages, double weight) {}

  /**
   * A page that may be about the text.
   *
   * @param page name of a failure or a rule
   * @param because what of the text speaks for it, as the index has it
   * @param weight how much of the text it is about
   */
  public record Match(String page, String because, double weight) {
    public Match {
      requireNonNull(page, "page is null");
      requireNonNull(because, "because is null");
    }
  }

  private MessageIndex() {}

  /** The pages, the likeliest first; those with the same text once. */
  public static List<Match> search(String pasted) {
    PastedText text = PastedText.of(pasted);
    Map<String, Match> best = new HashMap<>();
    for (Row row : ROWS) {
      if (row.phrase().in(text)) {
        add(best, row.pages(), row.weight(), row.phrase().shown());
      }
    }
    for (Term term : Mentions.in(text)) {
      add(best, term.pages(), weight(term), term.title());
    }
    if (best.isEmpty() && text.words().length() > 8) {
      partOf(text, best);
    }
    Map<String, Match> byText = new LinkedHashMap<>();
    best.values().stream()
        .sorted(Comparator.comparingDouble(Match::weight).reversed().thenComparing(Match::page))
        .forEach(
            match -> byText.putIfAbsent(Catalogue.page(match.page()).orElse(match.page()), match));
    return List.copyOf(byText.values());
  }

  /** Whether the first of these matches is the answer. */
  public static boolean clear(List<Match> matches) {
    return !matches.isEmpty()
        && matches.get(0).weight() >= ENOUGH
        && (matches.size() == 1 || matches.get(0).weight() >= CLEAR * matches.get(1).weight());
  }

  /** The terms that the text speaks of, in the order in which it is best read. */
  public static List<Term> terms(String pasted) {
    return Mentions.in(PastedText.of(pasted)).stream()
        .sorted(Comparator.comparing(Term::kind))
        .toList();
  }

  /** Somebody may have copied a piece of a message. */
  private static void partOf(PastedText text, Map<String, Match> best) {
    String piece = text.words().strip();
    for (Row row : ROWS) {
      if (row.phrase().parts().stream().anyMatch(part -> part.contains(piece))) {
        add(best, row.pages(), piece.length() * QUOTED, row.phrase().shown());
      }
    }
  }

  private static void add(
      Map<String, Match> best, List<String> pages, double weight, String because) {
    for (int i = 0; i < pages.size(); i++) {
      Match match = new Match(pages.get(i), because, weight - STEP * i);
      best.merge(match.page(), match, (old, now) -> now.weight() > old.weight() ? now : old);
    }
  }

  private static double weight(Term term) {
    return switch (term.kind()) {
      case TLS_REASON -> 16;
      case ALERT, DROP_REASON -> 14;
      case ENVOY_DETAIL -> 12;
      case ERRNO -> 8;
      case ENVOY_FLAG -> 6;
      case HTTP_STATUS -> 5;
      case CURL_EXIT -> 4;
    };
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String line : Table.rows("messages")) {
      int bar = line.lastIndexOf('|');
      boolean frame = line.startsWith("~");
      Phrase phrase = Phrase.of(line.substring(frame ? 1 : 0, bar));
      List<String> pages = Table.words(line.substring(bar + 1));
      rows.add(new Row(phrase, pages, frame ? FRAME : phrase.weight()));
    }
    List<Row> known = List.copyOf(rows);
    List<String> frames =
        known.stream()
            .filter(row -> row.weight() == FRAME)
            .flatMap(row -> row.phrase().parts().stream())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    quotations().entrySet().stream()
        .filter(
            quotation -> known.stream().noneMatch(row -> holds(row.phrase(), quotation.getKey())))
        .map(
            quotation -> {
              Phrase phrase = Phrase.of(quotation.getKey());
              List<String> pages = quotation.getValue();
              return new Row(phrase, pages, QUOTED * own(phrase, frames) / pages.size());
            })
        .forEach(rows::add);
    return List.copyOf(rows);
  }

  /** The length of what a quotation has beside the frames around messages. */
  private static double own(Phrase quotation, List<String> frames) {
    String words = String.join("", quotation.parts());
    for (String frame : frames) {
      words = words.replace(frame, " ");
    }
    return Math.max(FRAME / 2, words.strip().length());
  }

  /** A quotation that is a piece of a known message says no more than that. */
  private static boolean holds(Phrase known, String quotation) {
    String words = PastedText.wordsOf(quotation);
    return known.parts().stream().anyMatch(part -> part.contains(words));
  }

  /** What the pages quote of programs: where they tell what is seen, and not how to mend it. */
  private static Map<String, List<String>> quotations() {
    Map<String, List<String>> quotations = new LinkedHashMap<>();
    for (String name : Catalogue.pages()) {
      String page = Catalogue.page(name).orElseThrow();
      String seen = page.split("\n## (?:What looks the same|Fix|Sources)\n", 2)[0];
      Matcher matcher = QUOTATION.matcher(seen);
      while (matcher.find()) {
        String quotation = matcher.group(1).replaceAll("\\s+", " ").strip();
        if (isMessage(quotation)) {
          List<String> pages = quotations.computeIfAbsent(quotation, q -> new ArrayList<>());
          if (!pages.contains(name)) {
            pages.add(name);
          }
        }
      }
    }
    return quotations;
  }

  /** A name of a field or a number alone is in too many texts. */
  private static boolean isMessage(String quotation) {
    Phrase phrase = Phrase.of(quotation);
    long words =
        phrase.parts().stream().flatMap(part -> Stream.of(part.strip().split(" "))).count();
    return words >= 2 && phrase.length() >= 10;
  }
}
