package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.cli.shell.LineRoles.Role;
import dev.tlsdiag.cli.shell.ShellLine.Piece;
import dev.tlsdiag.cli.shell.ShellLine.Quoting;
import dev.tlsdiag.cli.shell.ShellLine.Word;
import dev.tlsdiag.cli.shell.ShellProgram.Values;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Colours of a line while it is typed: commands, options, quotes, references, and what the command
 * will not take. A word that may still become a right one is not wrong yet.
 */
final class LineHighlighter implements Highlighter {
  static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  static final AttributedStyle COMMAND = PLAIN.bold();
  static final AttributedStyle OPTION = PLAIN.foreground(AttributedStyle.CYAN);
  static final AttributedStyle TEXT = PLAIN.foreground(AttributedStyle.GREEN);
  static final AttributedStyle REFERENCE = PLAIN.foreground(AttributedStyle.YELLOW);
  static final AttributedStyle WRONG = PLAIN.foreground(AttributedStyle.RED);
  static final AttributedStyle COMMENT = PLAIN.faint();

  private final ShellProgram program;

  LineHighlighter(ShellProgram program) {
    this.program = requireNonNull(program, "program is null");
  }

  @Override
  public AttributedString highlight(LineReader reader, String line) {
    return highlight(line);
  }

  AttributedString highlight(String line) {
    AttributedStringBuilder shown = new AttributedStringBuilder(line.length());
    String stripped = line.strip();
    if (stripped.startsWith("!") || stripped.startsWith("\\")) {
      return shown.append(line).toAttributedString();
    }
    List<Word> words = ShellLine.parse(line).words();
    List<Role> roles = LineRoles.of(program, words.stream().map(Word::text).toList());
    int at = 0;
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      gap(shown, line.substring(at, word.start()));
      boolean typing = word.end() == line.length();
      shown.styled(
          style(word, roles.get(i), i == 0, typing), line.substring(word.start(), word.end()));
      at = word.end();
    }
    gap(shown, line.substring(at));
    return shown.toAttributedString();
  }

  /** Blanks, or a comment. */
  private static void gap(AttributedStringBuilder shown, String text) {
    shown.styled(text.isBlank() ? PLAIN : COMMENT, text);
  }

  private AttributedStyle style(Word word, Role role, boolean first, boolean typing) {
    String text = word.text();
    if (word.hasReference()) {
      return REFERENCE;
    }
    return switch (role.kind()) {
      case COMMAND -> command(text, typing && first);
      case SUBCOMMAND -> COMMAND;
      case END -> OPTION;
      case OPTION, OPTION_WITH_VALUE -> option(text, role, typing);
      case VALUE, ARGUMENT -> value(word, role, typing);
    };
  }

  private AttributedStyle command(String text, boolean typing) {
    Stream<String> known =
        Stream.concat(program.commands().keySet().stream(), ShellCompleter.OWN.stream());
    Predicate<String> fits = typing ? name -> name.startsWith(text) : text::equals;
    boolean whole = program.commands().containsKey(text) || ShellCompleter.OWN.contains(text);
    return whole || text.equals("quit") ? COMMAND : known.anyMatch(fits) ? PLAIN : WRONG;
  }

  private static AttributedStyle option(String text, Role role, boolean typing) {
    Optional<CommandSpec> command = role.command();
    if (role.argument().isPresent() || command.isEmpty()) {
      return command.isEmpty() ? PLAIN : OPTION;
    }
    boolean begun =
        typing
            && command.get().optionsMap().keySet().stream().anyMatch(name -> name.startsWith(text));
    return begun ? PLAIN : WRONG;
  }

  private AttributedStyle value(Word word, Role role, boolean typing) {
    String text = word.text();
    Optional<Values> values = role.argument().flatMap(program::values).filter(Values::closed);
    if (values.isPresent()) {
      String separator = values.get().separator();
      String lastOne = separator.isEmpty() ? text : text.substring(text.lastIndexOf(separator) + 1);
      String name = values.get().namesFile() ? lastOne.replaceFirst("=.*", "") : lastOne;
      boolean right =
          values.get().words().stream()
              .anyMatch(known -> typing ? startsWith(known, name) : known.equalsIgnoreCase(name));
      return right ? PLAIN : WRONG;
    }
    boolean quoted = word.pieces().stream().map(Piece::quoting).anyMatch(q -> q != Quoting.NONE);
    return quoted ? TEXT : PLAIN;
  }

  private static boolean startsWith(String known, String begin) {
    return known.regionMatches(true, 0, begin, 0, begin.length());
  }
}
