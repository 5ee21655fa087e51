package dev.tlsdiag.mesh;

import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places in a resource by their path, as the API server writes it: {@code
 * spec.egress[0].toPorts[1].rules}.
 */
public final class NodePath {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([0-9]{1,6})]");

  private NodePath() {}

  /** The node there; empty where there is none. */
  public static Optional<YamlNode> node(YamlNode root, String path) {
    YamlNode at = root;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      Optional<YamlNode> next = step.group(1) != null ? entry(at, step) : item(at, step);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  /** The mapping there; empty where there is something else, or nothing. */
  public static Optional<YamlNode.Mapping> mapping(YamlNode root, String path) {
    return node(root, path)
        .filter(YamlNode.Mapping.class::isInstance)
        .map(YamlNode.Mapping.class::cast);
  }

  /** The text of the single value there; empty where there is something else, null, or nothing. */
  public static Optional<String> text(YamlNode root, String path) {
    return node(root, path)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(YamlNode.Scalar.class::cast)
        .filter(scalar -> !scalar.isNull())
        .map(YamlNode.Scalar::text);
  }

  /** Where the value stands; where there is none, the nearest place above it. */
  public static Position valueAt(YamlNode root, String path) {
    return node(root, path)
        .map(YamlNode::position)
        .orElseGet(() -> path.isEmpty() ? root.position() : valueAt(root, parent(path)));
  }

  /**
   * Where the key stands, the last of the path, or the item; where there is none, the nearest place
   * above it.
   */
  public static Position keyAt(YamlNode root, String path) {
    String parent = parent(path);
    String last = path.substring(parent.isEmpty() ? 0 : parent.length()).replaceFirst("^\\.", "");
    Optional<YamlNode.Mapping> mapping = mapping(root, parent);
    return mapping
        .flatMap(m -> m.entry(last))
        .map(entry -> entry.key().position())
        .orElseGet(() -> valueAt(root, path));
  }

  private static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end <= 0 ? "" : path.substring(0, end);
  }

  private static Optional<YamlNode> entry(YamlNode at, Matcher step) {
    return at instanceof YamlNode.Mapping mapping
        ? mapping.entry(step.group(1)).map(YamlNode.Entry::value)
        : Optional.empty();
  }

  private static Optional<YamlNode> item(YamlNode at, Matcher step) {
    int index = Integer.parseInt(step.group(2));
    return at instanceof YamlNode.Sequence list && index < list.items().size()
        ? Optional.of(list.items().get(index))
        : Optional.empty();
  }
}
