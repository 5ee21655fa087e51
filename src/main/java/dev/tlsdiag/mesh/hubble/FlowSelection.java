package dev.tlsdiag.mesh.hubble;

import java.util.List;
import java.util.function.Predicate;

/**
 * Which flows are wanted.
 *
 * @param allowed one of these must match; none allows everything
 * @param denied none of these may match
 */
public record FlowSelection(List<FlowFilter> allowed, List<FlowFilter> denied)
    implements Predicate<FlowRecord> {
  public static final FlowSelection ALL = new FlowSelection(List.of(), List.of());

  public FlowSelection {
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  @Override
  public boolean test(FlowRecord flow) {
    return (allowed.isEmpty() || matches(allowed, flow)) && !matches(denied, flow);
  }

  private static boolean matches(List<FlowFilter> filters, FlowRecord flow) {
    for (FlowFilter filter : filters) {
      if (filter.test(flow)) {
        return true;
      }
    }
    return false;
  }

  public boolean isEmpty() {
    return allowed.isEmpty() && denied.isEmpty();
  }
}
