package dev.tlsdiag.mesh.hubble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A {@code FlowFilter} of Hubble: several values of one field are alternatives, different fields
 * must all match.
 */
public final class FlowFilter implements Predicate<FlowRecord> {
  private final Map<String, List<String>> values;
  private final List<Predicate<FlowRecord>> fields;

  private FlowFilter(Map<String, List<String>> values, List<Predicate<FlowRecord>> fields) {
    this.values = values;
    this.fields = fields;
  }

  /**
   * A filter.
   *
   * @param values by the field's name in the schema, each value as {@link FlowCriteria} takes it
   * @throws IllegalArgumentException where a field or value is none; its message says which
   */
  public static FlowFilter of(Map<String, List<String>> values) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    List<Predicate<FlowRecord>> fields = new ArrayList<>();
    values.forEach(
        (name, all) -> {
          copy.put(name, List.copyOf(all));
          fields.add(FlowCriteria.any(name, all));
        });
    return new FlowFilter(Collections.unmodifiableMap(copy), List.copyOf(fields));
  }

  /** By the field's name in the schema. */
  public Map<String, List<String>> values() {
    return values;
  }

  @Override
  public boolean test(FlowRecord flow) {
    for (Predicate<FlowRecord> field : fields) {
      if (!field.test(flow)) {
        return false;
      }
    }
    return true;
  }
}
