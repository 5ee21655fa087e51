package dev.tlsdiag.mesh.hubble;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * By the event: {@code trace}, {@code trace:to-proxy}, {@code 4:1}.
 *
 * @param type 0 of any
 * @param subType -1 of any
 */
record EventFilter(int type, int subType) implements Predicate<FlowRecord> {
  private static final Map<String, Integer> TYPES =
      Map.of(
          "drop", EventType.DROP,
          "debug", EventType.DEBUG,
          "capture", EventType.CAPTURE,
          "trace", EventType.TRACE,
          "policy-verdict", EventType.POLICY_VERDICT,
          "trace-sock", EventType.TRACE_SOCK,
          "l7", EventType.L7,
          "agent", EventType.AGENT);

  static final List<String> NAMES =
      List.of("capture", "drop", "l7", "policy-verdict", "trace", "trace-sock");

  static EventFilter of(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Integer known = TYPES.get(name);
    if (known == null && !name.matches("[0-9]{1,5}")) {
      throw FlowCriteria.problem("'" + name + "' is no event type: " + String.join(", ", NAMES));
    }
    int type = known == null ? Integer.parseInt(name) : known;
    return new EventFilter(type, colon < 0 ? -1 : subType(type, text.substring(colon + 1)));
  }

  private static int subType(int type, String name) {
    if (name.matches("[0-9]{1,5}")) {
      return Integer.parseInt(name);
    }
    if (type != EventType.TRACE) {
      throw FlowCriteria.problem("'" + name + "' is no subtype: of this event it is a number");
    }
    return EventType.point(name)
        .orElseThrow(
            () -> FlowCriteria.problem("'" + name + "' is no subtype of trace: to-proxy, …"));
  }

  @Override
  public boolean test(FlowRecord flow) {
    return flow.eventType().isPresent()
        && (type == 0 || flow.eventType().get().type() == type)
        && (subType < 0 || flow.eventType().get().subType() == subType);
  }
}
