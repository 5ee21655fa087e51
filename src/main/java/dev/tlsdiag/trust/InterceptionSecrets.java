package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The two secrets with which Cilium terminates a pod's TLS and originates its own. What the first
 * holds must never be printed but on request.
 */
public final class InterceptionSecrets {
  private final String namespace;
  private final String prefix;
  private final Credential credential;
  private final TrustBundle bundle;

  /**
   * Two secrets.
   *
   * @param prefix of both names
   * @param credential to terminate with
   * @param bundle whom to trust upstream
   */
  public InterceptionSecrets(
      String namespace, String prefix, Credential credential, TrustBundle bundle) {
    this.namespace = requireNonNull(namespace, "namespace is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
    this.credential = requireNonNull(credential, "credential is null");
    this.bundle = requireNonNull(bundle, "bundle is null");
  }

  public int bundleBytes() {
    return bundle.pem().length();
  }

  /** For {@code kubectl apply}; comments say how a policy refers to them. */
  public String yaml() {
    String terminating = prefix + "-terminating";
    String originating = prefix + "-originating";
    return """
        # In the policy's toPorts entry:
        #   terminatingTLS: {secret: {namespace: %1$s, name: %2$s}}
        #   originatingTLS: {secret: {namespace: %1$s, name: %3$s}}
        apiVersion: v1
        kind: Secret
        metadata:
          name: "%2$s"
          namespace: "%1$s"
        type: kubernetes.io/tls
        data:
          tls.crt: %4$s
          tls.key: %5$s
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: "%3$s"
          namespace: "%1$s"
        type: Opaque
        data:
          ca.crt: %6$s
        """
        .formatted(
            namespace,
            terminating,
            originating,
            base64(PemWriter.certificates(credential.chain())),
            base64(PemWriter.key(credential.key())),
            base64(bundle.pem()));
  }

  /**
   * Writes {@link #yaml} to a new file of mode 0600.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is such a file
   */
  public void write(Path file) throws IOException {
    PrivateFiles.writeNew(file, yaml());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
