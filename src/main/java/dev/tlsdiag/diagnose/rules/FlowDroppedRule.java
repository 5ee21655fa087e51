package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code flow-dropped}: the datapath dropped packets, and not for a policy. */
final class FlowDroppedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "flow-dropped",
          Severity.ERROR,
          "The datapath dropped packets for a reason that is no policy",
          "its packets are dropped on the way",
          "Look up the drop reason: policy did not do it.",
          List.of(
              new Fix(
                  "Cilium", "cilium-dbg monitor --type drop on the node; cilium-dbg metrics list"),
              new Fix("Cilium", "full tables (CT, NAT): bpf-ct-global-tcp-max, bpf-nat-global-max"),
              new Fix("network", "MTU of the tunnel, where the reason says fragmentation")),
          Optional.empty(),
          Set.of("syn-unanswered", "proxy-made-status", "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Packets do not show it. */
  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.empty();
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldTlsErrors.dropped(INFO, trace, mesh);
  }
}
