package dev.tlsdiag.tls;

import dev.tlsdiag.tls.Extension.In;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;

/** The rows of an extension: its header, then the fields of its body. */
final class ExtensionOutline {
  private static final int HEADER = 4;

  private ExtensionOutline() {}

  static void extension(OutlineReader in, In message) throws MalformedMessageException {
    if (in.remaining() < HEADER) {
      throw in.malformed(
          "extension_type", "needs %d bytes, %d left".formatted(HEADER, in.remaining()));
    }
    int type = in.peek(0) << 8 | in.peek(1);
    int length = in.peek(2) << 8 | in.peek(3);
    Bytes body = in.rest().slice(HEADER, Math.min(length, in.remaining() - HEADER));
    String summary = new Extension(type, body).decode(message).summary();
    in.group(
        HEADER + body.length(),
        "extension " + ExtensionType.of(type).name(),
        summary,
        fields -> {
          fields.u16(
              "extension_type",
              t -> HelloOutline.named(ExtensionType.of(t).name(), WireCode.hex(t)));
          int declared = fields.u16("length", Integer::toString);
          if (declared > fields.remaining()) {
            throw fields.malformed(
                "extension_data",
                "needs %d bytes, %d left".formatted(declared, fields.remaining()));
          }
          if (fields.hasRemaining()) {
            body(type, message, fields, summary);
          }
        });
  }

  private static void body(int type, In message, OutlineReader in, String summary)
      throws MalformedMessageException {
    boolean client = message == In.CLIENT_HELLO;
    switch (type) {
      case ExtensionType.SERVER_NAME -> in.vector(2, "server_name_list", "", list -> names(list));
      case ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
          ExtensionType.APPLICATION_SETTINGS,
          ExtensionType.APPLICATION_SETTINGS_OLD ->
          in.vector(2, "protocol_name_list", "", list -> protocols(list));
      case ExtensionType.NEXT_PROTOCOL_NEGOTIATION -> protocols(in);
      case ExtensionType.SUPPORTED_VERSIONS -> {
        if (client) {
          in.vector(
              1, "versions", "", v -> HelloOutline.codes(v, 2, "version", HelloOutline::version));
        } else {
          in.u16("selected_version", HelloOutline::version);
        }
      }
      case ExtensionType.SUPPORTED_GROUPS ->
          in.vector(
              2,
              "named_group_list",
              "",
              groups -> HelloOutline.codes(groups, 2, "named_group", ExtensionOutline::group));
      case ExtensionType.SIGNATURE_ALGORITHMS,
          ExtensionType.SIGNATURE_ALGORITHMS_CERT,
          ExtensionType.DELEGATED_CREDENTIAL ->
          in.vector(
              2,
              "supported_signature_algorithms",
              "",
              list -> HelloOutline.codes(list, 2, "signature_scheme", ExtensionOutline::scheme));
      case ExtensionType.EC_POINT_FORMATS, ExtensionType.PSK_KEY_EXCHANGE_MODES ->
          in.vector(1, "list", "", list -> numbers(type, 1, list));
      case ExtensionType.COMPRESS_CERTIFICATE ->
          in.vector(1, "algorithms", "", list -> numbers(type, 2, list));
      case ExtensionType.KEY_SHARE, ExtensionType.DRAFT_KEY_SHARE -> keyShare(message, in);
      case ExtensionType.PRE_SHARED_KEY -> preSharedKey(client, in);
      case ExtensionType.STATUS_REQUEST -> statusRequest(in);
      case ExtensionType.RENEGOTIATION_INFO ->
          in.opaque(1, "renegotiated_connection", Bytes::toHex);
      case ExtensionType.COOKIE -> in.opaque(2, "cookie", Bytes::toHex);
      case ExtensionType.CONNECTION_ID -> in.opaque(1, "cid", Bytes::toHex);
      case ExtensionType.RECORD_SIZE_LIMIT -> in.u16("record_size_limit", Vectors::bytes);
      case ExtensionType.USE_SRTP -> {
        in.vector(
            2,
            "srtp_protection_profiles",
            "",
            list -> HelloOutline.codes(list, 2, "profile", UseSrtpExtension::name));
        in.opaque(1, "srtp_mki", Bytes::toHex);
      }
      case ExtensionType.ENCRYPTED_CLIENT_HELLO -> encryptedClientHello(client, in);
      case ExtensionType.QUIC_TRANSPORT_PARAMETERS -> parameters(in);
      default -> in.rest("extension_data", body -> summary);
    }
  }

