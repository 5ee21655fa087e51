package dev.tlsdiag.cli.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.cli.manual.ManualPage.Block;
import dev.tlsdiag.cli.manual.ManualPage.Bullet;
import dev.tlsdiag.cli.manual.ManualPage.Code;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoffWriterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '%',
      textBlock =
          """
          --no-sni      | \\-\\-no\\-sni
          a\\b          | a\\(rsb
          it's "x"      | it\\(aqs \\(dqx\\(dq
          ~sni ^a `b`   | \\(tisni \\(haa \\(gab\\(ga
          a … b         | a \\[u2026] b
          """)
  void escapes(String text, String roff) {
    assertEquals(roff, RoffWriter.escaped(text));
  }

  @Test
  void writesEachKindOfBlock() {
    String page =
        RoffWriter.write(
            new ManualPage(
                "tlsdiag-x",
                1,
                "does x",
                List.of(
                    new Heading(1, "Options"),
                    new Item(
                        Prose.bold("-x").and(Prose.Style.ITALIC, " FILE"), Prose.plain(".x first")),
                    new Bullet(Prose.of("see `a-b`, or 'c'")),
                    new Paragraph(Prose.plain("'quoted' begin")),
                    new Code(List.of(".hidden", "'b", "c\\")))),
            "1.2-3");
    assertEquals(
        """
        .\\" Made by 'tlsdiag man --write'.
        .TH TLSDIAG\\-X 1 "" "tlsdiag 1.2\\-3" "tlsdiag"
        .nh
        .ad l
        .SH NAME
        tlsdiag\\-x \\- does x
        .SH "OPTIONS"
        .TP
        \\fB\\-x\\fR\\fI FILE\\fR
        \\&.x first
        .IP \\(bu 2
        see \\fBa\\-b\\fR, or \\(aqc\\(aq
        .PP
        \\(aqquoted\\(aq begin
        .PP
        .RS 4
        .nf
        \\&.hidden
        \\(aqb
        c\\(rs
        .fi
        .RE
        """,
        page);
  }

  @Test
  void readsMarkdown() {
    List<Block> blocks =
        ManualPage.parse(
            """
            # One

            a `b`
            c

            - d
            - e
              f

            `--g` H
            : i
            j

                k
                  l
            """);
    assertEquals(
        List.of(
            new Heading(1, "One"),
            new Paragraph(Prose.of("a `b` c")),
            new Bullet(Prose.of("d")),
            new Bullet(Prose.of("e f")),
            new Item(Prose.of("`--g` H"), Prose.of("i j")),
            new Code(List.of("k", "  l"))),
        blocks);
    assertTrue(Prose.of("a `b").text().contains("b"));
  }
}
