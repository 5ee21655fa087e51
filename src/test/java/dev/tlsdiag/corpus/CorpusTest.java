package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every ClientHello of the corpus, its fields, fingerprints and its answer, against the expected
 * ones. Differences of packet numbers alone are counted and reported but fail no file.
 */
class CorpusTest {
  /** Of hellos, answers and packet numbers, what has to agree without being listed. */
  private static final double LEAST_AGREEING = 0.99;

  @TestFactory
  Stream<DynamicTest> agrees() throws IOException {
    Optional<Corpus> corpus = Corpus.find();
    if (corpus.isEmpty()) {
      return Corpus.skipped(Corpus.absent());
    }
    SettledDisagreements settled = SettledDisagreements.load();
    CorpusReport report = new CorpusReport(settled);
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : corpus.get().files()) {
      tests.add(dynamicTest(file, () -> check(corpus.get(), file, report)));
    }
    tests.add(dynamicTest("totals", () -> checkTotals(report)));
    tests.add(dynamicTest("every settled disagreement still occurs", () -> checkMet(settled)));
    return tests.stream();
  }

  private static void check(Corpus corpus, String file, CorpusReport report) throws IOException {
    List<ExpectedHello> expected = corpus.expected(file);
    FileResult result;
    try {
      EngineReading reading = EngineReading.ofFile(corpus.capture(file));
      result = HelloComparison.of(file, expected, reading.hellos());
    } catch (RuntimeException | Error e) {
      report.add(FileResult.failed(file, expected, e));
      throw e;
    }
    report.add(result);
    List<Disagreement> open = report.open(result);
    assertTrue(
        open.isEmpty(),
        () -> open.stream().map(d -> "\n  " + d).collect(Collectors.joining("", "", "\n")));
  }

  private static void checkTotals(CorpusReport report) throws IOException {
    report.write();
    System.out.print(report.summary());
    assertTrue(report.agreeingHellos() >= LEAST_AGREEING, report.summary());
    assertTrue(report.agreeingAnswers() >= LEAST_AGREEING, report.summary());
    assertTrue(report.agreeingFrames() >= LEAST_AGREEING, report.summary());
  }

  private static void checkMet(SettledDisagreements settled) {
    assertEquals(List.of(), settled.unmet());
  }
}
