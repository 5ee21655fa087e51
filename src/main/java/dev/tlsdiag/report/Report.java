package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;

/**
 * All that a renderer needs.
 *
 * @param tool version of tlsdiag
 * @param headline the answer in one line, without the verdict's word
 * @param traces the paths, the direct one first where there is one
 * @param findings the worst first; none is a consequence of another
 * @param needs what would allow an answer; empty where there is one
 * @param notes what else the reader has to know
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
    List<Need> needs,
    List<String> notes) {
  public Report {
    requireNonNull(tool, "tool is null");
    inputs = List.copyOf(inputs);
    requireNonNull(verdict, "verdict is null");
    requireNonNull(headline, "headline is null");
    traces = List.copyOf(traces);
    requireNonNull(names, "names is null");
    requireNonNull(differences, "differences is null");
    findings = List.copyOf(findings);
    needs = List.copyOf(needs);
    notes = List.copyOf(notes);
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
        tool, inputs, verdict, headline, traces, names, differences, findings, needs, newNotes);
  }

  /** Whether there is a finding at or above this severity. */
  public boolean hasAtLeast(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().atLeast(severity));
  }
}
