package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.util.Optional;

/**
 * The settings of the whole mesh: of the ConfigMap {@code istio}, or of an IstioOperator.
 *
 * @param outboundMode {@code outboundTrafficPolicy.mode}
 * @param rootNamespace {@code istio-system} where it is not written
 */
public record MeshConfig(
    Resource resource, Optional<Word> outboundMode, Optional<Word> autoMtls, String rootNamespace) {
  public static final String USUAL_ROOT = "istio-system";

  public MeshConfig {
    requireNonNull(resource, "resource is null");
    requireNonNull(outboundMode, "outboundMode is null");
    requireNonNull(autoMtls, "autoMtls is null");
    requireNonNull(rootNamespace, "rootNamespace is null");
  }

  /** Empty where the resource is none that has such settings. */
  static Optional<MeshConfig> parse(Resource resource) {
    Part all = Part.of(resource.node());
    if (resource.kind().equals("IstioOperator")) {
      return all.part("spec").flatMap(spec -> spec.part("meshConfig")).map(c -> of(resource, c, 0));
    }
    boolean named = resource.name().equals("istio") || resource.name().startsWith("istio-");
    if (!resource.kind().equals("ConfigMap") || !named) {
      return Optional.empty();
    }
    return all.part("data").flatMap(data -> data.word("mesh")).flatMap(text -> of(resource, text));
  }

  /** A file in a value: its lines are those below the key. */
  private static Optional<MeshConfig> of(Resource resource, Word text) {
    Optional<YamlNode> root = new YamlText(resource.file(), text.text()).parse(new YamlProblems());
    return root.filter(YamlNode.Mapping.class::isInstance)
        .map(node -> of(resource, Part.of((YamlNode.Mapping) node), text.position().line()));
  }

  private static MeshConfig of(Resource resource, Part config, int linesBefore) {
    return new MeshConfig(
        resource,
        config
            .part("outboundTrafficPolicy")
            .flatMap(policy -> policy.word("mode"))
            .map(word -> moved(word, linesBefore)),
        config.word("enableAutoMtls").map(word -> moved(word, linesBefore)),
        config.word("rootNamespace").map(Word::text).orElse(USUAL_ROOT));
  }

  private static Word moved(Word word, int lines) {
    Position at = word.position();
    return lines == 0 ? word : new Word(word.text(), new Position(at.line() + lines, at.column()));
  }
}
