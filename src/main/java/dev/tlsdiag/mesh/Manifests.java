package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The resources of a file, as {@code kubectl} takes and prints them: several documents, lists,
 * JSON.
 *
 * @param resources in the order of the file, lists taken apart
 * @param problems of the YAML itself; what could be read besides them is in {@code resources}
 */
public record Manifests(YamlText text, List<Resource> resources, List<YamlProblem> problems) {
  /** Lists in lists are not printed by anybody. */
  private static final int DEEPEST_LIST = 4;

  public Manifests {
    requireNonNull(text, "text is null");
    resources = List.copyOf(resources);
    problems = List.copyOf(problems);
  }

  public static Manifests of(YamlText text) {
    YamlProblems problems = new YamlProblems();
    List<Resource> resources = new ArrayList<>();
    for (YamlNode document : text.parseAll(problems, YamlText.Limits.PRINTED)) {
      addTo(resources, document, text, problems, 0);
    }
    return new Manifests(text, resources, problems.all());
  }

  private static void addTo(
      List<Resource> resources, YamlNode node, YamlText text, YamlProblems problems, int depth) {
    if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      return; // nothing between two document markers
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      problems.add(
          node.position(), "a resource is a mapping of keys to values, not " + node.kind());
      return;
    }
    String kind = scalar(mapping, "kind").orElse("");
    Optional<YamlNode> items = mapping.entry("items").map(YamlNode.Entry::value);
    if (kind.endsWith("List")
        && items.isPresent()
        && items.get() instanceof YamlNode.Sequence list
        && depth < DEEPEST_LIST) {
      list.items().forEach(item -> addTo(resources, item, text, problems, depth + 1));
      return;
    }
    Optional<YamlNode.Mapping> metadata =
        mapping
            .entry("metadata")
            .map(YamlNode.Entry::value)
            .filter(YamlNode.Mapping.class::isInstance)
            .map(YamlNode.Mapping.class::cast);
    resources.add(
        new Resource(
            text.name(),
            scalar(mapping, "apiVersion").orElse(""),
            kind,
            metadata.flatMap(m -> scalar(m, "namespace")),
            metadata.flatMap(m -> scalar(m, "name")).orElse(""),
            mapping));
  }

  private static Optional<String> scalar(YamlNode.Mapping mapping, String key) {
    return mapping
        .entry(key)
        .map(YamlNode.Entry::value)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(value -> ((YamlNode.Scalar) value).text())
        .filter(text -> !text.isEmpty());
  }
}
