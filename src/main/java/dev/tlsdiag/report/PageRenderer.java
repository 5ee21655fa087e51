package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;

/**
 * A page of explanation, written in a few constructs of Markdown, on a terminal: headings,
 * paragraphs, lists, code between backquotes.
 */
public record PageRenderer(Theme theme, int columns) {
  private static final int WIDEST = 100;

  public PageRenderer {
    requireNonNull(theme, "theme is null");
  }

  /** Writes the page; {@code out} stays open and belongs to the caller. */
  public void render(String markdown, Appendable out) throws IOException {
    StringBuilder paragraph = new StringBuilder();
    for (String line : markdown.lines().toList()) {
      boolean starts = line.startsWith("- ") || line.startsWith("#") || line.isEmpty();
      if (starts) {
        flush(paragraph, out);
      }
      if (line.isEmpty()) {
        out.append('\n');
      } else if (line.startsWith("#")) {
        String title = line.replaceFirst("^#+ ", "");
        out.append(theme.paint(Role.STRONG, title)).append('\n');
      } else {
        paragraph.append(paragraph.length() == 0 ? "" : " ").append(line.strip());
      }
    }
    flush(paragraph, out);
  }

  private void flush(StringBuilder paragraph, Appendable out) throws IOException {
    if (paragraph.length() == 0) {
      return;
    }
    String text = paragraph.toString();
    paragraph.setLength(0);
    boolean item = text.startsWith("- ");
    String indent = item ? "  " : "";
    String plain = text.substring(indent.length()).replace("`", "");
    String shown = theme.unicode() ? plain : plain.replace("…", "...");
    List<String> lines = TextLayout.wrap(shown, Math.min(WIDEST, columns) - indent.length());
    for (int i = 0; i < lines.size(); i++) {
      String start = i == 0 && item ? theme.dot() + " " : indent;
      out.append(start).append(lines.get(i)).append('\n');
    }
  }
}
