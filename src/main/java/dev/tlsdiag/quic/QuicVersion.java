package dev.tlsdiag.quic;

import java.util.List;

/**
 * A version field of a QUIC long header (RFC 9000 section 15); open, as versions are.
 *
 * @param code the 32 bits; 0 marks Version Negotiation
 */
public record QuicVersion(int code) {
  public static final QuicVersion NEGOTIATION = new QuicVersion(0);
  public static final QuicVersion V1 = new QuicVersion(1);
  public static final QuicVersion V2 = new QuicVersion(0x6b3343cf);

  private static final int V2_DRAFT = 0x709a50c4;
  private static final int V2_DRAFT_00 = 0xff020000;
  private static final int T050 = 0x54303530;
  private static final int T051 = 0x54303531;
  private static final int Q050 = 0x51303530;

  private static final List<InitialSalt> ONLY_V1 = List.of(InitialSalt.V1);
  private static final List<InitialSalt> ONLY_V2 = List.of(InitialSalt.V2);
  private static final List<InitialSalt> V2_DRAFTS = List.of(InitialSalt.V2, InitialSalt.V2_DRAFT);
  private static final List<InitialSalt> LAST_DRAFTS =
      List.of(InitialSalt.V1, InitialSalt.DRAFT_29);
  private static final List<InitialSalt> ANY =
      List.of(InitialSalt.V1, InitialSalt.DRAFT_29, InitialSalt.DRAFT_23, InitialSalt.DRAFT_22);

  /** Whether the version is one whose Initial packets are known, rather than tried. */
  public boolean registered() {
    return switch (code) {
      case 1, 0x6b3343cf, V2_DRAFT, V2_DRAFT_00, T050, T051, Q050 -> true;
      default -> draft() >= 22 && draft() <= 34 || code >>> 8 == 0xfaceb0;
    };
  }

  /** The form {@code 0x?a?a?a?a}, sent to force version negotiation (RFC 9000 section 15). */
  public boolean reserved() {
    return (code & 0x0f0f0f0f) == 0x0a0a0a0a;
  }

  /** Whether packet types and key labels are those of QUIC version 2 (RFC 9369 section 3). */
  boolean secondVersion() {
    return code == V2.code || code == V2_DRAFT || code == V2_DRAFT_00;
  }

  /** Whether the frames are those of Google's QUIC, of which only the CRYPTO frame is read. */
  public boolean googleFrames() {
    return code == T050 || code == T051 || code == Q050;
  }

  /** Whether the handshake is Google's own rather than TLS, so that no ClientHello is in it. */
  public boolean withoutTls() {
    return code == Q050;
  }

  /** The salts to try, the likeliest first. */
  List<InitialSalt> salts() {
    return switch (code) {
      case 1 -> ONLY_V1;
      case 0x6b3343cf -> ONLY_V2;
      case V2_DRAFT, V2_DRAFT_00 -> V2_DRAFTS;
      case T050 -> List.of(InitialSalt.T050);
      case T051 -> List.of(InitialSalt.T051);
      case Q050 -> List.of(InitialSalt.Q050);
      default -> ofDraft();
    };
  }

  private List<InitialSalt> ofDraft() {
    int draft = draft();
    if (draft < 22) {
      return ANY;
    }
    if (draft >= 33) {
      return LAST_DRAFTS;
    }
    return List.of(
        draft >= 29
            ? InitialSalt.DRAFT_29
            : draft >= 23 ? InitialSalt.DRAFT_23 : InitialSalt.DRAFT_22);
  }

  private int draft() {
    return code >>> 8 == 0xff0000 ? code & 0xff : 0;
  }

  /** {@code QUICv1}, {@code QUICv2}, {@code draft-29}, else {@code 0x} and eight digits. */
  @Override
  public String toString() {
    if (code == V1.code) {
      return "QUICv1";
    }
    if (code == V2.code) {
      return "QUICv2";
    }
    return draft() > 0 ? "draft-" + draft() : "0x%08x".formatted(code);
  }
}
