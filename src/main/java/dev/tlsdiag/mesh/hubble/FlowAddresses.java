package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

/**
 * The {@code IP} of a flow.
 *
 * @param source IP literal as recorded; empty text where there is none
 * @param translatedSource {@code source_xlated}; empty text where there is none
 * @param destination IP literal as recorded; empty text where there is none
 * @param version 4, 6, or 0 where the record does not say
 * @param encrypted by WireGuard or IPsec
 */
public record FlowAddresses(
    String source, String translatedSource, String destination, int version, boolean encrypted) {
  public FlowAddresses {
    requireNonNull(source, "source is null");
    requireNonNull(translatedSource, "translatedSource is null");
    requireNonNull(destination, "destination is null");
  }

  /** Of two addresses, whose form tells the version. */
  public static FlowAddresses of(String source, String destination) {
    String known = source.isEmpty() ? destination : source;
    int version = known.isEmpty() ? 0 : known.indexOf(':') >= 0 ? 6 : 4;
    return new FlowAddresses(source, "", destination, version, false);
  }
}
