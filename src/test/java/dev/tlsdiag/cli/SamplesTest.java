package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of {@code samples/README.md}: each command is run as it stands there, and ends and
 * says as it stands there. No file of samples may be without a row.
 */
class SamplesTest {
  private static final Path FOLDER = Path.of("samples");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\|[^|]*\\| `tlsdiag ([^`]+)` \\| ([0-9]+) \\| ([^|]+) \\|$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** What is told of elsewhere in these pages, or makes the others. */
  private static final List<String> NO_SAMPLES =
      List.of("README.md", "COOKBOOK.md", "GUIDE.md", "sni-lost/make.sh", "mesh-sni-lost/make.py");

  /** One row: a command, and what is to come of it. */
  private record Row(String command, int exit, List<String> says) {
    @Override
    public String toString() {
      return command;
    }

    /** As a shell would hand them on. */
    List<String> words() {
      return ShellLine.words(command);
    }
  }

  private static String readme() throws IOException {
    return Files.readString(FOLDER.resolve("README.md"));
  }

  static List<Row> rows() throws IOException {
    return ROW.matcher(readme())
        .results()
        .map(row -> new Row(row.group(1), Integer.parseInt(row.group(2)), code(row.group(3))))
        .toList();
  }

  private static List<String> code(String text) {
    return CODE.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void endsAndSaysAsWritten(Row row) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        new Program(new PrintWriter(out), new PrintWriter(err))
            .run(row.words().toArray(String[]::new));
    String said = (out + "\n" + err).replaceAll("\\s+", " ");
    assertAll(
        () -> assertEquals(row.exit(), exit, said),
        () ->
            assertEquals(
                List.of(), row.says().stream().filter(text -> !said.contains(text)).toList(), said),
        () -> assertTrue(!row.says().isEmpty(), "a row says something"));
  }

  @Test
  void noSampleIsWithoutARow() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(FOLDER)) {
      all.filter(Files::isRegularFile)
          .map(file -> FOLDER.relativize(file).toString())
          .forEach(files::add);
    }
    NO_SAMPLES.forEach(files::remove);
    for (Row row : rows()) {
      row.words().forEach(word -> files.remove(word.replaceFirst("^samples/", "")));
    }
    // The table of configurations: other tests start and read these, and this one that they do.
    String tests = tests();
    List<String> copied = new ArrayList<>();
    for (MatchResult row :
        Pattern.compile("^\\| (`[^|]+`) \\| [^|`][^|]*\\|$", Pattern.MULTILINE)
            .matcher(readme())
            .results()
            .toList()) {
      copied.addAll(code(row.group(1)));
    }
    for (String file : copied) {
      assertTrue(Files.exists(FOLDER.resolve(file)), file + " is in the README and not there");
      String name = Path.of(file).getFileName().toString();
      assertTrue(tests.contains(name), "no test reads " + file);
      files.remove(file);
    }
    assertEquals(List.of(), List.copyOf(files), "files without a row in samples/README.md");
  }

  private static String tests() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String test :
        List.of("cli/SampleServersTest", "cli/SampleManifestsTest", "check/CiSamplesTest")) {
      text.append(Files.readString(Path.of("src/test/java/dev/tlsdiag", test + ".java")));
    }
    return text
        + rows().stream().flatMap(row -> row.words().stream()).collect(Collectors.joining(" "));
  }
}
