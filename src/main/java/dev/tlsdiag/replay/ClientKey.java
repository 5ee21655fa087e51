package dev.tlsdiag.replay;

import dev.tlsdiag.x509.Credential;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Presents one certificate to every server that asks, whatever authorities it names, as curl. */
final class ClientKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final Credential credential;

  ClientKey(Credential credential) {
    this.credential = credential;
  }

  private String alias(String[] keyTypes) {
    String algorithm = credential.key().getAlgorithm();
    List<String> accepted = Arrays.asList(keyTypes);
    return accepted.contains(algorithm)
            || algorithm.equals("EC") && accepted.stream().anyMatch(t -> t.startsWith("EC"))
        ? ALIAS
        : null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return alias(new String[] {keyType}) == null ? null : new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return credential.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return credential.key();
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return null;
  }
}
