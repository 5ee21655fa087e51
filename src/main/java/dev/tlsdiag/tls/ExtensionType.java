package dev.tlsdiag.tls;

/**
 * The type of an extension (RFC 8446 section 4.2). The constants are plain numbers, for use in a
 * switch.
 *
 * @param code the IANA value, 0x0000 to 0xffff; unknown ones are legal and print as hex
 */
public record ExtensionType(int code) implements WireCode {
  private static final CodeCache<ExtensionType> CACHE = new CodeCache<>(ExtensionType::new);
  private static final NameTable NAMES = new NameTable("extension-types.txt");

  public static final int SERVER_NAME = 0;
  public static final int MAX_FRAGMENT_LENGTH = 1;
  public static final int CLIENT_CERTIFICATE_URL = 2;
  public static final int TRUSTED_CA_KEYS = 3;
  public static final int TRUNCATED_HMAC = 4;
  public static final int STATUS_REQUEST = 5;
  public static final int SUPPORTED_GROUPS = 10;
  public static final int EC_POINT_FORMATS = 11;
  public static final int SIGNATURE_ALGORITHMS = 13;
  public static final int USE_SRTP = 14;
  public static final int HEARTBEAT = 15;
  public static final int APPLICATION_LAYER_PROTOCOL_NEGOTIATION = 16;
  public static final int STATUS_REQUEST_V2 = 17;
  public static final int SIGNED_CERTIFICATE_TIMESTAMP = 18;
  public static final int CLIENT_CERTIFICATE_TYPE = 19;
  public static final int SERVER_CERTIFICATE_TYPE = 20;
  public static final int PADDING = 21;
  public static final int ENCRYPT_THEN_MAC = 22;
  public static final int EXTENDED_MASTER_SECRET = 23;
  public static final int TOKEN_BINDING = 24;
  public static final int COMPRESS_CERTIFICATE = 27;
  public static final int RECORD_SIZE_LIMIT = 28;
  public static final int DELEGATED_CREDENTIAL = 34;
  public static final int SESSION_TICKET = 35;
  public static final int DRAFT_KEY_SHARE = 40;
  public static final int PRE_SHARED_KEY = 41;
  public static final int EARLY_DATA = 42;
  public static final int SUPPORTED_VERSIONS = 43;
  public static final int COOKIE = 44;
  public static final int PSK_KEY_EXCHANGE_MODES = 45;
  public static final int CERTIFICATE_AUTHORITIES = 47;
  public static final int OID_FILTERS = 48;
  public static final int POST_HANDSHAKE_AUTH = 49;
  public static final int SIGNATURE_ALGORITHMS_CERT = 50;
  public static final int KEY_SHARE = 51;
  public static final int CONNECTION_ID = 54;
  public static final int QUIC_TRANSPORT_PARAMETERS = 57;
  public static final int TICKET_REQUEST = 58;
  public static final int NEXT_PROTOCOL_NEGOTIATION = 13172;
  public static final int APPLICATION_SETTINGS_OLD = 17513;
  public static final int APPLICATION_SETTINGS = 17613;
  public static final int CHANNEL_ID_OLD = 30031;
  public static final int CHANNEL_ID = 30032;
  public static final int ECH_OUTER_EXTENSIONS = 0xfd00;
  public static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;
  public static final int RENEGOTIATION_INFO = 0xff01;
  public static final int DRAFT_QUIC_TRANSPORT_PARAMETERS = 0xffa5;
  public static final int ENCRYPTED_SERVER_NAME = 0xffce;

  public static ExtensionType of(int code) {
    return CACHE.of(code);
  }

  @Override
  public String name() {
    return isGrease() ? WireCode.GREASE : NAMES.name(code).orElseGet(this::hex);
  }

  @Override
  public String toString() {
    return name();
  }
}
