package dev.tlsdiag.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * The folder with captures and expected answers.
 *
 * @param root holds {@code manifest.tsv}, the captures, and {@code oracle/} with one answer file
 *     each
 */
record Corpus(Path root) {
  static final String PROPERTY = "tlsdiag.corpus";
  static final String VARIABLE = "TLSDIAG_CORPUS";
  private static final int CONTAINER = 7; // column of the manifest, counted from 0

  /** Why the tests skip, in one line. */
  static String absent() {
    return "no capture corpus: set -D%s or %s, or put it at ../shared/corpus"
        .formatted(PROPERTY, VARIABLE);
  }

  /** One test that skips for {@code reason}, which also goes to the log. */
  static Stream<DynamicTest> skipped(String reason) {
    System.out.println("skipped: " + reason);
    return Stream.of(
        DynamicTest.dynamicTest("skipped: " + reason, () -> Assumptions.abort(reason)));
  }

  /** The corpus where one is; a folder named by property or variable wins over the relative one. */
  static Optional<Corpus> find() {
    return Stream.of(System.getProperty(PROPERTY), System.getenv(VARIABLE), "../shared/corpus")
        .filter(place -> place != null && !place.isEmpty())
        .map(Path::of)
        .filter(place -> Files.isRegularFile(place.resolve("manifest.tsv")))
        .findFirst()
        .map(Corpus::new);
  }

  /** The captures as the manifest names them, relative to the root, in its order. */
  List<String> files() throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve("manifest.tsv"), StandardCharsets.UTF_8)) {
      return lines
          .skip(1)
          .filter(line -> !line.isBlank())
          .map(line -> line.substring(0, line.indexOf('\t')))
          .toList();
    }
  }

  /** Of every container format the first file. */
  Set<String> oneOfEachContainer() throws IOException {
    Map<String, String> first = new LinkedHashMap<>();
    for (String line : Files.readAllLines(root.resolve("manifest.tsv"))) {
      String[] column = line.split("\t", -1);
      first.putIfAbsent(column[CONTAINER], column[0]);
    }
    return Set.copyOf(first.values());
  }

  Path capture(String file) {
    return root.resolve(file);
  }

  /** The ClientHellos expected in {@code file}, in the order of their frames. */
  List<ExpectedHello> expected(String file) throws IOException {
    return OracleReader.parse(Files.readString(root.resolve("oracle").resolve(file + ".jsonl")));
  }
}
