package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import java.util.List;
import java.util.Optional;

/** What is wrong on both paths is one cause, and no fault of the proxy. */
final class CommonCause {
  private CommonCause() {}

  /** The direct path's finding of an error that is found on the proxied path as well. */
  static Optional<Finding> of(List<Finding> onProxied, List<Finding> onDirect) {
    return onDirect.stream().filter(f -> twin(f, onProxied).isPresent()).findFirst();
  }

  /** The findings on the direct path, with the evidence that the proxied one has for the same. */
  static List<Finding> direct(List<Finding> onProxied, List<Finding> onDirect) {
    return onDirect.stream()
        .map(f -> twin(f, onProxied).map(twin -> f.alsoSeen(twin.evidence())).orElse(f))
        .toList();
  }

  /** The findings on the proxied path that are not on the direct one as well. */
  static List<Finding> proxied(List<Finding> onProxied, List<Finding> onDirect) {
    return onProxied.stream().filter(f -> twin(f, onDirect).isEmpty()).toList();
  }

  private static Optional<Finding> twin(Finding finding, List<Finding> others) {
    return others.stream()
        .filter(other -> both(finding, other) && cause(other).equals(cause(finding)))
        .findFirst();
  }

  private static boolean both(Finding one, Finding other) {
    return one.severity() == Severity.ERROR && other.severity() == Severity.ERROR;
  }

  /** That nobody trusts the server is one cause, though clients and proxies are told otherwise. */
  private static String cause(Finding finding) {
    return finding.rule().equals("upstream-bundle-lacks-issuer")
        ? "untrusted-internal-ca"
        : finding.rule();
  }
}
