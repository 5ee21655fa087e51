package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code encrypted_client_hello} of an outer ClientHello (RFC 9849 section 5); a client that only
 * greases it sends the same form with random bytes, so it does not tell that ECH is in use.
 *
 * @param kdf HPKE key derivation function (RFC 9180 section 7.2)
 * @param aead HPKE cipher (RFC 9180 section 7.3)
 * @param configId chosen by the server's configuration
 * @param encLength bytes of the encapsulated key; 0 in the second ClientHello
 * @param payloadLength bytes of the encrypted inner ClientHello
 */
public record EchOuterExtension(int kdf, int aead, int configId, int encLength, int payloadLength)
    implements ExtensionBody {
  static EchOuterExtension parse(WireReader body) throws MalformedMessageException {
    int kdf = body.u16("kdf_id");
    int aead = body.u16("aead_id");
    int configId = body.u8("config_id");
    int enc = body.vector16(0, "enc").remaining();
    int payload = body.vector16(1, "payload").remaining();
    return new EchOuterExtension(kdf, aead, configId, enc, payload);
  }

  @Override
  public String summary() {
    return "outer, config "
        + configId
        + ", "
        + kdfName(kdf)
        + ", "
        + aeadName(aead)
        + ", enc "
        + Vectors.bytes(encLength)
        + ", payload "
        + Vectors.bytes(payloadLength);
  }

  static String kdfName(int kdf) {
    return switch (kdf) {
      case 1 -> "HKDF-SHA256";
      case 2 -> "HKDF-SHA384";
      case 3 -> "HKDF-SHA512";
      default -> "kdf " + WireCode.hex(kdf);
    };
  }

  static String aeadName(int aead) {
    return switch (aead) {
      case 1 -> "AES-128-GCM";
      case 2 -> "AES-256-GCM";
      case 3 -> "ChaCha20Poly1305";
      default -> "aead " + WireCode.hex(aead);
    };
  }
}
