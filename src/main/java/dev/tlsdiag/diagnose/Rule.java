package dev.tlsdiag.diagnose;

import dev.tlsdiag.trace.HopTrace;
import java.util.stream.Stream;

/**
 * One thing that can be wrong with a request. Pure: the same trace and facts give the same
 * findings.
 */
public interface Rule {
  RuleInfo info();

  /** What is wrong with this trace; empty where nothing is, or where that cannot be told. */
  Stream<Finding> check(HopTrace trace, Facts facts);

  /**
   * What logs, flow records and configuration say of the same, with or without packets; empty of
   * rules that only packets can show.
   */
  default Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return Stream.empty();
  }
}
