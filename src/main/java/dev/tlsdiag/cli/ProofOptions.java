package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.Proof;
import dev.tlsdiag.experiment.bisect.Bisection;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.report.Report;
import picocli.CommandLine.Option;

/** {@code --prove}: whether and how hard the smallest difference that decides is looked for. */
final class ProofOptions {
  private static final int MOST_TRIALS = 1000;
  private static final double MOST_RATE = 1000;

  @Option(
      names = "--prove",
      order = 8,
      description = {
        "Where the proxy's hop fails: find the smallest difference between its",
        "ClientHello and the direct one that decides (see bisect)."
      })
  boolean prove;

  @Option(
      names = "--max-probes",
      order = 8,
      paramLabel = "N",
      defaultValue = "" + Bisection.USUAL_TRIALS,
      description = "Of --prove: open so many connections at most; default 60.")
  int mostProbes;

  @Option(
      names = "--rate",
      order = 8,
      paramLabel = "N",
      defaultValue = "20",
      description = "Of --prove: new connections a second; default 20.")
  double rate;

  /** With the proof, where one was asked for and can be made. */
  Report of(Report report) {
    if (!prove) {
      return report;
    }
    Limits limits = new Limits(Limits.DEFAULT.patience(), 1, rate);
    return new Proof(limits, mostProbes).of(report);
  }

  /**
   * That the options can be followed.
   *
   * @param noProbe whether nothing may be sent
   * @param matrix whether it goes by hosts and modes
   */
  void check(boolean noProbe, boolean matrix) {
    if (prove && noProbe) {
      throw CommandException.usage("'--prove' and '--no-probe' exclude each other");
    }
    if (prove && matrix) {
      throw CommandException.usage("'--prove' and '--matrix' exclude each other");
    }
    if (!(rate > 0 && rate <= MOST_RATE)) {
      throw CommandException.usage("'--rate %s' is not above 0 and at most 1000".formatted(rate));
    }
    if (mostProbes < Bisection.LEAST_TRIALS || mostProbes > MOST_TRIALS) {
      throw CommandException.usage(
          "'--max-probes %d' is not between %d and %d"
              .formatted(mostProbes, Bisection.LEAST_TRIALS, MOST_TRIALS));
    }
  }
}
