package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.corpus.Disagreement.Aspect;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of one capture file.
 *
 * @param required ClientHellos that must be given
 * @param compared those of them that were given and read, so that fields and answer were compared
 * @param seen ClientHellos the engine gave
 * @param optionalGiven expected ones among them that need not have been given
 */
record FileResult(
    String file,
    int required,
    int compared,
    int seen,
    int optionalGiven,
    List<Disagreement> disagreements) {
  FileResult {
    requireNonNull(file, "file is null");
    disagreements = List.copyOf(disagreements);
  }

  /** The engine threw what it must not throw: every required hello counts as missing. */
  static FileResult failed(String file, List<ExpectedHello> expected, Throwable thrown) {
    FileResult nothing = HelloComparison.of(file, expected, List.of());
    List<Disagreement> all = new ArrayList<>(nothing.disagreements());
    all.add(new Disagreement(file, "", 0, Aspect.HELLO, "thrown", "", thrown.toString()));
    return new FileResult(file, nothing.required(), 0, 0, 0, all);
  }

  List<Disagreement> of(Aspect aspect) {
    return disagreements.stream().filter(d -> d.aspect() == aspect).toList();
  }
}
