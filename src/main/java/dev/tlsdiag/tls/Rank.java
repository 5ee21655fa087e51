package dev.tlsdiag.tls;

/** How much a difference between two hellos is to be suspected, the most suspect first. */
public enum Rank {
  /**
   * Servers choose certificate, configuration and whether to answer at all by {@code server_name}
   * (RFC 6066 section 3): without it, or with another one, the same server is another server.
   */
  CAUSE_CANDIDATE,
  /**
   * Not every re-origination brings it along, and some servers refuse it: an application protocol
   * taken away (RFC 7301 section 3.2), a lower highest version (RFC 8446 section 4.2.1), no {@code
   * extended_master_secret} (RFC 7627 section 5.3) or no sign of secure renegotiation (RFC 5746
   * section 3.6), compression.
   */
  UNUSUAL,
  /**
   * Two TLS libraries never agree on these: cipher suites, groups, signature algorithms, the set
   * and the order of extensions. A server that can choose one from both lists does not care.
   */
  USUAL
}
