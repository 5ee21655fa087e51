package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;

/**
 * The salt from which the keys of Initial packets are made (RFC 9001 section 5.2 and its drafts).
 */
enum InitialSalt {
  V1("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"),
  V2("0dede3def700a6db819381be6e269dcbf9bd2ed9"),
  V2_DRAFT("a707c203a59b47184a1d62ca570406ea7ae3e5d3"),
  DRAFT_29("afbfec289993d24c9e9786f19c6111e04390a899"),
  DRAFT_23("c3eef712c72ebb5a11a7d2432bb46365bef9f502"),
  DRAFT_22("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a"),
  T051("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"),
  T050("7ff579e5acd072915580304c43a2367c60488310"),
  Q050("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45");

  private final String hex;

  InitialSalt(String hex) {
    this.hex = hex;
  }

  /** The 20 bytes as five words. */
  int[] words() {
    Bytes salt = Bytes.ofHex(hex);
    int[] words = new int[salt.length() / 4];
    for (int i = 0; i < salt.length(); i++) {
      words[i / 4] |= salt.u8(i) << 24 - i % 4 * 8;
    }
    return words;
  }
}
