package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a renderer needs.
 *
 * @param tool version of tlsdiag
 * @param headline the answer in one line, without the verdict's word
 * @param traces the paths, the direct one first where there is one
 * @param findings the worst first; none is a consequence of another
 * @param experiments that were made to test the findings
 * @param needs what would allow an answer; empty where there is one
 * @param notes what else the reader has to know
 * @param run of a live comparison what was done; empty of captures
 * @param story of a pile of evidence how the request went; empty of comparisons
 */
public record Report(
    String tool,
    List<Input> inputs,
    Verdict verdict,
    String headline,
    List<HopTrace> traces,
    NameTable names,
    DifferenceTable differences,
    List<Finding> findings,
    List<Experiment> experiments,
    List<Need> needs,
    List<String> notes,
    Optional<Run> run,
    Optional<Story> story) {
  public Report {
    requireNonNull(tool, "tool is null");
    inputs = List.copyOf(inputs);
    requireNonNull(verdict, "verdict is null");
    requireNonNull(headline, "headline is null");
    traces = List.copyOf(traces);
    requireNonNull(names, "names is null");
    requireNonNull(differences, "differences is null");
    findings = List.copyOf(findings);
    experiments = List.copyOf(experiments);
    needs = List.copyOf(needs);
    notes = List.copyOf(notes);
    requireNonNull(run, "run is null");
    requireNonNull(story, "story is null");
  }

  /** Of a comparison. */
  public Report(
      String tool,
      List<Input> inputs,
      Verdict verdict,
      String headline,
      List<HopTrace> traces,
      NameTable names,
      DifferenceTable differences,
      List<Finding> findings,
      List<Experiment> experiments,
      List<Need> needs,
      List<String> notes,
      Optional<Run> run) {
    this(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        names,
        differences,
        findings,
        experiments,
        needs,
        notes,
        run,
        Optional.empty());
  }

  /** Of captures: nothing was tried. */
  public Report(
      String tool,
      List<Input> inputs,
      Verdict verdict,
      String headline,
      List<HopTrace> traces,
      NameTable names,
      DifferenceTable differences,
      List<Finding> findings,
      List<Need> needs,
      List<String> notes) {
    this(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        names,
        differences,
        findings,
        List.of(),
        needs,
        notes,
        Optional.empty());
  }

  /**
   * A live comparison.
   *
   * @param request method and URL
   * @param path what the proxied path goes through: {@code built-in proxy, profile cilium}, {@code
   *     proxy 192.0.2.2:3128}
   * @param again the command line that repeats it
   * @param since what is otherwise than in an earlier run; empty where there is none to compare to
   */
  public record Run(String request, String path, String again, List<Change> since) {
    public Run {
      requireNonNull(request, "request is null");
      requireNonNull(path, "path is null");
      requireNonNull(again, "again is null");
      since = List.copyOf(since);
    }
  }

  /**
   * A finding of this run or of the earlier one.
   *
   * @param hop 1-based
   */
  public record Change(Kind kind, String rule, String trace, int hop) {
    /** Where it was found. */
    public enum Kind {
      /** In the earlier run only. */
      FIXED("fixed"),
      /** In both. */
      STILL("still"),
      /** In this run only. */
      NEW("new");

      private final String label;

      Kind(String label) {
        this.label = label;
      }

      public String label() {
        return label;
      }
    }

    public Change {
      requireNonNull(kind, "kind is null");
      requireNonNull(rule, "rule is null");
      requireNonNull(trace, "trace is null");
    }
  }

  /**
   * One capture.
   *
   * @param name as the user gave it
   * @param path {@code direct}, {@code proxied}, or {@code both}
   */
  public record Input(String name, String path, int handshakes) {
    public Input {
      requireNonNull(name, "name is null");
      requireNonNull(path, "path is null");
    }
  }

  /**
   * Something to get.
   *
   * @param what in words
   * @param command to paste; empty where there is none
   */
  public record Need(String what, String command) {
    public Need {
      requireNonNull(what, "what is null");
      requireNonNull(command, "command is null");
    }
  }

  /** The same with other notes. */
  public Report withNotes(List<String> newNotes) {
    return new Report(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        names,
        differences,
        findings,
        experiments,
        needs,
        newNotes,
        run,
        story);
  }

  /** The same with another run. */
  public Report withRun(Optional<Run> newRun) {
    return new Report(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        names,
        differences,
        findings,
        experiments,
        needs,
        notes,
        newRun,
        story);
  }

  /** The same with a story. */
  public Report withStory(Story newStory) {
    return new Report(
        tool,
        inputs,
        verdict,
        headline,
        traces,
        names,
        differences,
        findings,
        experiments,
        needs,
        notes,
        run,
        Optional.of(newStory));
  }

  /** The finding that the answer rests on. */
  public Optional<Finding> cause() {
    boolean answered = verdict != Verdict.UNKNOWN && verdict != Verdict.SAME;
    return findings.stream()
        .findFirst()
        .filter(finding -> answered && finding.severity().atLeast(Severity.WARNING));
  }

  /** When it happened: the first ClientHello of the last path. */
  public Optional<Instant> time() {
    return traces.stream()
        .reduce((first, last) -> last)
        .flatMap(trace -> trace.hops().stream().flatMap(hop -> hop.tls().stream()).findFirst())
        .map(tls -> tls.first().time());
  }

  /** Whether there is a finding at or above this severity. */
  public boolean hasAtLeast(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().atLeast(severity));
  }
}
