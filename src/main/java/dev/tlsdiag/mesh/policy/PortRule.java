package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An item of {@code toPorts}.
 *
 * @param serverNames empty where the key is missing
 * @param rules empty where the key is missing or null
 */
public record PortRule(
    List<PortProtocol> ports,
    Optional<TlsContext> terminatingTls,
    Optional<TlsContext> originatingTls,
    Optional<List<ServerName>> serverNames,
    Optional<Listener> listener,
    Optional<L7Rules> rules,
    Position position) {
  public PortRule {
    ports = List.copyOf(ports);
    requireNonNull(terminatingTls, "terminatingTls is null");
    requireNonNull(originatingTls, "originatingTls is null");
    serverNames = serverNames.map(List::copyOf);
    requireNonNull(listener, "listener is null");
    requireNonNull(rules, "rules is null");
    requireNonNull(position, "position is null");
  }

  /**
   * One of the ports of an item.
   *
   * @param port number or name, as written; empty text where it is missing
   * @param protocol upper case; {@code ANY} where it is missing
   */
  public record PortProtocol(String port, OptionalInt endPort, String protocol, Position position) {
    public PortProtocol {
      requireNonNull(port, "port is null");
      requireNonNull(endPort, "endPort is null");
      requireNonNull(protocol, "protocol is null");
      requireNonNull(position, "position is null");
    }
  }

  /** An item of {@code serverNames}. */
  public record ServerName(String pattern, Position position) {
    public ServerName {
      requireNonNull(pattern, "pattern is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * {@code terminatingTLS} or {@code originatingTLS}.
   *
   * @param secretNamespace empty where it is the policy's
   * @param secretName empty where {@code secret} is missing, which the API server refuses
   * @param trustedCa key within the secret, {@code ca.crt} where none is written
   * @param certificate {@code tls.crt} where none is written
   * @param privateKey {@code tls.key} where none is written
   */
  public record TlsContext(
      Optional<String> secretNamespace,
      Optional<String> secretName,
      String trustedCa,
      String certificate,
      String privateKey,
      Position position) {
    public TlsContext {
      requireNonNull(secretNamespace, "secretNamespace is null");
      requireNonNull(secretName, "secretName is null");
      requireNonNull(trustedCa, "trustedCa is null");
      requireNonNull(certificate, "certificate is null");
      requireNonNull(privateKey, "privateKey is null");
      requireNonNull(position, "position is null");
    }
  }

  /** A listener of a CiliumEnvoyConfig. */
  public record Listener(String configKind, String configName, String name, Position position) {
    public Listener {
      requireNonNull(configKind, "configKind is null");
      requireNonNull(configName, "configName is null");
      requireNonNull(name, "name is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * {@code rules}: at most one of them, in a policy that is valid.
   *
   * @param http empty where the key is missing or null; an empty list is no rule at all either
   * @param dns the same
   * @param others keys beside them: {@code kafka}, {@code l7proto}
   */
  public record L7Rules(
      Optional<List<HttpRule>> http,
      Optional<List<FqdnSelector>> dns,
      List<String> others,
      Position position) {
    public L7Rules {
      http = http.map(List::copyOf);
      dns = dns.map(List::copyOf);
      others = List.copyOf(others);
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An item of {@code rules.http}: what is written is ANDed, and matches the whole value.
   *
   * @param headers as written: {@code X-Key: value}, {@code X-Key value}, {@code X-Key}
   */
  public record HttpRule(
      Optional<String> path,
      Optional<String> method,
      Optional<String> host,
      List<String> headers,
      List<HeaderMatch> headerMatches,
      Position position) {
    public HttpRule {
      requireNonNull(path, "path is null");
      requireNonNull(method, "method is null");
      requireNonNull(host, "host is null");
      headers = List.copyOf(headers);
      headerMatches = List.copyOf(headerMatches);
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An item of {@code headerMatches}.
   *
   * @param secret {@code namespace/name}, where the value is in one
   * @param mismatch {@code LOG}, {@code ADD}, {@code DELETE}, {@code REPLACE}; empty: the rule does
   *     not match
   */
  public record HeaderMatch(
      String name, Optional<String> value, Optional<String> secret, Optional<String> mismatch) {
    public HeaderMatch {
      requireNonNull(name, "name is null");
      requireNonNull(value, "value is null");
      requireNonNull(secret, "secret is null");
      requireNonNull(mismatch, "mismatch is null");
    }
  }
}
