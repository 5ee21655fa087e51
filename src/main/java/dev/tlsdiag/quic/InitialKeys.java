package dev.tlsdiag.quic;

/**
 * The packet protection keys of one side's Initial packets (RFC 9001 section 5.1), expanded for
 * AES.
 */
final class InitialKeys {
  final int[] key;
  final int iv0;
  final int iv1;
  final int iv2;
  final int[] headerProtection;

  InitialKeys(int[] key, int iv0, int iv1, int iv2, int[] headerProtection) {
    this.key = key;
    this.iv0 = iv0;
    this.iv1 = iv1;
    this.iv2 = iv2;
    this.headerProtection = headerProtection;
  }
}
