package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import java.util.List;

/** Lints about one matter. */
interface Family {
  List<LintInfo> lints();

  void lint(PolicyScene scene, Findings to);
}
