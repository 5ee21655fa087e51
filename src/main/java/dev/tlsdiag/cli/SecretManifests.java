package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kubernetes Secrets of files, by {@code namespace/name}. Never shows what they hold. */
final class SecretManifests {
  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  private record Value(Bytes content, Position position) {
    byte[] bytes() {
      return content.toArray();
    }

    @Override
    public String toString() {
      return content.length() + " bytes";
    }
  }

  /** One of them. */
  static final class Secret {
    private final String label;
    private final String file;
    private final Map<String, Value> values;

    private Secret(String label, String file, Map<String, Value> values) {
      this.label = label;
      this.file = file;
      this.values = values;
    }

    Set<String> keys() {
      return values.keySet();
    }

    /** The one value of a secret that has one only. */
    Optional<String> only() {
      return values.size() == 1
          ? values.values().stream()
              .findFirst()
              .map(value -> new String(value.bytes(), StandardCharsets.UTF_8))
          : Optional.empty();
    }

    Credential credential(String certificateKey, String privateKey) {
      Value certificate = values.get(certificateKey);
      Value key = values.get(privateKey);
      try {
        return CredentialFiles.join(
            FileContents.parseCertificates(certificate.bytes(), certificateKey, Passphrase.NONE),
            certificateKey,
            FileContents.parse(key.bytes(), privateKey, Passphrase.NONE),
            privateKey);
      } catch (UnusableFileException e) {
        throw unusable(certificate, e.getMessage());
      }
    }

    TrustAnchors authorities(String key) {
      Value value = values.get(key);
      try {
        FileContents found = FileContents.parseCertificates(value.bytes(), key, Passphrase.NONE);
        if (found.certificates().isEmpty()) {
          throw unusable(value, "no certificate in '%s'".formatted(key));
        }
        return new TrustAnchors("secret " + label, found.certificates());
      } catch (UnusableFileException e) {
        throw unusable(value, e.getMessage());
      }
    }

    private CommandException unusable(Value value, String why) {
      return CommandException.usage(
          "%s:%s: secret '%s': %s".formatted(file, value.position(), label, why));
    }

    @Override
    public String toString() {
      return label + " " + keys();
    }
  }

  /** Adds those of a file. */
  void add(Manifests manifests) {
    for (Resource resource : manifests.resources()) {
      if (resource.kind().equals("Secret") && resource.group().isEmpty()) {
        String label = resource.namespace().orElse("default") + "/" + resource.name();
        secrets.put(label, new Secret(label, resource.file(), values(resource, label)));
      }
    }
  }

  private static Map<String, Value> values(Resource resource, String label) {
    Map<String, Value> values = new LinkedHashMap<>();
    entries(resource, "data")
        .forEach(
            (key, text) -> {
              try {
                byte[] bytes = Base64.getDecoder().decode(text.text().replaceAll("\\s", ""));
                values.put(key, new Value(Bytes.wrap(bytes), text.position()));
              } catch (IllegalArgumentException e) {
                throw CommandException.usage(
                        "%s:%s: '%s' of secret '%s' is not base64"
                            .formatted(resource.file(), text.position(), key, label))
                    .likely("text as it stands belongs under stringData");
              }
            });
    entries(resource, "stringData")
        .forEach(
            (key, text) ->
                values.put(
                    key,
                    new Value(
                        Bytes.wrap(text.text().getBytes(StandardCharsets.UTF_8)),
                        text.position())));
    return values;
  }

  private static Map<String, YamlNode.Scalar> entries(Resource resource, String field) {
    Map<String, YamlNode.Scalar> entries = new LinkedHashMap<>();
    Optional<YamlNode> node = resource.node().entry(field).map(YamlNode.Entry::value);
    if (node.isPresent() && node.get() instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        if (entry.value() instanceof YamlNode.Scalar scalar) {
          entries.put(entry.key().text(), scalar);
        }
      }
    }
    return entries;
  }

  Optional<Secret> named(String label) {
    return Optional.ofNullable(secrets.get(label));
  }
}
