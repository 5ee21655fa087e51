package dev.tlsdiag.tls;

import dev.tlsdiag.tls.Extension.In;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.List;
import java.util.function.IntFunction;

/** A handshake message as labelled rows for a full view; every byte belongs to one. */
public final class HelloOutline {
  private static final int HEADER = 4;
  private static final int RANDOM_LENGTH = 32;
  private static final int SSLV2_HEADER = 9;
  private static final int DRAFT_18 = 0x7f12;
  private static final int DRAFT_19 = 0x7f13;
  private static final int DRAFT_21 = 0x7f15;

  private HelloOutline() {}

  /**
   * Never fails: what is broken or unknown gets a row that says so.
   *
   * @param message with its header of 4 bytes (of DTLS as well); or an SSLv2-format CLIENT-HELLO
   *     from {@code msg_type} on
   */
  public static List<OutlineRow> of(Bytes message) {
    OutlineReader reader = new OutlineReader(message);
    try {
      if (isSslv2(message)) {
        reader.group(
            message.length(), "SSLv2 CLIENT-HELLO", bytes(message), HelloOutline::sslv2ClientHello);
      } else {
        String name = message.isEmpty() ? "empty" : HandshakeType.name(message.u8(0));
        reader.group(message.length(), name, bytes(message), HelloOutline::handshake);
      }
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("a group as long as the message always fits", e);
    }
    return reader.rows();
  }

  /** The lengths of one format fit the message, and those of the other do not. */
  private static boolean isSslv2(Bytes message) {
    if (message.length() < SSLV2_HEADER || message.u8(0) != HandshakeType.CLIENT_HELLO) {
      return false;
    }
    int lengths = message.u16(3) + message.u16(5) + message.u16(7);
    int handshakeLength = message.u8(1) << 16 | message.u16(2);
    return SSLV2_HEADER + lengths == message.length()
        && HEADER + handshakeLength != message.length();
  }

  private static void handshake(OutlineReader in) throws MalformedMessageException {
    int type = in.u8("msg_type", t -> HandshakeType.name(t) + " (" + t + ")");
    int length = in.u24("length", Integer::toString);
    in.group(
        Math.min(length, in.remaining()),
        "body",
        length > in.remaining() ? "cut: " + in.remaining() + " of " + length + " bytes" : "",
        body -> {
          switch (type) {
            case HandshakeType.CLIENT_HELLO -> clientHello(body);
            case HandshakeType.SERVER_HELLO -> serverHello(body);
            case HandshakeType.HELLO_RETRY_REQUEST -> legacyHelloRetryRequest(body);
            case HandshakeType.HELLO_VERIFY_REQUEST -> helloVerifyRequest(body);
            case HandshakeType.CERTIFICATE -> certificate(body);
            default -> body.rest("content", HelloOutline::bytes);
          }
        });
  }

  private static void clientHello(OutlineReader in) throws MalformedMessageException {
    int version = in.u16("legacy_version", HelloOutline::version);
    in.bytes(RANDOM_LENGTH, "random", Bytes::toHex);
    in.opaque(1, "legacy_session_id", Bytes::toHex);
    if (ProtocolVersion.of(version).isDtls()) {
      in.opaque(1, "cookie", Bytes::toHex);
    }
    in.vector(
        2, "cipher_suites", "", suites -> codes(suites, 2, "cipher_suite", HelloOutline::suite));
    in.vector(
        1,
        "legacy_compression_methods",
        "",
        methods -> codes(methods, 1, "compression_method", HelloOutline::compression));
    extensions(in, In.CLIENT_HELLO);
  }

  private static void serverHello(OutlineReader in) throws MalformedMessageException {
    int version = in.u16("legacy_version", HelloOutline::version);
    boolean retry = in.rest().head(RANDOM_LENGTH).equals(ServerHello.RETRY_RANDOM);
    in.bytes(
        RANDOM_LENGTH, "random", random -> random.toHex() + (retry ? " (HelloRetryRequest)" : ""));
    boolean bare = version >= DRAFT_18 && version <= DRAFT_21;
    if (!bare) {
      in.opaque(1, "legacy_session_id_echo", Bytes::toHex);
    }
    in.u16("cipher_suite", HelloOutline::suite);
    if (!bare) {
      in.u8("legacy_compression_method", HelloOutline::compression);
    }
    extensions(in, retry ? In.HELLO_RETRY_REQUEST : In.SERVER_HELLO);
  }

  private static void legacyHelloRetryRequest(OutlineReader in) throws MalformedMessageException {
    int version = in.u16("server_version", HelloOutline::version);
    if (version >= DRAFT_19) {
      in.u16("cipher_suite", HelloOutline::suite);
    }
    extensions(in, In.HELLO_RETRY_REQUEST);
  }

  private static void helloVerifyRequest(OutlineReader in) throws MalformedMessageException {
    in.u16("server_version", HelloOutline::version);
    in.opaque(1, "cookie", Bytes::toHex);
  }

  private static void certificate(OutlineReader in) throws MalformedMessageException {
    in.vector(
        3,
        "certificate_list",
        "",
        list -> {
          while (list.hasRemaining()) {
            list.opaque(3, "certificate", HelloOutline::bytes);
          }
        });
  }

  private static void sslv2ClientHello(OutlineReader in) throws MalformedMessageException {
    in.u8("msg_type", type -> "client_hello (" + type + ")");
    in.u16("version", HelloOutline::version);
    int specs = in.u16("cipher_spec_length", Integer::toString);
    int sessionId = in.u16("session_id_length", Integer::toString);
    int challenge = in.u16("challenge_length", Integer::toString);
    in.group(specs, "cipher_specs", "", list -> codes(list, 3, "cipher_spec", HelloOutline::suite));
    in.bytes(sessionId, "session_id", Bytes::toHex);
    in.bytes(challenge, "challenge", Bytes::toHex);
  }

  private static void extensions(OutlineReader in, In message) throws MalformedMessageException {
    if (in.hasRemaining()) {
      in.vector(
          2,
          "extensions",
          "",
          block -> {
            while (block.hasRemaining()) {
              ExtensionOutline.extension(block, message);
            }
          });
    }
  }

  /** A row for each code of a vector. */
  static void codes(OutlineReader in, int width, String label, IntFunction<String> name)
      throws MalformedMessageException {
    while (in.remaining() >= width) {
      switch (width) {
        case 1 -> in.u8(label, name);
        case 2 -> in.u16(label, name);
        default -> in.u24(label, name);
      }
    }
  }

  private static String suite(int code) {
    return named(CipherSuite.of(code).name(), WireCode.hex(code));
  }

  static String version(int code) {
    return named(ProtocolVersion.of(code).name(), WireCode.hex(code));
  }

  /** Name and number, the number once where there is no name. */
  static String named(String name, String hex) {
    return name.equals(hex) ? hex : name + " (" + hex + ")";
  }

  private static String compression(int method) {
    return method == 0 ? "null" : method == 1 ? "deflate" : Integer.toString(method);
  }

  static String bytes(Bytes bytes) {
    return Vectors.bytes(bytes.length());
  }
}
