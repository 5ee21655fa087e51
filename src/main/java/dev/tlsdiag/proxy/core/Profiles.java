package dev.tlsdiag.proxy.core;

import java.util.List;
import java.util.Optional;

/** The profiles that {@code --profile} knows. To add one: a class beside this one, a line here. */
public final class Profiles {
  /** Loses nothing: what the proxy does when nobody says otherwise. */
  public static final Profile TLSDIAG = TlsdiagProfile.PROFILE;

  /** In the order in which a help page lists them. */
  public static final List<Profile> ALL =
      List.of(
          TLSDIAG,
          EnvoyProfiles.ENVOY,
          EnvoyProfiles.CILIUM_BEFORE_SNI_FIX,
          EnvoyProfiles.CILIUM,
          EnvoyProfiles.ISTIO_SIDECAR,
          NginxProfile.PROFILE,
          HaproxyProfile.PROFILE,
          MitmproxyProfile.PROFILE);

  private Profiles() {}

  public static Optional<Profile> named(String name) {
    return ALL.stream().filter(profile -> profile.name().equals(name)).findFirst();
  }
}