  private static void names(OutlineReader list) throws MalformedMessageException {
    while (list.hasRemaining()) {
      list.u8("name_type", type -> type == 0 ? "host_name (0)" : Integer.toString(type));
      list.opaque(2, "host_name", Bytes::latin1);
    }
  }

  private static void protocols(OutlineReader list) throws MalformedMessageException {
    while (list.hasRemaining()) {
      list.opaque(1, "protocol_name", Bytes::latin1);
    }
  }

  private static void numbers(int type, int width, OutlineReader list)
      throws MalformedMessageException {
    HelloOutline.codes(
        list,
        width,
        "item",
        n -> HelloOutline.named(NumbersExtension.name(type, n), Integer.toString(n)));
  }

  private static void keyShare(In message, OutlineReader in) throws MalformedMessageException {
    switch (message) {
      case CLIENT_HELLO ->
          in.vector(
              2,
              "client_shares",
              "",
              list -> {
                while (list.hasRemaining()) {
                  keyShareEntry(list);
                }
              });
      case SERVER_HELLO -> keyShareEntry(in);
      case HELLO_RETRY_REQUEST -> in.u16("selected_group", ExtensionOutline::group);
    }
  }

  private static void keyShareEntry(OutlineReader in) throws MalformedMessageException {
    in.u16("group", ExtensionOutline::group);
    in.opaque(2, "key_exchange", HelloOutline::bytes);
  }

  private static void preSharedKey(boolean client, OutlineReader in)
      throws MalformedMessageException {
    if (!client) {
      in.u16("selected_identity", Integer::toString);
      return;
    }
    in.vector(
        2,
        "identities",
        "",
        list -> {
          while (list.hasRemaining()) {
            list.opaque(2, "identity", HelloOutline::bytes);
            list.bytes(4, "obfuscated_ticket_age", Bytes::toHex);
          }
        });
    in.vector(
        2,
        "binders",
        "",
        list -> {
          while (list.hasRemaining()) {
            list.opaque(1, "binder", Bytes::toHex);
          }
        });
  }

  private static void statusRequest(OutlineReader in) throws MalformedMessageException {
    in.u8("status_type", StatusRequestExtension::name);
    in.opaque(2, "responder_id_list", HelloOutline::bytes);
    in.opaque(2, "request_extensions", HelloOutline::bytes);
  }

  private static void encryptedClientHello(boolean client, OutlineReader in)
      throws MalformedMessageException {
    if (!client) {
      in.rest("confirmation", Bytes::toHex);
      return;
    }
    if (in.u8("type", type -> type == 0 ? "outer (0)" : "inner (" + type + ")") == 0) {
      in.u16("kdf_id", EchOuterExtension::kdfName);
      in.u16("aead_id", EchOuterExtension::aeadName);
      in.u8("config_id", Integer::toString);
      in.opaque(2, "enc", HelloOutline::bytes);
      in.opaque(2, "payload", HelloOutline::bytes);
    }
  }

  private static void parameters(OutlineReader in) throws MalformedMessageException {
    while (in.hasRemaining()) {
      in.varint("parameter_id", QuicParameterNames::name);
      long length = in.varint("parameter_length", Object::toString);
      in.bytes((int) Math.min(length, Integer.MAX_VALUE), "parameter_value", Bytes::toHex);
    }
  }

  private static String group(int code) {
    return HelloOutline.named(NamedGroup.of(code).name(), WireCode.hex(code));
  }

  private static String scheme(int code) {
    return HelloOutline.named(SignatureScheme.of(code).name(), WireCode.hex(code));
  }
}
