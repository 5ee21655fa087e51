package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Protects packets as a QUIC endpoint does (RFC 9001 section 5), with the cryptography of the JDK.
 */
public final class SealedInitial {
  public static final int V1 = 1;
  public static final int V2 = 0x6b3343cf;
  public static final int DRAFT_29 = 0xff00001d;

  /** The ClientHello of RFC 9001 appendix A.2, for example.com. */
  public static final Bytes CLIENT_HELLO =
      Bytes.ofHex(
          """
          010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113
          02010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d001700180010
          0007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753d
          e171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e040305030603020308040805080600
          2d00020101001c00024001003900320408ffffffffffffffff05048000ffff07048000ffff08011001048000
          75300901100f088394c8f03e51570806048000ffff
          """);

  /** The ServerHello of RFC 9001 appendix A.3. */
  public static final Bytes SERVER_HELLO =
      Bytes.ofHex(
          """
          020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a12001301000
          02e00330024001d00209d3c940d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a00
          2b00020304
          """);

  private final int version;
  private final Bytes originalId;

  /**
   * @param originalId the destination connection ID of the client's first packet
   */
  public SealedInitial(int version, Bytes originalId) {
    this.version = version;
    this.originalId = originalId;
  }

  /** A packet of the client to {@code to}, with an empty token. */
  public byte[] fromClient(Bytes to, Bytes from, int number, byte[] frames) {
    return seal(to, from, number, frames, true);
  }

  public byte[] fromServer(Bytes to, Bytes from, int number, byte[] frames) {
    return seal(to, from, number, frames, false);
  }

  /** A CRYPTO frame. */
  public static byte[] crypto(int offset, Bytes content) {
    return join(new byte[] {6}, varint(offset), varint(content.length()), content.toArray());
  }

  public static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  public static byte[] varint(int value) {
    return value < 64
        ? new byte[] {(byte) value}
        : ByteBuffer.allocate(4).putInt(0x80000000 | value).array();
  }

  private byte[] seal(Bytes to, Bytes from, int number, byte[] frames, boolean client) {
    try {
      return protect(to, from, number, frames, client);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] protect(Bytes to, Bytes from, int number, byte[] frames, boolean client)
      throws GeneralSecurityException {
    byte[] initial = hmac(salt(), originalId.toArray());
    byte[] secret = expand(initial, client ? "client in" : "server in", 32);
    String prefix = version == V2 ? "quicv2 " : "quic ";
    byte[] key = expand(secret, prefix + "key", 16);
    byte[] nonce = expand(secret, prefix + "iv", 12);
    byte[] hp = expand(secret, prefix + "hp", 16);
    int numberBytes = client ? 4 : 2; // as in the appendices of RFC 9001 and RFC 9369
    byte[] packetNumber =
        Arrays.copyOfRange(ByteBuffer.allocate(4).putInt(number).array(), 4 - numberBytes, 4);
    int first = 0xc0 | (version == V2 ? 0x10 : 0) | numberBytes - 1;
    byte[] header =
        join(
            new byte[] {(byte) first},
            ByteBuffer.allocate(4).putInt(version).array(),
            new byte[] {(byte) to.length()},
            to.toArray(),
            new byte[] {(byte) from.length()},
            from.toArray(),
            new byte[] {0},
            ByteBuffer.allocate(2)
                .putShort((short) (0x4000 | numberBytes + frames.length + 16))
                .array(),
            packetNumber);
    for (int i = 0; i < numberBytes; i++) {
      nonce[12 - numberBytes + i] ^= packetNumber[i];
    }
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    gcm.updateAAD(header);
    byte[] packet = join(header, gcm.doFinal(frames));
    Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
    ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hp, "AES"));
    int numberAt = header.length - numberBytes;
    byte[] mask = ecb.doFinal(packet, numberAt + 4, 16);
    packet[0] ^= (byte) (mask[0] & 0x0f);
    for (int i = 0; i < numberBytes; i++) {
      packet[numberAt + i] ^= mask[1 + i];
    }
    return packet;
  }

  private byte[] salt() {
    return Hex.parse(
        switch (version) {
          case V2 -> "0dede3def700a6db819381be6e269dcbf9bd2ed9";
          case DRAFT_29 -> "afbfec289993d24c9e9786f19c6111e04390a899";
          default -> "38762cf7f55934b34d179ae6a4c80cadccbb7f0a";
        });
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] expand(byte[] secret, String label, int length)
      throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info = join(new byte[] {0, (byte) length, (byte) name.length}, name, new byte[] {0, 1});
    return Arrays.copyOf(hmac(secret, info), length);
  }
}
