package dev.tlsdiag.corpus;

import dev.tlsdiag.corpus.Disagreement.Aspect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The totals over all files, for somebody who reads the log, and every disagreement in a file. */
final class CorpusReport {
  private static final Path FILE = Path.of("target", "corpus-report.txt");

  private final SettledDisagreements settled;
  private final List<FileResult> results = new ArrayList<>();

  /** Points that agree, are listed in the table, or are open. */
  private record Tally(long agreeing, long listed, long open) {
    double share() {
      long all = agreeing + listed + open;
      return all == 0 ? 1 : (double) agreeing / all;
    }

    @Override
    public String toString() {
      return "%d agree (%.2f %%), %d listed, %d open"
          .formatted(agreeing, 100 * share(), listed, open);
    }
  }

  CorpusReport(SettledDisagreements settled) {
    this.settled = settled;
  }

  void add(FileResult result) {
    results.add(result);
  }

  /** What fails the file: disagreements on hellos and answers that nobody has settled. */
  List<Disagreement> open(FileResult result) {
    return result.disagreements().stream()
        .filter(d -> !settled.covers(d)) // also those that fail nothing may be listed
        .filter(d -> d.aspect() == Aspect.HELLO || d.aspect() == Aspect.ANSWER)
        .toList();
  }

  double agreeingHellos() {
    return tally(Aspect.HELLO).share();
  }

  double agreeingAnswers() {
    return tally(Aspect.ANSWER).share();
  }

  double agreeingFrames() {
    return tally(Aspect.FRAME).share();
  }

  /** Counts ClientHellos; of {@link Aspect#HELLO} those that are missing or extra as well. */
  private Tally tally(Aspect aspect) {
    long agreeing = 0;
    long listed = 0;
    long open = 0;
    for (FileResult result : results) {
      agreeing += aspect == Aspect.HELLO ? result.required() : result.compared();
      Map<List<Object>, List<Disagreement>> byHello =
          result.of(aspect).stream().collect(Collectors.groupingBy(CorpusReport::hello));
      for (List<Disagreement> points : byHello.values()) {
        boolean all = points.stream().allMatch(settled::covers);
        listed += all ? 1 : 0;
        open += all ? 0 : 1;
        agreeing -= points.stream().anyMatch(Disagreement::isExtra) ? 0 : 1;
      }
    }
    return new Tally(agreeing, listed, open);
  }

  private static List<Object> hello(Disagreement d) {
    return List.of(d.subject(), d.frame(), d.isExtra());
  }

  String summary() {
    Map<Aspect, Map<String, Integer>> fields = new EnumMap<>(Aspect.class);
    for (FileResult result : results) {
      for (Disagreement d : result.disagreements()) {
        if (!settled.covers(d)) {
          fields
              .computeIfAbsent(d.aspect(), a -> new TreeMap<>())
              .merge(d.field(), 1, Integer::sum);
        }
      }
    }
    long files = results.size();
    long clean = results.stream().filter(r -> open(r).isEmpty()).count();
    StringBuilder out = new StringBuilder();
    out.append("corpus: %d files, %d without an open disagreement\n".formatted(files, clean));
    out.append(
        "corpus: %d ClientHellos expected, %d seen, %d of them optional\n"
            .formatted(
                results.stream().mapToLong(FileResult::required).sum(),
                results.stream().mapToLong(FileResult::seen).sum(),
                results.stream().mapToLong(FileResult::optionalGiven).sum()));
    out.append("corpus: hellos  %s\n".formatted(tally(Aspect.HELLO)));
    out.append("corpus: answers %s\n".formatted(tally(Aspect.ANSWER)));
    out.append("corpus: frames  %s\n".formatted(tally(Aspect.FRAME)));
    fields.forEach((aspect, count) -> out.append("corpus: open %s %s\n".formatted(aspect, count)));
    out.append("corpus: every disagreement stands in %s\n".formatted(FILE));
    return out.toString();
  }

  /** One line a disagreement, {@code open} or {@code listed} first; then the summary. */
  void write() throws IOException {
    StringBuilder out = new StringBuilder();
    for (FileResult result : results) {
      for (Disagreement d : result.disagreements()) {
        out.append(settled.covers(d) ? "listed " : "open   ").append(d).append('\n');
      }
    }
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, out.append(summary()));
  }
}
