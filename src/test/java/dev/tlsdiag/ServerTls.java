package dev.tlsdiag;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Java's TLS with a certificate made by a test. */
public final class ServerTls {
  private ServerTls() {}

  /**
   * @param trust of client certificates; none for the machine's own
   */
  public static SSLContext of(Credential credential, TrustManager... trust)
      throws GeneralSecurityException {
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", credential.key(), none, credential.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.length == 0 ? null : trust, null);
      return context;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
