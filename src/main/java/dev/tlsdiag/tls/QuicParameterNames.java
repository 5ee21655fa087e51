package dev.tlsdiag.tls;

/** The transport parameters of QUIC (RFC 9000 section 18.2 and its extensions). */
final class QuicParameterNames {
  private QuicParameterNames() {}

  static String name(long id) {
    // The switch is on an int; no known number is larger.
    return switch (id > Integer.MAX_VALUE ? -1 : (int) id) {
      case 0x00 -> "original_destination_connection_id";
      case 0x01 -> "max_idle_timeout";
      case 0x02 -> "stateless_reset_token";
      case 0x03 -> "max_udp_payload_size";
      case 0x04 -> "initial_max_data";
      case 0x05 -> "initial_max_stream_data_bidi_local";
      case 0x06 -> "initial_max_stream_data_bidi_remote";
      case 0x07 -> "initial_max_stream_data_uni";
      case 0x08 -> "initial_max_streams_bidi";
      case 0x09 -> "initial_max_streams_uni";
      case 0x0a -> "ack_delay_exponent";
      case 0x0b -> "max_ack_delay";
      case 0x0c -> "disable_active_migration";
      case 0x0d -> "preferred_address";
      case 0x0e -> "active_connection_id_limit";
      case 0x0f -> "initial_source_connection_id";
      case 0x10 -> "retry_source_connection_id";
      case 0x11 -> "version_information";
      case 0x20 -> "max_datagram_frame_size";
      case 0x3128 -> "google_connection_options";
      case 0x3129 -> "user_agent";
      case 0x4752 -> "google_quic_version";
      case 0x2ab2 -> "grease_quic_bit";
      case 0xff73db -> "version_information_draft";
      default -> isReserved(id) ? WireCode.GREASE : "0x" + Long.toHexString(id);
    };
  }

  /** {@code 31 * N + 27}, to be ignored (RFC 9000 section 18.1). */
  private static boolean isReserved(long id) {
    return id >= 27 && (id - 27) % 31 == 0;
  }

  /** Whether the value is one variable-length integer. */
  static boolean isNumber(long id) {
    return id == 0x01 || id >= 0x03 && id <= 0x0b || id == 0x0e || id == 0x20;
  }
}
