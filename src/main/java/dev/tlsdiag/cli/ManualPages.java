package dev.tlsdiag.cli;

import dev.tlsdiag.cli.manual.ManualPage;
import dev.tlsdiag.cli.manual.ManualPage.Block;
import dev.tlsdiag.cli.manual.ManualPage.Bullet;
import dev.tlsdiag.cli.manual.ManualPage.Heading;
import dev.tlsdiag.cli.manual.ManualPage.Item;
import dev.tlsdiag.cli.manual.ManualPage.Paragraph;
import dev.tlsdiag.cli.manual.Prose;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pages of the manual: the program, each command, findings, configuration, filters. */
final class ManualPages {
  private ManualPages() {}

  /** What can be asked for by name beside commands. */
  static final List<String> TOPICS = List.of("findings", "config-file", "filter");

  /** All of them. */
  static List<ManualPage> all() {
    return Stream.of(
            Stream.of(program()),
            Commands.ALL.stream().map(entry -> new CommandManual(entry).page()),
            Stream.of(FindingsManual.page(), configuration(), filter()))
        .flatMap(pages -> pages)
        .toList();
  }

  /**
   * One of them.
   *
   * @param name of a command or a topic, also as {@code tlsdiag-capture}
   */
  static Optional<ManualPage> named(String name) {
    String bare = name.replaceFirst("^tlsdiag-", "").replaceFirst("[.(][157][)]?$", "");
    boolean file = name.matches(".*[.(]5[)]?");
    return switch (bare) {
      case "tlsdiag" -> Optional.of(program());
      case "findings" -> Optional.of(FindingsManual.page());
      case "config-file" -> Optional.of(configuration());
      case "filter" -> Optional.of(filter());
      default ->
          bare.equals("config") && file
              ? Optional.of(configuration())
              : Commands.named(bare).map(entry -> new CommandManual(entry).page());
    };
  }

  private static ManualPage program() {
    List<Block> blocks = new ArrayList<>();
    List<Block> fixed = ManualPage.parse(text("tlsdiag.md"));
    for (Block block : fixed) {
      blocks.add(block);
      if (block instanceof Heading heading && heading.text().equals("Commands")) {
        commands(blocks);
      }
    }
    return new ManualPage(
        "tlsdiag", 1, "finds the hop that breaks a TLS connection, and proves why", blocks);
  }

  private static void commands(List<Block> blocks) {
    for (Commands.Task task : Commands.Task.values()) {
      List<Commands.Entry> entries =
          Commands.ALL.stream().filter(entry -> entry.task() == task).toList();
      if (!entries.isEmpty()) {
        blocks.add(new Heading(2, task.title()));
      }
      for (Commands.Entry entry : entries) {
        Prose term = Prose.bold("tlsdiag-" + entry.name()).and(Prose.Style.PLAIN, "(1)");
        blocks.add(new Item(term, Prose.plain(entry.summary())));
      }
    }
  }

  private static ManualPage configuration() {
    List<Block> blocks = new ArrayList<>();
    for (Block block : ManualPage.parse(text("tlsdiag-config.md"))) {
      blocks.add(block);
      if (block instanceof Heading heading && heading.text().equals("Keys")) {
        blocks.addAll(ConfigKeys.blocks());
      }
    }
    return new ManualPage("tlsdiag-config", 5, "options of tlsdiag that need not be typed", blocks);
  }

  private static ManualPage filter() {
    return new ManualPage(
        "tlsdiag-filter",
        7,
        "which handshakes, flows and requests tlsdiag shows",
        ManualPage.parse(text("tlsdiag-filter.md")));
  }

  /** Paragraphs and bullets of a text, without its headings. */
  static List<Block> body(String markdown) {
    return ManualPage.parse(markdown).stream()
        .filter(block -> block instanceof Paragraph || block instanceof Bullet)
        .toList();
  }

  private static String text(String name) {
    try (InputStream in = ManualPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
