package dev.tlsdiag.recall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON within a page of ours.
 *
 * @param json the text of the element
 * @param line of the page where it begins, counted from 0
 * @param column likewise
 */
record Page(String json, int line, int column) {
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"application/json\" id=\"tlsdiag\">");

  private static final String END = "</script>";

  /** Whether a text is HTML rather than JSON, which never begins like this. */
  static boolean isPage(String text) {
    return text.startsWith("<");
  }

  static Page of(String html) throws NoResultException {
    Matcher script = SCRIPT.matcher(html);
    if (!script.find()) {
      throw new NoResultException(0, 0, "", "a page, and no result of tlsdiag in it");
    }
    int start = script.end();
    int end = html.indexOf(END, start);
    if (end < 0) {
      throw new NoResultException(0, 0, "", "a page that ends in the middle of its result");
    }
    if (script.find()) {
      throw new NoResultException(0, 0, "", "a page with more than one result in it");
    }
    int lines = 0;
    int lineStart = 0;
    for (int at = html.indexOf('\n'); at >= 0 && at < start; at = html.indexOf('\n', at + 1)) {
      lines++;
      lineStart = at + 1;
    }
    return new Page(html.substring(start, end), lines, start - lineStart);
  }
}
