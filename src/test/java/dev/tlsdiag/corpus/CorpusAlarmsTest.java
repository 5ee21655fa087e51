package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** No rule calls a connection broken that others' captures show to have worked. */
class CorpusAlarmsTest {
  private static final Engine ENGINE = new Engine(Rules.ALL);

  @TestFactory
  Stream<DynamicTest> findsNoErrorInWhatWorked() throws IOException {
    Optional<Corpus> corpus = Corpus.find();
    if (corpus.isEmpty()) {
      return Corpus.skipped(Corpus.absent());
    }
    return corpus.get().files().stream()
        .map(file -> dynamicTest(file, () -> check(corpus.get(), file)));
  }

  private static void check(Corpus corpus, String file) throws IOException {
    EngineReading reading = EngineReading.ofFile(corpus.capture(file));
    Facts facts = new Facts(Optional.empty(), reading.handshakes());
    List<String> alarms =
        Connection.of(reading.handshakes()).stream()
            .filter(connection -> connection.outcome() instanceof Outcome.Established)
            .flatMap(
                connection ->
                    Stream.of(
                        HopTrace.single("captured", connection),
                        HopTrace.downstreamOnly("captured", connection),
                        HopTrace.upstreamOnly("captured", connection)))
            .flatMap(trace -> ENGINE.run(trace, facts).stream())
            .filter(finding -> finding.severity() != Severity.NOTE)
            .map(CorpusAlarmsTest::text)
            .distinct()
            .toList();
    assertEquals(List.of(), alarms);
  }

  private static String text(Finding finding) {
    return "%s: %s".formatted(finding.rule(), finding.message());
  }
}
