package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kubernetes events: the table of {@code kubectl get events}, wide or not, the one at the end of
 * {@code kubectl describe}, and resources. Tables tell how long ago something was, but not since
 * when that counts, so their events have no time.
 */
public final class KubernetesEvents implements LineReader {
  private static final int LONGEST = 16_000;

  private static final Pattern NAMED = Pattern.compile("Name: +(\\S+)");
  private static final Pattern SPACED = Pattern.compile("Namespace: +(\\S+)");

  /** Names of columns of events; others do not make a header one. */
  private static final List<String> COLUMNS =
      List.of(
          "NAMESPACE",
          "LAST SEEN",
          "TYPE",
          "REASON",
          "OBJECT",
          "KIND",
          "SUBOBJECT",
          "SOURCE",
          "MESSAGE",
          "FIRST SEEN",
          "COUNT",
          "NAME",
          "AGE",
          "FROM");

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private Optional<Table> table = Optional.empty();
  private String describedName = "";
  private String describedSpace = "";

  public KubernetesEvents(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    String line = new String(buffer, from, Math.min(to - from, LONGEST), StandardCharsets.UTF_8);
    if (line.isBlank() || line.strip().startsWith("----")) {
      return;
    }
    if (header(line)) {
      return;
    }
    if (line.charAt(0) != ' ' && line.indexOf("  ") > 0 && NAMED.matcher(line).lookingAt()) {
      describedName = group(NAMED, line);
      table = Optional.empty();
      return;
    }
    if (SPACED.matcher(line).lookingAt()) {
      describedSpace = group(SPACED, line);
      return;
    }
    if (table.isEmpty()) {
      return; // the description before its events
    }
    Map<String, String> cells = table.get().row(line);
    if (cells.getOrDefault("REASON", "").isEmpty()
        || !cells.getOrDefault("TYPE", "").matches("Normal|Warning|Error")) {
      tally.onUnreadable(number, "no type and reason below the header");
      return;
    }
    tally.onRecord();
    String object = cells.getOrDefault("OBJECT", cells.getOrDefault("KIND", ""));
    sightings.accept(
        new KubernetesEvent(
                cells.get("TYPE"),
                cells.get("REASON"),
                object.isEmpty() ? "pod/" + describedName : object,
                cells.getOrDefault("NAMESPACE", describedSpace),
                cells.getOrDefault("MESSAGE", ""),
                cells.getOrDefault("COUNT", ""),
                Optional.empty())
            .tell(file, number));
  }

  private static String group(Pattern pattern, String line) {
    Matcher m = pattern.matcher(line);
    return m.lookingAt() ? m.group(1) : "";
  }

  /** A line of nothing but names of columns, TYPE and REASON and MESSAGE among them. */
  private boolean header(String line) {
    Table found = Table.ofHeader(line);
    boolean header =
        COLUMNS.containsAll(found.names())
            && found.names().containsAll(List.of("TYPE", "REASON", "MESSAGE"));
    if (header) {
      table = Optional.of(found);
    }
    return header;
  }

  /** An event as a resource; empty where the resource is something else. */
  public static Optional<Sighting> of(Resource resource) {
    if (!resource.kind().equals("Event")) {
      return Optional.empty();
    }
    String kind = text(resource.node(), "involvedObject", "kind");
    String name = text(resource.node(), "involvedObject", "name");
    if (kind.isEmpty()) { // events.k8s.io
      kind = text(resource.node(), "regarding", "kind");
      name = text(resource.node(), "regarding", "name");
    }
    String message = text(resource.node(), "message");
    return Optional.of(
        new KubernetesEvent(
                text(resource.node(), "type"),
                text(resource.node(), "reason"),
                kind.toLowerCase(Locale.ROOT) + "/" + name,
                resource.namespace().orElse(""),
                message.isEmpty() ? text(resource.node(), "note") : message,
                text(resource.node(), "count"),
                Stream.of("lastTimestamp", "eventTime", "firstTimestamp", "deprecatedLastTimestamp")
                    .map(key -> text(resource.node(), key))
                    .filter(text -> !text.isEmpty())
                    .map(LineTime::parse)
                    .flatMap(Optional::stream)
                    .findFirst())
            .tell(resource.file(), resource.node().position().line()));
  }

  private static String text(YamlNode node, String... path) {
    YamlNode found = node;
    for (String key : Arrays.asList(path)) {
      if (!(found instanceof YamlNode.Mapping mapping) || mapping.entry(key).isEmpty()) {
        return "";
      }
      found = mapping.entry(key).get().value();
    }
    return found instanceof YamlNode.Scalar scalar && !scalar.isNull() ? scalar.text() : "";
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
