package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificates that clients get: given ones, and ones issued on the fly for one shared key of
 * each kind. Keeps those used last. The engine's peer host says which one it wants.
 */
final class LeafCertificates extends X509ExtendedKeyManager {
  /** Usually of so many hosts the certificates are kept. */
  static final int KEPT = 2_000;

  /** A certificate is made anew when it has less left than this. */
  private static final Duration SPARE = Duration.ofHours(12);

  private static final String ANY = "*";
  private static final String EC = "EC";
  private static final String RSA = "RSA";

  private final Optional<CertificateAuthority> authority;
  private final Map<String, Credential> given;
  private final KeyPair ecKey = KeyType.EC_P256.generate();
  private KeyPair rsaKey;

  private final int kept;
  private final AtomicLong made = new AtomicLong();

  /**
   * By alias; used last comes last. Not in the order of access: the TLS library looks through all
   * of them now and then, and that is no use. Guarded by itself.
   */
  private final Map<String, Leaf> leaves =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Leaf> eldest) {
          boolean full = size() > kept;
          if (full) {
            newest.remove(eldest.getValue().purpose(), eldest.getValue());
          }
          return full;
        }
      };

  /** By purpose. Guarded by {@link #leaves}. */
  private final Map<String, Leaf> newest = new HashMap<>();

  /**
   * A certificate with its key.
   *
   * @param alias what the TLS library calls it; never used again, because it keeps what it got
   * @param purpose what it is for: kind of key and host
   * @param der the chain as it goes to the client
   * @param renewal when it is to be replaced
   */
  record Leaf(
      String alias, String purpose, Credential credential, List<Bytes> der, Instant renewal) {
    Leaf {
      der = List.copyOf(der);
    }
  }

  LeafCertificates(Optional<CertificateAuthority> authority, Map<String, Credential> given) {
    this(authority, given, KEPT);
  }

  /**
   * @param kept of so many hosts the certificates are kept
   */
  LeafCertificates(
      Optional<CertificateAuthority> authority, Map<String, Credential> given, int kept) {
    this.authority = authority;
    this.given = Map.copyOf(given);
    this.kept = kept;
  }

  int kept() {
    return kept;
  }

  /**
   * The certificate for this host, where it is there already.
   *
   * @param rsa whether the client accepts RSA alone
   */
  Optional<Leaf> known(String host, boolean rsa, Instant now) {
    synchronized (leaves) {
      Optional<Leaf> leaf =
          Optional.ofNullable(newest.get(purpose(host, rsa)))
              .filter(each -> !now.isAfter(each.renewal()));
      leaf.ifPresent(this::use);
      return leaf;
    }
  }

  /**
   * Makes the certificate; takes about a millisecond.
   *
   * @throws IllegalArgumentException where the name is none that a certificate can have, or there
   *     is no authority and none is given for it
   */
  Leaf prepare(String host, boolean rsa, Instant now) {
    Optional<Credential> own = given(host);
    Credential credential = own.isPresent() ? own.get() : issue(host, rsa, now);
    Instant renewal =
        own.isPresent()
            ? Instant.MAX
            : credential.certificate().getNotAfter().toInstant().minus(SPARE);
    String purpose = purpose(host, rsa);
    String alias = purpose + '|' + made.incrementAndGet();
    Leaf leaf = new Leaf(alias, purpose, credential, der(credential), renewal);
    synchronized (leaves) {
      newest.put(purpose, leaf);
      leaves.put(alias, leaf);
    }
    return leaf;
  }

  /** Before a handshake with it: it may have been dropped since it was prepared. */
  void use(Leaf leaf) {
    synchronized (leaves) {
      leaves.remove(leaf.alias());
      leaves.put(leaf.alias(), leaf);
      newest.putIfAbsent(leaf.purpose(), leaf);
    }
  }

  private static List<Bytes> der(Credential credential) {
    List<Bytes> der = new ArrayList<>();
    for (X509Certificate each : credential.chain()) {
      try {
        der.add(Bytes.wrap(each.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate of our own has no DER form", e);
      }
    }
    return der;
  }

  int size() {
    synchronized (leaves) {
      return leaves.size();
    }
  }

  private Credential issue(String host, boolean rsa, Instant now) {
    CertificateAuthority issuer =
        authority.orElseThrow(
            () -> new IllegalArgumentException("no certificate is given for " + host));
    LeafSpec spec = LeafSpec.of(List.of(host), now);
    return rsa
        ? issuer.issue(spec.withKeyType(KeyType.RSA_2048), rsaKey())
        : issuer.issue(spec, ecKey);
  }

  private synchronized KeyPair rsaKey() {
    if (rsaKey == null) {
      rsaKey = KeyType.RSA_2048.generate();
    }
    return rsaKey;
  }

  /** By its name, by a wildcard for its first label, by the one for all others. */
  private Optional<Credential> given(String host) {
    Credential exact = given.get(host);
    int dot = host.indexOf('.');
    if (exact == null && dot > 0 && !HostName.isAddress(host)) {
      exact = given.get(ANY + host.substring(dot));
    }
    return Optional.ofNullable(exact == null ? given.get(ANY) : exact);
  }

  /** No dot behind the bar: the engine must not take it for a name to send. */
  private static String purpose(String host, boolean rsa) {
    return (rsa ? RSA : EC) + '|' + host;
  }

  private Leaf leaf(String alias) {
    synchronized (leaves) {
      return leaves.get(alias);
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    String alias = engine.getPeerHost();
    Leaf leaf = leaf(alias);
    if (leaf == null) {
      return null;
    }
    return leaf.credential().key().getAlgorithm().startsWith(keyType.startsWith(EC) ? EC : keyType)
        ? alias
        : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Leaf leaf = leaf(alias);
    return leaf == null ? null : leaf.credential().chain().toArray(new X509Certificate[0]);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    Leaf leaf = leaf(alias);
    return leaf == null ? null : leaf.credential().key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
