package dev.tlsdiag.tls;

/**
 * What an alert says (RFC 8446 section 6), with the registered and the retired values.
 *
 * @param code 0 to 255; unknown ones are legal
 */
public record AlertDescription(int code) {
  private static final CodeCache<AlertDescription> CACHE = new CodeCache<>(AlertDescription::new);

  public static final AlertDescription CLOSE_NOTIFY = of(0);
  public static final AlertDescription UNEXPECTED_MESSAGE = of(10);
  public static final AlertDescription BAD_RECORD_MAC = of(20);
  public static final AlertDescription DECRYPTION_FAILED = of(21);
  public static final AlertDescription RECORD_OVERFLOW = of(22);
  public static final AlertDescription DECOMPRESSION_FAILURE = of(30);
  public static final AlertDescription HANDSHAKE_FAILURE = of(40);
  public static final AlertDescription NO_CERTIFICATE = of(41);
  public static final AlertDescription BAD_CERTIFICATE = of(42);
  public static final AlertDescription UNSUPPORTED_CERTIFICATE = of(43);
  public static final AlertDescription CERTIFICATE_REVOKED = of(44);
  public static final AlertDescription CERTIFICATE_EXPIRED = of(45);
  public static final AlertDescription CERTIFICATE_UNKNOWN = of(46);
  public static final AlertDescription ILLEGAL_PARAMETER = of(47);
  public static final AlertDescription UNKNOWN_CA = of(48);
  public static final AlertDescription ACCESS_DENIED = of(49);
  public static final AlertDescription DECODE_ERROR = of(50);
  public static final AlertDescription DECRYPT_ERROR = of(51);
  public static final AlertDescription TOO_MANY_CIDS_REQUESTED = of(52);
  public static final AlertDescription EXPORT_RESTRICTION = of(60);
  public static final AlertDescription PROTOCOL_VERSION = of(70);
  public static final AlertDescription INSUFFICIENT_SECURITY = of(71);
  public static final AlertDescription INTERNAL_ERROR = of(80);
  public static final AlertDescription INAPPROPRIATE_FALLBACK = of(86);
  public static final AlertDescription USER_CANCELED = of(90);
  public static final AlertDescription NO_RENEGOTIATION = of(100);
  public static final AlertDescription MISSING_EXTENSION = of(109);
  public static final AlertDescription UNSUPPORTED_EXTENSION = of(110);
  public static final AlertDescription CERTIFICATE_UNOBTAINABLE = of(111);
  public static final AlertDescription UNRECOGNIZED_NAME = of(112);
  public static final AlertDescription BAD_CERTIFICATE_STATUS_RESPONSE = of(113);
  public static final AlertDescription BAD_CERTIFICATE_HASH_VALUE = of(114);
  public static final AlertDescription UNKNOWN_PSK_IDENTITY = of(115);
  public static final AlertDescription CERTIFICATE_REQUIRED = of(116);
  public static final AlertDescription GENERAL_ERROR = of(117);
  public static final AlertDescription NO_APPLICATION_PROTOCOL = of(120);
  public static final AlertDescription ECH_REQUIRED = of(121);

  public static AlertDescription of(int code) {
    return CACHE.of(code);
  }

  // Written out: what the compiler makes of a record costs a start some milliseconds per method.

  @Override
  public boolean equals(Object other) {
    return other instanceof AlertDescription that && code == that.code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  /** The name of the registry, {@code unrecognized_name}; of an unknown one {@code unknown_123}. */
  public String name() {
    return switch (code) {
      case 0 -> "close_notify";
      case 10 -> "unexpected_message";
      case 20 -> "bad_record_mac";
      case 21 -> "decryption_failed";
      case 22 -> "record_overflow";
      case 30 -> "decompression_failure";
      case 40 -> "handshake_failure";
      case 41 -> "no_certificate";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 47 -> "illegal_parameter";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case 50 -> "decode_error";
      case 51 -> "decrypt_error";
      case 52 -> "too_many_cids_requested";
      case 60 -> "export_restriction";
      case 70 -> "protocol_version";
      case 71 -> "insufficient_security";
      case 80 -> "internal_error";
      case 86 -> "inappropriate_fallback";
      case 90 -> "user_canceled";
      case 100 -> "no_renegotiation";
      case 109 -> "missing_extension";
      case 110 -> "unsupported_extension";
      case 111 -> "certificate_unobtainable";
      case 112 -> "unrecognized_name";
      case 113 -> "bad_certificate_status_response";
      case 114 -> "bad_certificate_hash_value";
      case 115 -> "unknown_psk_identity";
      case 116 -> "certificate_required";
      case 117 -> "general_error";
      case 120 -> "no_application_protocol";
      case 121 -> "ech_required";
      default -> "unknown_" + code;
    };
  }

  /** Whether it announces an orderly end and no failure (RFC 8446 section 6.1). */
  public boolean isClosure() {
    return equals(CLOSE_NOTIFY) || equals(USER_CANCELED);
  }

  @Override
  public String toString() {
    return name();
  }
}
