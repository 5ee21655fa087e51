package dev.tlsdiag.tls;

import dev.tlsdiag.tls.Extension.In;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/** Which extension is read by which record; strict, for a bad body is worth a word in a report. */
final class ExtensionDecoder {
  private static final int ECH_OUTER = 0;

  private ExtensionDecoder() {}

  static ExtensionBody decode(Extension extension, In message) {
    WireReader body = extension.body().reader();
    try {
      ExtensionBody decoded =
          message == In.CLIENT_HELLO ? client(extension, body) : server(extension, message, body);
      body.expectEnd(extension.extensionType().name());
      return decoded;
    } catch (MalformedMessageException e) {
      return new MalformedExtension(extension.extensionType(), extension.body(), e.getMessage());
    }
  }

  private static ExtensionBody client(Extension extension, WireReader body)
      throws MalformedMessageException {
    ExtensionType type = extension.extensionType();
    return switch (extension.type()) {
      case ExtensionType.SUPPORTED_VERSIONS -> SupportedVersionsExtension.parse(body);
      case ExtensionType.KEY_SHARE, ExtensionType.DRAFT_KEY_SHARE -> KeyShareExtension.parse(body);
      case ExtensionType.PRE_SHARED_KEY -> PreSharedKeyExtension.parse(body);
      case ExtensionType.STATUS_REQUEST -> StatusRequestExtension.parse(body);
      case ExtensionType.STATUS_REQUEST_V2 -> StatusRequestExtension.parseV2(body);
      case ExtensionType.PSK_KEY_EXCHANGE_MODES -> NumbersExtension.parse8(type, "ke_modes", body);
      case ExtensionType.CLIENT_CERTIFICATE_TYPE, ExtensionType.SERVER_CERTIFICATE_TYPE ->
          NumbersExtension.parse8(type, "certificate_types", body);
      case ExtensionType.TRUSTED_CA_KEYS ->
          CertificateAuthoritiesExtension.parseTrustedKeys(type, body);
      case ExtensionType.ENCRYPTED_CLIENT_HELLO ->
          body.u8("ech_type") == ECH_OUTER
              ? EchOuterExtension.parse(body)
              : new EchInnerExtension();
      case ExtensionType.ENCRYPTED_SERVER_NAME -> EncryptedServerNameExtension.parse(body);
      case ExtensionType.TICKET_REQUEST -> TicketRequestExtension.parse(body);
      case ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP, ExtensionType.NEXT_PROTOCOL_NEGOTIATION ->
          new FlagExtension(type);
      default -> either(extension, body);
    };
  }

  private static ExtensionBody server(Extension extension, In message, WireReader body)
      throws MalformedMessageException {
    ExtensionType type = extension.extensionType();
    return switch (extension.type()) {
      case ExtensionType.SUPPORTED_VERSIONS -> SelectedVersionExtension.parse(body);
      case ExtensionType.KEY_SHARE, ExtensionType.DRAFT_KEY_SHARE ->
          message == In.HELLO_RETRY_REQUEST
              ? SelectedGroupExtension.parse(body)
              : KeyShareExtension.parseServer(body);
      case ExtensionType.PRE_SHARED_KEY -> SelectedIdentityExtension.parse(body);
      case ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP ->
          SignedCertificateTimestampsExtension.parse(body);
      case ExtensionType.NEXT_PROTOCOL_NEGOTIATION -> ProtocolNamesExtension.parseNpn(type, body);
      case ExtensionType.ENCRYPTED_CLIENT_HELLO -> EchConfirmationExtension.parse(body);
      case ExtensionType.STATUS_REQUEST,
          ExtensionType.STATUS_REQUEST_V2,
          ExtensionType.TRUSTED_CA_KEYS ->
          new FlagExtension(type);
      default -> either(extension, body);
    };
  }

  /** Those that look alike on both sides. */
  private static ExtensionBody either(Extension extension, WireReader body)
      throws MalformedMessageException {
    ExtensionType type = extension.extensionType();
    return switch (extension.type()) {
      case ExtensionType.SERVER_NAME -> ServerNameExtension.parse(body);
      case ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
          ExtensionType.APPLICATION_SETTINGS,
          ExtensionType.APPLICATION_SETTINGS_OLD ->
          ProtocolNamesExtension.parse(type, body);
      case ExtensionType.SUPPORTED_GROUPS -> SupportedGroupsExtension.parse(body);
      case ExtensionType.SIGNATURE_ALGORITHMS,
          ExtensionType.SIGNATURE_ALGORITHMS_CERT,
          ExtensionType.DELEGATED_CREDENTIAL ->
          SignatureSchemesExtension.parse(type, body);
      case ExtensionType.EC_POINT_FORMATS ->
          NumbersExtension.parse8(type, "ec_point_format_list", body);
      case ExtensionType.COMPRESS_CERTIFICATE -> NumbersExtension.parse16(type, "algorithms", body);
      case ExtensionType.SESSION_TICKET -> SessionTicketExtension.parse(body);
      case ExtensionType.RENEGOTIATION_INFO -> RenegotiationInfoExtension.parse(body);
      case ExtensionType.RECORD_SIZE_LIMIT -> RecordSizeLimitExtension.parse(body);
      case ExtensionType.MAX_FRAGMENT_LENGTH -> MaxFragmentLengthExtension.parse(body);
      case ExtensionType.COOKIE -> CookieExtension.parse(body);
      case ExtensionType.PADDING -> PaddingExtension.parse(body);
      case ExtensionType.CERTIFICATE_AUTHORITIES ->
          CertificateAuthoritiesExtension.parse(type, body);
      case ExtensionType.OID_FILTERS -> OidFiltersExtension.parse(body);
      case ExtensionType.CONNECTION_ID -> ConnectionIdExtension.parse(body);
      case ExtensionType.USE_SRTP -> UseSrtpExtension.parse(body);
      case ExtensionType.HEARTBEAT -> HeartbeatExtension.parse(body);
      case ExtensionType.TOKEN_BINDING -> TokenBindingExtension.parse(body);
      case ExtensionType.QUIC_TRANSPORT_PARAMETERS -> QuicTransportParametersExtension.parse(body);
      case ExtensionType.DRAFT_QUIC_TRANSPORT_PARAMETERS ->
          QuicTransportParametersExtension.parseDraft(body, hasOuterLength(extension.body()));
      case ExtensionType.EXTENDED_MASTER_SECRET,
          ExtensionType.ENCRYPT_THEN_MAC,
          ExtensionType.POST_HANDSHAKE_AUTH,
          ExtensionType.EARLY_DATA,
          ExtensionType.TRUNCATED_HMAC,
          ExtensionType.CLIENT_CERTIFICATE_URL,
          ExtensionType.CHANNEL_ID,
          ExtensionType.CHANNEL_ID_OLD ->
          new FlagExtension(type);
      default ->
          type.isGrease()
              ? new GreaseExtension(type, body.rest())
              : new UnknownExtension(type, body.rest());
    };
  }

  /** A first number that is exactly the length of the rest is taken for one. */
  private static boolean hasOuterLength(Bytes body) {
    return body.length() >= 2 && body.u16(0) == body.length() - 2;
  }
}
