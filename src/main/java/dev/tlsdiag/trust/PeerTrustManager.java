package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.x509.Verification;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the server of one connection with {@link PeerVerifier}, and remembers what it presented
 * and what the check gave, also where that did not end the handshake. One for each connection; may
 * be asked from another thread than the handshake's.
 */
public final class PeerTrustManager extends X509ExtendedTrustManager {
  private final Optional<String> identity;
  private final String identitySource;
  private final TrustAnchors anchors;
  private final boolean enforceChain;
  private final boolean enforceName;
  private final InstantSource clock;

  private volatile List<X509Certificate> presented = List.of();
  private volatile Verification verification;

  /**
   * A manager for one connection.
   *
   * @param identity the name the certificate has to be for; empty to check none
   * @param identitySource where that name came from, in words
   * @param enforceChain whether a problem of the chain ends the handshake
   * @param enforceName whether a problem of the name does
   */
  public PeerTrustManager(
      Optional<String> identity,
      String identitySource,
      TrustAnchors anchors,
      boolean enforceChain,
      boolean enforceName,
      InstantSource clock) {
    this.identity = requireNonNull(identity, "identity is null");
    this.identitySource = requireNonNull(identitySource, "identitySource is null");
    this.anchors = requireNonNull(anchors, "anchors is null");
    this.enforceChain = enforceChain;
    this.enforceName = enforceName;
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Empty until the server's certificates arrived; a resumed session has none. */
  public Optional<Verification> verification() {
    return Optional.ofNullable(verification);
  }

  /** As the server sent it, leaf first; empty until it arrived. */
  public List<X509Certificate> presented() {
    return presented;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    presented = List.of(chain);
    Instant now = clock.instant();
    PeerVerifier.Chain checked = PeerVerifier.chain(presented, anchors, now);
    Optional<ChainProblem> ofChain = checked.problem();
    Optional<ChainProblem> ofName =
        presented.isEmpty()
            ? Optional.empty()
            : identity.flatMap(
                name -> PeerVerifier.nameProblem(presented.get(0), name, identitySource));
    // What ends the handshake is what is told, not what comes first and was waved through.
    Optional<ChainProblem> ending =
        ofChain.filter(problem -> enforceChain).or(() -> ofName.filter(problem -> enforceName));
    Optional<ChainProblem> told = ending.or(() -> ofChain).or(() -> ofName);
    boolean enforced = told.isEmpty() ? enforceChain : ending.isPresent();
    verification =
        new Verification(
            identity, identitySource, anchors.name(), enforced, told, checked.anchor());
    if (ending.isPresent()) {
      throw new CertificateException(ending.get().message());
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
