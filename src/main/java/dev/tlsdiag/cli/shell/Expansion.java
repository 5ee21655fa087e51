package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.cli.shell.ShellLine.Piece;
import dev.tlsdiag.cli.shell.ShellLine.Quoting;
import dev.tlsdiag.cli.shell.ShellLine.Word;
import dev.tlsdiag.report.Printable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes arguments of words: references to the last result, variables, {@code ~} and patterns of
 * file names.
 *
 * @param last what {@code $} stands for
 */
record Expansion(LastResult last, Map<String, String> environment) {
  /** What would need a shell of the system. */
  private static final Set<String> OPERATORS =
      Set.of("|", "||", "&", "&&", ";", ">", ">>", "<", "2>", "2>&1", "&>");

  Expansion {
    requireNonNull(last, "last is null");
    environment = Map.copyOf(environment);
  }

  /** A line cannot be run as it is. */
  static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    Problem(String message, String hint) {
      super(message);
      this.hint = hint;
    }

    /** What to do about it; may be empty. */
    String hint() {
      return hint;
    }
  }

  List<String> arguments(List<Word> words) throws Problem {
    List<String> arguments = new ArrayList<>();
    for (Word word : words) {
      if (!word.quoted() && OPERATORS.contains(word.text())) {
        throw new Problem(
            "'%s' needs the system's shell".formatted(word.text()),
            "!tlsdiag …, or quotes around it");
      }
      if (word.pieces().size() == 1 && word.text().equals("$") && !word.quoted()) {
        arguments.addAll(files());
      } else {
        arguments.addAll(expanded(word));
      }
    }
    return arguments;
  }

  private List<String> files() throws Problem {
    if (last.files().isEmpty()) {
      throw new Problem(
          "no file was read by the last command, so '$' is none", "$1.sni, $.summary");
    }
    return last.files();
  }

  private List<String> expanded(Word word) throws Problem {
    StringBuilder text = new StringBuilder();
    boolean pattern = false;
    for (Piece piece : word.pieces()) {
      boolean plain = piece.quoting() == Quoting.NONE && !piece.reference();
      pattern |= plain && piece.text().matches(".*[*?\\[].*");
      text.append(piece.reference() ? value(piece.text()) : piece.text());
    }
    String whole = text.toString();
    Piece first = word.pieces().get(0);
    if (whole.startsWith("-") && first.reference()) {
      throw new Problem(
          "'%s' is '%s' here, which would be an option"
              .formatted(first.text(), Printable.escape(whole)),
          "--option=" + first.text() + ", if it is the value of an option");
    }
    String home = environment.getOrDefault("HOME", "");
    if (first.quoting() == Quoting.NONE && whole.matches("~(/.*)?") && !home.isEmpty()) {
      whole = home + whole.substring(1);
    }
    List<String> files = pattern && !word.quoted() ? matching(whole) : List.of();
    return files.isEmpty() ? List.of(whole) : files;
  }

  private String value(String reference) throws Problem {
    String path = path(reference);
    if (path.isEmpty()) {
      return "$"; // a lone sign, as in a regular expression
    }
    if (path.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      String value = environment.get(path);
      if (value == null) {
        throw new Problem(
            "no variable '%s'".formatted(reference), "a field of the last result is $." + path);
      }
      return value;
    }
    if (last.json().isMissingNode()) {
      throw new Problem(
          "'%s': the last command left no result with fields".formatted(reference),
          "capture FILE first");
    }
    return last.at(path)
        .map(LastResult::word)
        .orElseThrow(
            () ->
                new Problem(
                    "nothing at '%s' in the last result".formatted(reference),
                    last.rows().isEmpty() ? "$." : "$1 shows row 1, $ all"));
  }

  /** Of {@code $1.sni} or {@code ${1.sni}}. */
  static String path(String reference) {
    return reference.startsWith("${") && reference.endsWith("}")
        ? reference.substring(2, reference.length() - 1)
        : reference.substring(1);
  }

  /** Files by a pattern in the last part of a path; sorted. */
  private static List<String> matching(String pattern) {
    int slash = pattern.lastIndexOf('/');
    String folder = pattern.substring(0, slash + 1);
    String name = pattern.substring(slash + 1);
    if (folder.matches(".*[*?\\[].*") || name.isEmpty()) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    String glob = name.replace("{", "\\{").replace("}", "\\}");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder), glob)) {
      for (Path file : files) {
        String each = file.getFileName().toString();
        if (!each.startsWith(".") || name.startsWith(".")) {
          found.add(folder.isEmpty() && each.startsWith("-") ? "./" + each : folder + each);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of(); // no such folder, or no pattern: the word is what it says
    }
    found.sort(null);
    return found;
  }
}
