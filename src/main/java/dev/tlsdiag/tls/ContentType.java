package dev.tlsdiag.tls;

/** Types of records (RFC 8446 section 5.1, RFC 9146 section 3). */
public final class ContentType {
  public static final int CHANGE_CIPHER_SPEC = 20;
  public static final int ALERT = 21;
  public static final int HANDSHAKE = 22;
  public static final int APPLICATION_DATA = 23;
  public static final int HEARTBEAT = 24;
  public static final int TLS12_CID = 25;
  public static final int ACK = 26;

  private ContentType() {}

  /** The name of the registry; of an unknown one {@code unknown_99}. */
  public static String name(int type) {
    return switch (type) {
      case CHANGE_CIPHER_SPEC -> "change_cipher_spec";
      case ALERT -> "alert";
      case HANDSHAKE -> "handshake";
      case APPLICATION_DATA -> "application_data";
      case HEARTBEAT -> "heartbeat";
      case TLS12_CID -> "tls12_cid";
      case ACK -> "ack";
      default -> "unknown_" + type;
    };
  }
}
