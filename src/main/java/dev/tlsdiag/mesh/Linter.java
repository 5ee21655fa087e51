package dev.tlsdiag.mesh;

import java.util.List;

/** Looks for what is wrong in resources, each alone and together. Has no state. */
public interface Linter {
  /** All that it may report; each of its findings bears one of these names. */
  List<LintInfo> lints();

  /** In whatever order; kinds of resources that it does not know are left alone. */
  List<LintFinding> lint(LintSubject subject);
}
