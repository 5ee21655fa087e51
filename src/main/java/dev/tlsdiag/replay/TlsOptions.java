package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.List;
import java.util.Optional;

/**
 * How TLS is spoken with the server, and what it has to prove.
 *
 * @param serverName what goes into {@code server_name}
 * @param alpn protocols offered; an empty list sends no ALPN; empty follows the HTTP version
 * @param minVersion {@code --tlsv1.2} and the like
 * @param maxVersion {@code --tls-max}
 * @param ciphers names of IANA for TLS 1.2 and before, {@code --ciphers}; empty for the usual ones
 * @param ciphers13 likewise of TLS 1.3, {@code --tls13-ciphers}
 * @param groups {@code --curves}, names of IANA; only a JDK from 20 on can set them for one
 *     connection
 * @param insecure {@code -k}: the certificate is checked, and a problem does not end the handshake
 * @param anchors {@code --cacert}; empty for those of the system
 * @param credential {@code -E}: the certificate of the client
 * @param resume whether a session of an earlier run of the same {@link ReplayClient} may be taken
 *     up
 */
public record TlsOptions(
    ServerName serverName,
    Optional<List<String>> alpn,
    Optional<ProtocolVersion> minVersion,
    Optional<ProtocolVersion> maxVersion,
    List<String> ciphers,
    List<String> ciphers13,
    List<String> groups,
    boolean insecure,
    Optional<TrustAnchors> anchors,
    Optional<Credential> credential,
    boolean resume) {
  public static final TlsOptions DEFAULT = new Builder().build();

  public TlsOptions {
    requireNonNull(serverName, "serverName is null");
    requireNonNull(alpn, "alpn is null");
    requireNonNull(minVersion, "minVersion is null");
    requireNonNull(maxVersion, "maxVersion is null");
    ciphers = List.copyOf(ciphers);
    ciphers13 = List.copyOf(ciphers13);
    groups = List.copyOf(groups);
    requireNonNull(anchors, "anchors is null");
    requireNonNull(credential, "credential is null");
  }

  /** Starts from these values. */
  public Builder with() {
    return new Builder(this);
  }

  /** Changes some of the values. */
  public static final class Builder {
    private ServerName serverName;
    private Optional<List<String>> alpn;
    private Optional<ProtocolVersion> minVersion;
    private Optional<ProtocolVersion> maxVersion;
    private List<String> ciphers;
    private List<String> ciphers13;
    private List<String> groups;
    private boolean insecure;
    private Optional<TrustAnchors> anchors;
    private Optional<Credential> credential;
    private boolean resume;

    private Builder() {
      serverName = ServerName.FROM_URL;
      alpn = Optional.empty();
      minVersion = Optional.empty();
      maxVersion = Optional.empty();
      ciphers = List.of();
      ciphers13 = List.of();
      groups = List.of();
      insecure = false;
      anchors = Optional.empty();
      credential = Optional.empty();
      resume = false;
    }

    private Builder(TlsOptions from) {
      serverName = from.serverName;
      alpn = from.alpn;
      minVersion = from.minVersion;
      maxVersion = from.maxVersion;
      ciphers = from.ciphers;
      ciphers13 = from.ciphers13;
      groups = from.groups;
      insecure = from.insecure;
      anchors = from.anchors;
      credential = from.credential;
      resume = from.resume;
    }

    public Builder serverName(ServerName value) {
      serverName = value;
      return this;
    }

    public Builder alpn(List<String> value) {
      alpn = Optional.of(value);
      return this;
    }

    public Builder minVersion(ProtocolVersion value) {
      minVersion = Optional.of(value);
      return this;
    }

    public Builder maxVersion(ProtocolVersion value) {
      maxVersion = Optional.of(value);
      return this;
    }

    public Builder ciphers(List<String> value) {
      ciphers = value;
      return this;
    }

    public Builder ciphers13(List<String> value) {
      ciphers13 = value;
      return this;
    }

    public Builder groups(List<String> value) {
      groups = value;
      return this;
    }

    public Builder insecure(boolean value) {
      insecure = value;
      return this;
    }

    public Builder anchors(TrustAnchors value) {
      anchors = Optional.of(value);
      return this;
    }

    public Builder credential(Credential value) {
      credential = Optional.of(value);
      return this;
    }

    public Builder noCredential() {
      credential = Optional.empty();
      return this;
    }

    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    public TlsOptions build() {
      return new TlsOptions(
          serverName,
          alpn,
          minVersion,
          maxVersion,
          ciphers,
          ciphers13,
          groups,
          insecure,
          anchors,
          credential,
          resume);
    }
  }
}
