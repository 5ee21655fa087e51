package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.trace.Evidence;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the policies that were given say of a request.
 *
 * @param attempt the request as far as it is known
 * @param ruling the last word on it: of the connection, its hello, the request
 * @param assumed whether nobody tells which pod it was, so that one is meant that the policies
 *     select
 */
public record PolicyFact(PolicySet policies, Attempt attempt, Ruling ruling, boolean assumed) {
  public PolicyFact {
    requireNonNull(policies, "policies is null");
    requireNonNull(attempt, "attempt is null");
    requireNonNull(ruling, "ruling is null");
  }

  /** Where it is written what decided. */
  public List<Evidence> places() {
    Stream<Evidence> places = ruling.deciders().stream().map(Ruling.Decider::place);
    return places.distinct().toList();
  }

  /** Whether the proxy ends the client's TLS, and starts its own towards the server. */
  public boolean originatesTls() {
    return ruling
        .interception()
        .filter(into -> into.terminating().isPresent() || into.originating().isPresent())
        .isPresent();
  }

  /**
   * {@code default/l7-visibility-tls (spec.egress[0].toPorts[0])}; empty text where none decided.
   */
  public String decider() {
    return ruling.deciders().stream()
        .findFirst()
        .map(decider -> decider.policy() + " (" + decider.path() + ")")
        .orElse("");
  }
}
