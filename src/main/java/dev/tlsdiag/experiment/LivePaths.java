package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.TrustAnchors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two ways that a live comparison sends its request. */
public final class LivePaths {
  /** Name of the authority that is made for one run. */
  static final String AUTHORITY = "tlsdiag compare, this run only";

  private static final Duration AUTHORITY_LIFE = Duration.ofDays(1);

  private final Asked asked;
  private final LivePath direct;
  private final LivePath control;
  private final LivePath proxied;
  private final Optional<Suspicion.Trust> trust;
  private final Optional<Suspicion> suspicion;
  private final boolean embedded;

  /**
   * @param control the direct path of experiments that are to fail: nobody waits longer for that
   *     than needed
   * @param embedded whether the proxy's own hop can be varied
   */
  LivePaths(
      Asked asked,
      LivePath direct,
      LivePath control,
      LivePath proxied,
      Optional<Suspicion.Trust> trust,
      Optional<Suspicion> suspicion,
      boolean embedded) {
    this.asked = asked;
    this.direct = direct;
    this.control = control;
    this.proxied = proxied;
    this.trust = trust;
    this.suspicion = suspicion;
    this.embedded = embedded;
  }

  /**
   * What the user asked for.
   *
   * @param direct how the direct path is gone
   * @param trust whom the client trusts
   * @param patience for name, TCP and handshake where a failure is expected
   * @param again the command line that repeats it
   * @param notes what the reader has to know of how it was asked
   */
  public record Asked(
      ReplayRequest request,
      ReplayOptions direct,
      TrustAnchors trust,
      Duration patience,
      String again,
      List<String> notes) {
    public Asked {
      requireNonNull(request, "request is null");
      requireNonNull(direct, "direct is null");
      requireNonNull(trust, "trust is null");
      requireNonNull(patience, "patience is null");
      requireNonNull(again, "again is null");
      notes = List.copyOf(notes);
    }

    ReplayOptions impatient() {
      return direct.with().connectTimeout(patience).build();
    }
  }

  /**
   * The built-in proxy.
   *
   * @param trust whom it trusts upstream
   * @param clientCertificate what it shows to servers that ask
   * @param dial where it goes instead, by {@code host:port} in lower case
   * @param proxyHeader version of the PROXY header it sends, 1 or 2; 0 for none
   */
  public record BuiltIn(
      Profile profile,
      TrustAnchors trust,
      Optional<Credential> clientCertificate,
      Map<String, Endpoint> dial,
      int proxyHeader) {
    /** One that sends no PROXY header. */
    public BuiltIn(
        Profile profile,
        TrustAnchors trust,
        Optional<Credential> clientCertificate,
        Map<String, Endpoint> dial) {
      this(profile, trust, clientCertificate, dial, 0);
    }

    public BuiltIn {
      requireNonNull(profile, "profile is null");
      requireNonNull(trust, "trust is null");
      requireNonNull(clientCertificate, "clientCertificate is null");
      dial = Map.copyOf(dial);
    }
  }

  /** Through a proxy of our own with an authority made for this run. */
  public static LivePaths through(Asked asked, BuiltIn proxy) {
    CertificateAuthority authority =
        CertificateAuthority.create(
            new AuthoritySpec(AUTHORITY, KeyType.EC_P256, AUTHORITY_LIFE, List.of()),
            Instant.now());
    EmbeddedPath path =
        new EmbeddedPath(
            asked.request(),
            asked.direct(),
            proxy.profile(),
            authority,
            asked.trust(),
            proxy.trust(),
            proxy.clientCertificate(),
            proxy.dial(),
            proxy.proxyHeader());
    return new LivePaths(
        asked,
        direct(asked),
        control(asked),
        path,
        Optional.of(new Suspicion.Trust(asked.trust(), proxy.trust())),
        nameless(asked, proxy.profile()),
        true);
  }

  /**
   * Through a proxy that is there already.
   *
   * @param way how the client is led to it: by {@code -x}, or by dialling it instead of the server
   * @param text what to call it
   * @param witness who sees the proxy's own hop
   */
  public static LivePaths through(
      Asked asked, PathOptions way, String text, UpstreamWitness witness) {
    return through(asked, asked.direct().with().path(way).build(), text, witness);
  }

  /**
   * Likewise, with a client that does more otherwise than its way.
   *
   * @param options of the client through the proxy
   */
  public static LivePaths through(
      Asked asked, ReplayOptions options, String text, UpstreamWitness witness) {
    ForeignPath path = new ForeignPath(asked.request(), options, text, witness);
    return new LivePaths(
        asked, direct(asked), control(asked), path, Optional.empty(), Optional.empty(), false);
  }

  /**
   * Of a client of the user's that was run directly before, and will be run through the built-in
   * proxy. Experiments are made by our own client: the user's may do things twice.
   */
  static LivePaths of(Asked asked, HopTrace direct, LivePath proxied) {
    LivePath told =
        new LivePath() {
          @Override
          public HopTrace run(Variation variation, String id) {
            return direct;
          }

          @Override
          public String text() {
            return "direct";
          }
        };
    return new LivePaths(
        asked, told, control(asked), proxied, Optional.empty(), Optional.empty(), false);
  }

  private static LivePath direct(Asked asked) {
    return new DirectPath(asked.request(), asked.direct(), "direct");
  }

  private static LivePath control(Asked asked) {
    return new DirectPath(asked.request(), asked.impatient(), "direct, impatient");
  }

  private static Optional<Suspicion> nameless(Asked asked, Profile profile) {
    String host = asked.request().host();
    boolean likely =
        asked.request().secure()
            && profile.tls().sni() instanceof SniPolicy.None
            && !HostName.isAddress(host);
    return likely ? Optional.of(Suspicion.ofNoName(host)) : Optional.empty();
  }

  LivePath direct() {
    return direct;
  }

  LivePath control() {
    return control;
  }

  LivePath proxied() {
    return proxied;
  }

  /** Who makes the proxy's hop again: the proxy itself, or we with what its hello had. */
  LivePath repeating(HopTrace proxiedTrace) {
    return embedded
        ? proxied
        : new DirectPath(
            asked.request(),
            HelloKnobs.like(proxiedTrace.serverHop(), asked.impatient()),
            "in the proxy's place");
  }

  Optional<Suspicion.Trust> trust() {
    return trust;
  }

  /** What is likely to be asked once the paths were run; empty where nothing is. */
  Optional<Suspicion> suspicion() {
    return suspicion;
  }

  Asked asked() {
    return asked;
  }

  String requestText() {
    return asked.request().method() + " " + asked.request().url();
  }
}
