package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which {@code server_name} Cilium's proxy sends to the server where it terminates the pod's TLS
 * and originates its own: it depends on the version, and there was a time when it sent none.
 *
 * @param period the versions that do so
 * @param name empty where none is sent
 * @param because where it comes from, or why there is none
 */
public record UpstreamName(Period period, Optional<String> name, String because) {
  public UpstreamName {
    requireNonNull(period, "period is null");
    requireNonNull(name, "name is null");
    requireNonNull(because, "because is null");
  }

  /** Versions that do the same, in order. */
  public enum Period {
    /** Original-destination clusters of a patched Envoy. */
    PATCHED("1.7 to 1.9", Source.POD),
    /** Built with a proxy of February 2022 or later: the name was set too late. */
    LOST_IN_1_10("1.10.0 to 1.10.18", Source.LOST),
    RESTORED_IN_1_10("1.10.19", Source.POD_THEN_HOST),
    /**
     * The first fixed releases of 1.11 and 1.12 are of January 2023; their numbers vary in texts.
     */
    LOST_IN_1_11_AND_1_12("1.11 and 1.12 before January 2023", Source.LOST),
    RESTORED("1.11 and 1.12 since January 2023, 1.13 to 1.15", Source.POD_THEN_HOST),
    /** The network filter alone passes the name on; auto_sni is not set any more. */
    FROM_THE_POD("1.16 and later", Source.POD);

    private final String versions;
    private final Source source;

    Period(String versions, Source source) {
      this.versions = versions;
      this.source = source;
    }

    /** In words: {@code 1.16 and later}. */
    public String versions() {
      return versions;
    }

    /** Whether its versions send no name, whatever the pod sends. */
    public boolean isRegression() {
      return source == Source.LOST;
    }
  }

  private enum Source {
    POD,
    POD_THEN_HOST,
    LOST
  }

  /**
   * In one version.
   *
   * @param sni of the pod's ClientHello
   * @param host of its request, without a port; an address names nobody
   */
  public static UpstreamName of(
      CiliumVersion version, Optional<String> sni, Optional<String> host) {
    return in(period(version), sni, host);
  }

  /** In all versions, eldest first. */
  public static List<UpstreamName> byVersion(Optional<String> sni, Optional<String> host) {
    return Arrays.stream(Period.values()).map(period -> in(period, sni, host)).toList();
  }

  private static Period period(CiliumVersion version) {
    if (!version.atLeast(1, 10)) {
      return Period.PATCHED;
    }
    if (version.isMinor(1, 10)) {
      return version.compareTo(CiliumVersion.of(1, 10, 19)) < 0
          ? Period.LOST_IN_1_10
          : Period.RESTORED_IN_1_10;
    }
    if (version.atLeast(1, 16)) {
      return Period.FROM_THE_POD;
    }
    boolean early = !version.atLeast(1, 13) && version.patch().isPresent();
    return early && version.patch().getAsInt() < fixedIn(version)
        ? Period.LOST_IN_1_11_AND_1_12
        : Period.RESTORED;
  }

  /** As far as known: the releases of January 2023. */
  private static int fixedIn(CiliumVersion version) {
    return version.isMinor(1, 11) ? 13 : 6;
  }

  private static UpstreamName in(Period period, Optional<String> sni, Optional<String> host) {
    Optional<String> named = sni.filter(name -> !name.isEmpty());
    Optional<String> hosted =
        host.filter(name -> !name.isEmpty() && AddressText.address(name).isEmpty());
    if (period.source == Source.LOST) {
      return new UpstreamName(
          period,
          Optional.empty(),
          "the proxy sets it too late for its connection (cilium PRs 23031 and 23036 mend it)");
    }
    if (named.isPresent()) {
      return new UpstreamName(period, named, "as the pod sent it; the Host header does not count");
    }
    if (period.source == Source.POD_THEN_HOST && hosted.isPresent()) {
      return new UpstreamName(period, hosted, "from the Host header, as the pod sent none");
    }
    return new UpstreamName(period, Optional.empty(), "the pod sent none");
  }
}
