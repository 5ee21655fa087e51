package dev.tlsdiag.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command line of a document, as a shell would hand it on: quotes, and {@code *} for captures.
 */
final class ShellLine {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private ShellLine() {}

  static List<String> words(String line) {
    return WORD.matcher(line)
        .results()
        .flatMap(word -> word.group(1) != null ? Stream.of(word.group(1)) : expanded(word.group(2)))
        .toList();
  }

  private static Stream<String> expanded(String word) {
    if (!word.endsWith("/*.pcap")) {
      return Stream.of(word);
    }
    try (Stream<Path> files = Files.list(Path.of(word).getParent())) {
      return files.map(Path::toString).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
