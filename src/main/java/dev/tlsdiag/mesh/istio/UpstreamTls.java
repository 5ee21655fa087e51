package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The TLS of a sidecar's own leg.
 *
 * @param sni that goes out, where it is known
 * @param names one of which the server's certificate has to have, with {@link NameCheck#NAMES} and
 *     {@link NameCheck#HOST}
 */
public record UpstreamTls(
    Mode mode, SniSource source, Optional<String> sni, NameCheck check, List<String> names) {
  /** Who speaks it. */
  public enum Mode {
    /** The bytes go out as they came: in the clear, or in the client's own TLS. */
    UNTOUCHED,
    /** What came in the clear goes out in the clear, because the configuration does not hold. */
    DROPPED,
    SIMPLE,
    MUTUAL,
    /** Mutual TLS between sidecars. */
    MESH,
    /** Mutual TLS to endpoints with a sidecar, and in the clear to others. */
    BY_ENDPOINT
  }

  /** Where the server_name is from. */
  public enum SniSource {
    /** {@code sni} of the DestinationRule. */
    FIXED,
    /** {@code auto_sni}: the Host of the request. */
    HOST,
    /** The name of the cluster. */
    MESH,
    /** The client's own ClientHello. */
    CLIENT,
    /** There is none. */
    NONE
  }

  /** What the server's certificate is checked for, beside its authority. */
  public enum NameCheck {
    NAMES,
    /** {@code auto_san_validation}. */
    HOST,
    /** Service accounts. */
    IDENTITY,
    /** It may be for any name. */
    AUTHORITY_ALONE,
    /** {@code insecureSkipVerify}. */
    NOTHING,
    /** The client's matter, or nobody's. */
    NOT_OURS
  }

  public UpstreamTls {
    requireNonNull(mode, "mode is null");
    requireNonNull(source, "source is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(check, "check is null");
    names = List.copyOf(names);
  }

  /** The sidecar adds nothing. */
  static UpstreamTls untouched(Optional<String> clientSni) {
    return new UpstreamTls(
        Mode.UNTOUCHED,
        clientSni.isPresent() ? SniSource.CLIENT : SniSource.NONE,
        clientSni,
        NameCheck.NOT_OURS,
        List.of());
  }

  static UpstreamTls dropped() {
    return new UpstreamTls(
        Mode.DROPPED, SniSource.NONE, Optional.empty(), NameCheck.NOT_OURS, List.of());
  }

  static UpstreamTls mesh(Mode mode, String sni) {
    return new UpstreamTls(mode, SniSource.MESH, Optional.of(sni), NameCheck.IDENTITY, List.of());
  }

  /** Whether the sidecar begins TLS of its own, as far as is known. */
  public boolean originates() {
    return mode == Mode.SIMPLE || mode == Mode.MUTUAL || mode == Mode.MESH;
  }
}
