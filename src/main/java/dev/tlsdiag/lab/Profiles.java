package dev.tlsdiag.lab;

/** The profiles that scenarios are shown with, by name. */
final class Profiles {
  /** Opens its own connections without server_name. */
  static final String LOSES_SNI = "cilium-before-sni-fix";

  private Profiles() {}
}
