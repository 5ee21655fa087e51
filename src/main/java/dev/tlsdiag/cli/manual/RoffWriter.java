package dev.tlsdiag.cli.manual;

import dev.tlsdiag.cli.manual.ManualPage.Bullet;
import dev.tlsdiag.cli.manual.ManualPage.Code;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import java.util.Locale;

/** A page in the macros of man(7), in ASCII alone, for groff and mandoc. */
public final class RoffWriter implements ManualPage.Writer {
  private final StringBuilder out = new StringBuilder();

  private RoffWriter() {}

  /**
   * @param version of the program
   */
  public static String write(ManualPage page, String version) {
    RoffWriter writer = new RoffWriter();
    writer.begin(page, version);
    page.blocks().forEach(block -> block.writeTo(writer));
    return writer.out.toString();
  }

  private void begin(ManualPage page, String version) {
    out.append(".\\\" Made by 'tlsdiag man --write'.\n");
    out.append(".TH ").append(escaped(page.name().toUpperCase(Locale.ROOT)));
    out.append(' ').append(page.section()).append(" \"\" \"tlsdiag ").append(escaped(version));
    out.append("\" \"tlsdiag\"\n");
    // Long names of options are not to be torn apart, nor lines to be stretched around them.
    out.append(".nh\n.ad l\n");
    out.append(".SH NAME\n").append(escaped(page.name())).append(" \\- ");
    out.append(escaped(page.summary())).append('\n');
  }

  @Override
  public void heading(Heading heading) {
    String text = heading.level() == 1 ? heading.text().toUpperCase(Locale.ROOT) : heading.text();
    out.append(heading.level() == 1 ? ".SH \"" : ".SS \"").append(escaped(text)).append("\"\n");
  }

  @Override
  public void paragraph(Paragraph paragraph) {
    out.append(".PP\n");
    line(paragraph.prose());
  }

  @Override
  public void item(Item item) {
    out.append(".TP\n");
    line(item.term());
    line(item.prose());
  }

  @Override
  public void bullet(Bullet bullet) {
    out.append(".IP \\(bu 2\n");
    line(bullet.prose());
  }

  @Override
  public void code(Code code) {
    out.append(".PP\n.RS 4\n.nf\n");
    code.lines().forEach(line -> out.append(guarded(escaped(line))).append('\n'));
    out.append(".fi\n.RE\n");
  }

  private void line(Prose prose) {
    StringBuilder line = new StringBuilder();
    for (Prose.Span span : prose.spans()) {
      String text = escaped(span.text());
      line.append(
          switch (span.style()) {
            case PLAIN -> text;
            case BOLD -> "\\fB" + text + "\\fR";
            case ITALIC -> "\\fI" + text + "\\fR";
          });
    }
    // A line without text would end the paragraph.
    out.append(line.isEmpty() ? "\\&" : guarded(line.toString())).append('\n');
  }

  /** A period or an apostrophe at the beginning would make a request of the line. */
  private static String guarded(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }

  /** Signs that roff reads or prints otherwise; beyond ASCII by their numbers. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> escaped.append("\\(rs");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                case '"' -> escaped.append("\\(dq");
                default -> {
                  if (c < 0x20) {
                    escaped.append(' ');
                  } else if (c < 0x7f) {
                    escaped.append((char) c);
                  } else {
                    escaped.append("\\[u%04X]".formatted(c));
                  }
                }
              }
            });
    return escaped.toString();
  }
}
