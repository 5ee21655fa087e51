package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.BisectReport.Verdict;
import dev.tlsdiag.tls.Ja4;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts into words what a bisection came to. */
public final class BisectReports {
  private BisectReports() {}

  /** The report of one result. */
  public static BisectReport of(BisectResult result, String tool, String target, String way) {
    List<String> notes = new ArrayList<>(result.notes());
    return new BisectReport(
        tool,
        target,
        way,
        verdict(result.verdict()),
        headline(result, notes),
        hello(result.good()),
        hello(result.bad()),
        result.differences().stream().map(Difference::text).toList(),
        result.causes().stream().map(BisectReports::cause).toList(),
        result.size().map(BisectReports::size),
        result.tallies().stream()
            .map(
                t ->
                    new BisectReport.Repeated(
                        t.what(), t.expected(), t.worked(), t.failed(), t.way()))
            .toList(),
        result.trials().stream()
            .map(s -> new BisectReport.Sent(s.number(), s.what(), s.worked(), s.result()))
            .toList(),
        result.most(),
        chance(result),
        notes,
        result.took());
  }

  private static Verdict verdict(BisectResult.Verdict verdict) {
    return switch (verdict) {
      case CAUSE -> Verdict.CAUSE;
      case NOTHING_DIFFERS -> Verdict.NOTHING_DIFFERS;
      case BOTH_WORK -> Verdict.BOTH_WORK;
      case NOT_IN_HELLO -> Verdict.NOT_IN_HELLO;
      case SWAPPED -> Verdict.SWAPPED;
      case FLAPPING -> Verdict.FLAPPING;
      case OUT_OF_TRIALS -> Verdict.OUT_OF_PROBES;
      case UNREACHABLE -> Verdict.UNREACHABLE;
    };
  }

  private static BisectReport.Hello hello(Opening opening) {
    return new BisectReport.Hello(opening.name(), opening.size(), Ja4.of(opening.hello(), 't'));
  }

  private static BisectReport.Cause cause(Cause cause) {
    return new BisectReport.Cause(
        cause.members().stream().map(Difference::text).toList(),
        cause.alternatives().stream().map(Difference::text).toList(),
        cause.text(),
        cause.way());
  }

  private static BisectReport.Size size(SizeRange range) {
    return new BisectReport.Size(
        range.least(), range.most(), range.worksBelow(), range.worksAbove(), range.edges());
  }

  private static String headline(BisectResult result, List<String> notes) {
    return switch (result.verdict()) {
      case CAUSE -> cause(result);
      case NOTHING_DIFFERS ->
          "the two hellos are the same, but for what every connection makes anew";
      case BOTH_WORK -> {
        notes.add(
            "a hello that fails in up to %d %% of all cases would often look like this"
                .formatted(BisectResult.openRate(tally(result, "bad").worked())));
        yield "both hellos work from here, to this server";
      }
      case NOT_IN_HELLO -> {
        notes.add(
            "look below TLS (is it the right address, who resets?) or above it (what the server"
                + " wants of every client); 'tlsdiag probe' tries a hello that any server should"
                + " like");
        yield "no difference between the two hellos explains it: the good one fails too ("
            + tally(result, "good").way()
            + ")";
      }
      case SWAPPED -> {
        notes.add("to search the other way round, swap --good and --bad");
        yield "it is the other way round: the good hello fails ("
            + tally(result, "good").way()
            + "), the bad one works";
      }
      case FLAPPING -> flapping(result);
      case OUT_OF_TRIALS -> {
        notes.add("--max-probes %d would allow more".formatted(2 * result.most()));
        yield "%d probes are not enough for %d differences"
            .formatted(result.most(), result.differences().size());
      }
      case UNREACHABLE -> "the server cannot be reached: " + result.trials().get(0).result();
    };
  }

  private static String cause(BisectResult result) {
    if (result.size().isPresent()) {
      return "%s fails, whatever is in it: %s"
          .formatted(result.size().get().text(), tally(result, "bad").way());
    }
    Cause first = result.causes().get(0);
    return result.causes().size() == 1
        ? first.text() + ": " + first.way()
        : "%d differences, each of which is enough: %s"
            .formatted(result.causes().size(), first.way());
  }

  private static String flapping(BisectResult result) {
    List<String> odd = new ArrayList<>();
    for (Tally tally : result.tallies()) {
      boolean mixed = tally.worked() > 0 && tally.failed() > 0;
      if (mixed || !tally.asExpected()) {
        odd.add("%s failed %d of %d".formatted(tally.what(), tally.failed(), tally.all()));
      }
    }
    return odd.isEmpty()
        ? "the server could not always be reached: no difference can be blamed"
        : "one and the same hello works and fails (%s): no difference can be blamed"
            .formatted(odd.stream().limit(2).collect(Collectors.joining(", ")));
  }

  private static Tally tally(BisectResult result, String what) {
    return result.tallies().stream().filter(t -> t.what().equals(what)).findFirst().orElseThrow();
  }

  private static String chance(BisectResult result) {
    if (result.verdict() != BisectResult.Verdict.CAUSE) {
      return "";
    }
    Tally good = tally(result, "good");
    return String.format(
        Locale.ROOT,
        "a server that fails at random would look like this once in %s times; that the good hello"
            + " fails too, in less than %d %% of all cases, is not excluded",
        round(result.oneIn()),
        BisectResult.openRate(good.worked()));
  }

  private static String round(double number) {
    if (number >= 1e12) {
      return "a million million";
    }
    double magnitude = Math.pow(10, Math.floor(Math.log10(number)));
    return String.format(Locale.ROOT, "%,d", (long) (Math.floor(number / magnitude) * magnitude));
  }
}
