package dev.tlsdiag.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** From the library's nodes to ours: bounded, without tags, with every key at most once. */
final class YamlComposer {
  private final YamlText source;
  private final YamlProblems problems;
  private final YamlText.Limits limits;
  private final int linesBefore;
  private final UnaryOperator<String> original;
  private Optional<Mark> stopped = Optional.empty();
  private int nodes;

  /**
   * @param linesBefore of the file, before this document
   */
  YamlComposer(YamlText source, YamlProblems problems, YamlText.Limits limits, int linesBefore) {
    this(source, problems, limits, linesBefore, UnaryOperator.identity());
  }

  /**
   * @param original gives back what a value was before the text was mended
   */
  YamlComposer(
      YamlText source,
      YamlProblems problems,
      YamlText.Limits limits,
      int linesBefore,
      UnaryOperator<String> original) {
    this.original = original;
    this.source = source;
    this.problems = problems;
    this.limits = limits;
    this.linesBefore = linesBefore;
  }

  /** Reading cannot go on. */
  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  Optional<YamlNode> compose() {
    if (source.text().length() > limits.characters()) {
      problems.add(start(), "the file is longer than %d characters".formatted(limits.characters()));
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.name())
            .setCodePointLimit(limits.characters())
            .setMaxAliasesForCollections(100)
            .setAllowNonScalarKeys(true) // told below, with its place
            .build();
    try {
      Iterator<Node> documents =
          new Compose(settings).composeAllFromString(source.text()).iterator();
      if (!documents.hasNext()) {
        return Optional.empty();
      }
      YamlNode root = node(documents.next(), 0);
      if (documents.hasNext()) {
        problems.add(
            position(documents.next()),
            "a second document begins here",
            "one document a file: take the '---' away");
      }
      return Optional.of(root);
    } catch (MarkedYamlEngineException e) {
      stopped = e.getContextMark().or(e::getProblemMark);
      problems.add(problem(e));
    } catch (YamlEngineException e) {
      problems.add(start(), "no YAML: " + firstLine(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      problems.add(start(), "nested too deep");
    } catch (GivenUp e) {
      return Optional.empty(); // the problem is noted
    }
    return Optional.empty();
  }

  /** Where the value or the structure begins at which reading stopped; empty where it did not. */
  Optional<Mark> stopped() {
    return stopped;
  }

  private YamlNode node(Node node, int depth) {
    Position at = position(node);
    if (depth > limits.depth()) {
      problems.add(at, "nested deeper than %d levels".formatted(limits.depth()));
      throw new GivenUp();
    }
    if (++nodes > limits.values()) {
      problems.add(
          at,
          "more than %d values".formatted(limits.values()),
          "aliases (*name) that stand for many values each");
      throw new GivenUp();
    }
    refuseTag(node, at);
    if (node instanceof ScalarNode scalar) {
      return new YamlNode.Scalar(original.apply(scalar.getValue()), scalar.isPlain(), at);
    }
    if (node instanceof SequenceNode sequence) {
      List<YamlNode> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(node(item, depth + 1)));
      return new YamlNode.Sequence(items, at);
    }
    return mapping((MappingNode) node, at, depth);
  }

  private YamlNode mapping(MappingNode node, Position at, int depth) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      YamlNode key = node(tuple.getKeyNode(), depth + 1);
      YamlNode value = node(tuple.getValueNode(), depth + 1);
      if (!(key instanceof YamlNode.Scalar name)) {
        problems.add(key.position(), "a key has to be a single value");
        continue;
      }
      Position before = seen.putIfAbsent(name.text(), name.position());
      if (before != null) {
        problems.add(
            name.position(),
            "the key '%s' is there already, in line %d".formatted(name.text(), before.line()));
        continue;
      }
      entries.add(new YamlNode.Entry(name, value));
    }
    return new YamlNode.Mapping(entries, at);
  }

  /**
   * {@code !!java.util.Date} and the like: what the resolver itself gives is of the core schema.
   */
  private void refuseTag(Node node, Position at) {
    String tag = node.getTag().getValue();
    if (!tag.startsWith("tag:yaml.org,2002:") || tag.substring(18).contains(".")) {
      problems.add(at, "the tag '%s' has no meaning here".formatted(tag), "take it away");
    }
  }

  private Position position(Node node) {
    return node.getStartMark().map(this::position).orElse(start());
  }

  private Position position(Mark mark) {
    return new Position(linesBefore + mark.getLine() + 1, mark.getColumn() + 1);
  }

  private YamlProblem problem(MarkedYamlEngineException e) {
    Position at = e.getProblemMark().or(e::getContextMark).map(this::position).orElse(start());
    String told = firstLine(String.valueOf(e.getProblem()));
    String context = e.getContext() == null ? "" : firstLine(e.getContext()) + ": ";
    if (told.contains("'\\t(TAB)'") || told.contains("\\t")) {
      return YamlProblem.of(at, "a tab").likely("indent with blanks: YAML allows no tabs there");
    }
    YamlProblem problem = YamlProblem.of(at, "no YAML: " + context + told);
    if (told.contains("mapping values are not allowed")) {
      return problem.likely(
          "quotes around a value that holds ': ', or an indentation that differs");
    }
    if (told.contains("cannot start any token")) {
      return problem.likely("quotes around the value");
    }
    return problem;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private Position start() {
    return new Position(linesBefore + 1, 1);
  }
}
