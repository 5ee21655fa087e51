package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.x509.PemMaterial;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Secret or a ConfigMap among the files. Its values are looked into, and never told: {@link
 * #toString} has the names of its keys alone.
 */
final class SecretMaterial {
  private final Resource resource;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, PemMaterial> pems = new HashMap<>();
  private final Map<String, String> paths = new LinkedHashMap<>();
  private final Set<String> undecodable = new LinkedHashSet<>();
  private final Set<String> redacted = new LinkedHashSet<>();

  private SecretMaterial(Resource resource) {
    this.resource = resource;
  }

  static SecretMaterial of(Resource resource) {
    SecretMaterial secret = new SecretMaterial(resource);
    boolean encoded = resource.kind().equals("Secret");
    secret.read("data", encoded);
    secret.read("binaryData", true);
    secret.read("stringData", false);
    return secret;
  }

  private void read(String field, boolean encoded) {
    Optional<YamlNode.Mapping> mapping = NodePath.mapping(resource.node(), field);
    if (mapping.isEmpty()) {
      return;
    }
    for (YamlNode.Entry entry : mapping.get().entries()) {
      String key = entry.key().text();
      if (!(entry.value() instanceof YamlNode.Scalar scalar)) {
        continue;
      }
      String text = scalar.isNull() ? "" : scalar.text();
      paths.put(key, field);
      undecodable.remove(key);
      if (isMark(text)) {
        values.put(key, text);
      } else if (encoded) {
        decode(key, text);
      } else {
        values.put(key, text);
      }
      if (isMark(values.get(key))) {
        redacted.add(key);
        values.put(key, "");
      }
    }
  }

  /** What is left of a value that was taken out. */
  private static boolean isMark(String text) {
    return text.matches("(?i)[^A-Za-z0-9]*(redacted|removed|omitted|\\*+)[^A-Za-z0-9]*");
  }

  private void decode(String key, String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
      values.put(key, new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      undecodable.add(key);
      values.put(key, "");
    }
  }

  Resource resource() {
    return resource;
  }

  String namespace() {
    return resource.namespace().orElse("default");
  }

  /** {@code namespace/name}. */
  String id() {
    return namespace() + "/" + resource.name();
  }

  String type() {
    return NodePath.text(resource.node(), "type").orElse("");
  }

  Set<String> keys() {
    return values.keySet();
  }

  /** Whether there is the key, with a value that is not empty. */
  boolean has(String key) {
    return redacted.contains(key)
        || undecodable.contains(key)
        || !values.getOrDefault(key, "").isEmpty();
  }

  /** Keys whose value is no base64. */
  Set<String> undecodable() {
    return undecodable;
  }

  /** Whether the value was taken out of the file before it was given to us. */
  boolean isRedacted(String key) {
    return redacted.contains(key);
  }

  /** A secret. Empty text where there is none or it cannot be read. */
  String value(String key) {
    return values.getOrDefault(key, "");
  }

  /** What the value holds as PEM. */
  PemMaterial pem(String key) {
    return pems.computeIfAbsent(key, k -> PemMaterial.parse(value(k)));
  }

  /** Where the value stands in the resource. */
  Position keyAt(String key) {
    return NodePath.mapping(resource.node(), paths.getOrDefault(key, "data"))
        .flatMap(mapping -> mapping.entry(key))
        .map(entry -> entry.key().position())
        .orElse(resource.node().position());
  }

  @Override
  public String toString() {
    return resource.label() + " " + keys();
  }
}
