package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A LabelSelector: all of it has to match. An empty one matches everything in its scope.
 *
 * @param matchLabels keys as written, perhaps with the prefix of a source: {@code k8s:app}
 */
public record LabelSelector(
    Map<String, String> matchLabels, List<Expression> matchExpressions, Position position) {
  public LabelSelector {
    matchLabels = Collections.unmodifiableMap(new LinkedHashMap<>(matchLabels));
    matchExpressions = List.copyOf(matchExpressions);
    requireNonNull(position, "position is null");
  }

  /**
   * An item of {@code matchExpressions}.
   *
   * @param operator as written: {@code In}, {@code NotIn}, {@code Exists}, {@code DoesNotExist}
   */
  public record Expression(String key, String operator, List<String> values) {
    public Expression {
      requireNonNull(key, "key is null");
      requireNonNull(operator, "operator is null");
      values = List.copyOf(values);
    }
  }
}
