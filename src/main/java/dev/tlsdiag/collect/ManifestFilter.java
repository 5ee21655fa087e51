package dev.tlsdiag.collect;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes secrets out of manifests in YAML: values of Secrets and of environment variables. Line
 * numbers stay, so that what a report says of a line is still there.
 */
final class ManifestFilter {
  private static final String MARK = "\"[redacted]\"";

  private final List<String> lines;
  private final SecretFilter filter;
  private long taken;

  private ManifestFilter(List<String> lines, SecretFilter filter) {
    this.lines = lines;
    this.filter = filter;
  }

  /**
   * What may be shown of it.
   *
   * @param secretsTaken how many secrets were taken out
   */
  record Shown(String text, long secretsTaken) {}

  /**
   * The same text without its secrets; of YAML that cannot be read, without what looks like one.
   */
  static Shown of(YamlText text) {
    SecretFilter filter = new SecretFilter();
    ManifestFilter manifest =
        new ManifestFilter(new ArrayList<>(text.text().lines().toList()), filter);
    Manifests manifests = Manifests.of(text);
    for (Resource resource : manifests.resources()) {
      if (resource.kind().equals("Secret")) {
        manifest.secret(resource.node());
      } else {
        manifest.variables(resource.node());
      }
    }
    if (!manifests.problems().isEmpty()) {
      manifest.everyValueBelow(Set.of("data:", "stringdata:"));
    }
    List<String> shown = new ArrayList<>();
    manifest.lines.forEach(line -> shown.add(filter.structured(line)));
    return new Shown(String.join("\n", shown) + "\n", manifest.taken + filter.taken());
  }

  private void secret(YamlNode.Mapping secret) {
    for (YamlNode.Entry entry : secret.entries()) {
      String key = entry.key().text();
      if ((key.equals("data") || key.equals("stringData"))
          && entry.value() instanceof YamlNode.Mapping values) {
        values.entries().stream()
            .filter(value -> !SecretFilter.CERTIFICATES.contains(value.key().text()))
            .forEach(value -> hide(value.key().position(), value.value().position()));
      } else if (key.equals("metadata")) {
        annotations(entry.value());
      }
    }
  }

  /** {@code kubectl apply} keeps the whole Secret in one of them. */
  private void annotations(YamlNode metadata) {
    if (metadata instanceof YamlNode.Mapping mapping) {
      mapping
          .entry("annotations")
          .map(YamlNode.Entry::value)
          .filter(YamlNode.Mapping.class::isInstance)
          .ifPresent(
              annotations ->
                  ((YamlNode.Mapping) annotations)
                      .entries()
                      .forEach(each -> hide(each.key().position(), each.value().position())));
    }
  }

  private void variables(YamlNode node) {
    if (node instanceof YamlNode.Sequence list) {
      list.items().forEach(this::variables);
    } else if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        if (entry.key().text().equals("env") && entry.value() instanceof YamlNode.Sequence list) {
          list.items().forEach(this::variable);
        } else if (entry.key().text().endsWith("last-applied-configuration")) {
          hide(entry.key().position(), entry.value().position());
        } else {
          variables(entry.value());
        }
      }
    }
  }

  private void variable(YamlNode variable) {
    if (variable instanceof YamlNode.Mapping mapping) {
      mapping
          .entry("value")
          .filter(value -> !isEmpty(value.value()))
          .ifPresent(value -> hide(value.key().position(), value.value().position()));
    }
  }

  private static boolean isEmpty(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && scalar.text().isEmpty();
  }

  /** A value that begins there, in place of it the mark; what it goes on with on later lines. */
  private void hide(Position key, Position value) {
    taken++;
    if (value.line() > lines.size()) {
      return;
    }
    int line = value.line() - 1;
    String text = lines.get(line);
    int column =
        text.offsetByCodePoints(
            0, Math.min(value.column() - 1, text.codePointCount(0, text.length())));
    boolean flow = text.substring(0, column).contains("{");
    lines.set(line, text.substring(0, column) + MARK + (flow ? " }" : ""));
    for (int i = line + 1; i < lines.size(); i++) {
      String next = lines.get(i);
      if (!next.isBlank() && indentation(next) < key.column()) {
        break;
      }
      lines.set(i, "");
    }
  }

  /** Where the structure is not known: every indented line behind such a key. */
  private void everyValueBelow(Set<String> keys) {
    int below = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (below >= 0 && !line.isBlank() && indentation(line) <= below) {
        below = -1;
      }
      if (below >= 0 && !line.isBlank()) {
        int colon = line.indexOf(':');
        taken++;
        lines.set(i, colon < 0 ? "" : line.substring(0, colon + 1) + " " + MARK);
      } else if (keys.stream().anyMatch(line.strip().toLowerCase(Locale.ROOT)::startsWith)) {
        below = indentation(line);
        int colon = line.indexOf(':');
        lines.set(i, line.substring(0, colon + 1));
      }
    }
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }
}
