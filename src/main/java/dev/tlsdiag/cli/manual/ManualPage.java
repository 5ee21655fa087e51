package dev.tlsdiag.cli.manual;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * A page of the manual.
 *
 * @param name {@code tlsdiag-capture}
 * @param section 1 for commands, 5 for files, 7 for the rest
 * @param summary half a sentence: what {@code whatis} shows
 */
public record ManualPage(String name, int section, String summary, List<Block> blocks) {
  public ManualPage {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    blocks = List.copyOf(blocks);
  }

  /** A piece of a page. */
  public sealed interface Block {
    void writeTo(Writer writer);
  }

  /**
   * @param level 1 for sections, 2 for those below
   */
  public record Heading(int level, String text) implements Block {
    @Override
    public void writeTo(Writer writer) {
      writer.heading(this);
    }
  }

  /** A paragraph. */
  public record Paragraph(Prose prose) implements Block {
    @Override
    public void writeTo(Writer writer) {
      writer.paragraph(this);
    }
  }

  /** A term, and what there is to say of it. */
  public record Item(Prose term, Prose prose) implements Block {
    @Override
    public void writeTo(Writer writer) {
      writer.item(this);
    }
  }

  /** One of a list. */
  public record Bullet(Prose prose) implements Block {
    @Override
    public void writeTo(Writer writer) {
      writer.bullet(this);
    }
  }

  /** Lines that stay as they are. */
  public record Code(List<String> lines) implements Block {
    public Code {
      lines = List.copyOf(lines);
    }

    @Override
    public void writeTo(Writer writer) {
      writer.code(this);
    }
  }

  /** Writes blocks, one after the other. */
  public interface Writer {
    void heading(Heading heading);

    void paragraph(Paragraph paragraph);

    void item(Item item);

    void bullet(Bullet bullet);

    void code(Code code);
  }

  /** {@code tlsdiag-capture.1}. */
  public String fileName() {
    return name + "." + section;
  }

  /**
   * Blocks of a text in a few constructs of Markdown: headings, paragraphs, lists, lines indented
   * by four blanks, and terms with {@code ": "} in front of what is said of them.
   */
  public static List<Block> parse(String markdown) {
    List<Block> blocks = new ArrayList<>();
    for (String part : markdown.strip().split("\n(?:[ \t]*\n)+")) {
      if (part.startsWith("#")) {
        int level = part.indexOf(' ');
        blocks.add(new Heading(level, part.substring(level + 1).strip()));
      } else if (part.startsWith("    ")) {
        blocks.add(new Code(part.lines().map(line -> line.substring(4)).toList()));
      } else if (part.startsWith("- ")) {
        for (String item : part.substring(2).split("\n- ")) {
          blocks.add(new Bullet(Prose.of(item)));
        }
      } else if (part.contains("\n: ")) {
        String[] pieces = part.split("\n: ", 2);
        blocks.add(new Item(Prose.of(pieces[0]), Prose.of(pieces[1])));
      } else {
        blocks.add(new Paragraph(Prose.of(part)));
      }
    }
    return blocks;
  }
}
