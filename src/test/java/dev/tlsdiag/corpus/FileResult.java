package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.corpus.Disagreement.Aspect;
import java.util.List;

/**
 * What became of one capture file.
 *
 * @param required ClientHellos that must be given
 * @param seen ClientHellos the engine gave
 * @param optionalGiven expected ones among them that need not have been given
 */
record FileResult(
    String file, int required, int seen, int optionalGiven, List<Disagreement> disagreements) {
  FileResult {
    requireNonNull(file, "file is null");
    disagreements = List.copyOf(disagreements);
  }

  List<Disagreement> of(Aspect aspect) {
    return disagreements.stream().filter(d -> d.aspect() == aspect).toList();
  }
}
