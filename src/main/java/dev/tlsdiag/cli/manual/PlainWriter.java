package dev.tlsdiag.cli.manual;

import dev.tlsdiag.cli.manual.ManualPage.Bullet;
import dev.tlsdiag.cli.manual.ManualPage.Code;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import java.util.List;
import java.util.Locale;

/** A page as text for a terminal, laid out as {@code man} would. */
public final class PlainWriter implements ManualPage.Writer {
  private static final int INDENT = 4;
  private static final int DEEPER = 12;
  private static final int WIDEST = 100;

  private final Theme theme;
  private final int columns;
  private final StringBuilder out = new StringBuilder();

  private PlainWriter(Theme theme, int columns) {
    this.theme = theme;
    this.columns = Math.min(columns, WIDEST);
  }

  /**
   * @param columns of the terminal
   */
  public static String write(ManualPage page, Theme theme, int columns) {
    PlainWriter writer = new PlainWriter(theme, columns);
    writer.heading(new Heading(1, "name"));
    writer.paragraph(new Paragraph(Prose.plain(page.name() + " - " + page.summary())));
    page.blocks().forEach(block -> block.writeTo(writer));
    return writer.out.toString();
  }

  @Override
  public void heading(Heading heading) {
    boolean first = heading.level() == 1;
    String text = first ? heading.text().toUpperCase(Locale.ROOT) : "  " + heading.text();
    out.append(out.isEmpty() ? "" : "\n").append(theme.paint(Role.STRONG, shown(text)));
    out.append('\n');
  }

  @Override
  public void paragraph(Paragraph paragraph) {
    if (!endsWithHeading()) {
      out.append('\n');
    }
    block(paragraph.prose().text(), INDENT, "");
  }

  @Override
  public void item(Item item) {
    String term = shown(item.term().text());
    String painted = theme.paint(Role.STRONG, term);
    if (!endsWithHeading()) {
      out.append('\n');
    }
    out.append(" ".repeat(INDENT)).append(painted);
    int used = INDENT + Printable.width(term);
    if (used < DEEPER) {
      out.append(" ".repeat(DEEPER - used));
      List<String> lines = lines(item.prose().text(), DEEPER);
      out.append(lines.get(0)).append('\n');
      lines.stream().skip(1).forEach(line -> indented(line, DEEPER));
    } else {
      out.append('\n');
      block(item.prose().text(), DEEPER, "");
    }
  }

  @Override
  public void bullet(Bullet bullet) {
    block(bullet.prose().text(), INDENT + 2, theme.dot() + " ");
  }

  @Override
  public void code(Code code) {
    if (!endsWithHeading()) {
      out.append('\n');
    }
    code.lines().forEach(line -> indented(shown(line), 2 * INDENT));
  }

  private void block(String text, int indent, String sign) {
    String first = sign;
    for (String line : lines(text, indent)) {
      indented(first + line, indent - first.length());
      first = "";
    }
  }

  private List<String> lines(String text, int indent) {
    return TextLayout.wrap(shown(text), columns - indent);
  }

  private void indented(String line, int indent) {
    out.append((" ".repeat(indent) + line).stripTrailing()).append('\n');
  }

  private boolean endsWithHeading() {
    int before = out.lastIndexOf("\n", out.length() - 2);
    String last = out.substring(before + 1);
    return !last.isBlank() && !last.startsWith(" ".repeat(INDENT));
  }

  private String shown(String text) {
    return theme.unicode()
        ? text
        : text.replace("…", "...").replace("·", "-").replace("→", ">").replace("–", "-");
  }
}
