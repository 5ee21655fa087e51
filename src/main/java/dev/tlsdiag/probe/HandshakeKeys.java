package dev.tlsdiag.probe;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Reads the server's records of a TLS 1.3 handshake (RFC 8446 sections 5.2 and 7). */
final class HandshakeKeys {
  private static final int IV_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int CCM_FIRST = 0x1304;

  private final boolean chacha;
  private final Key key;
  private final byte[] iv;
  private long sequence;

  private HandshakeKeys(boolean chacha, Key key, byte[] iv) {
    this.chacha = chacha;
    this.key = key;
    this.iv = iv;
  }

  /** The hash of a suite of TLS 1.3; empty for suites that cannot be read here. */
  static Optional<String> hash(CipherSuite suite) {
    if (suite.equals(CipherSuite.TLS_AES_256_GCM_SHA384)) {
      return Optional.of("SHA-384");
    }
    boolean known = suite.code() > 0x1300 && suite.code() < CCM_FIRST;
    return known ? Optional.of("SHA-256") : Optional.empty();
  }

  /**
   * Derives the server's handshake traffic key.
   *
   * @param transcript the messages up to the ServerHello
   */
  static HandshakeKeys of(CipherSuite suite, byte[] shared, byte[] transcript)
      throws GeneralSecurityException {
    String hash = hash(suite).orElseThrow();
    MessageDigest digest = MessageDigest.getInstance(hash);
    int size = digest.getDigestLength();
    byte[] zeros = new byte[size];
    byte[] early = extract(hash, zeros, zeros);
    byte[] derived = expand(hash, early, "derived", digest.digest(), size);
    byte[] handshake = extract(hash, derived, shared);
    byte[] secret = expand(hash, handshake, "s hs traffic", digest.digest(transcript), size);
    boolean chacha = suite.equals(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
    int keyBytes = suite.equals(CipherSuite.TLS_AES_128_GCM_SHA256) ? 16 : 32;
    byte[] key = expand(hash, secret, "key", new byte[0], keyBytes);
    byte[] iv = expand(hash, secret, "iv", new byte[0], IV_BYTES);
    return new HandshakeKeys(chacha, new SecretKeySpec(key, chacha ? "ChaCha20" : "AES"), iv);
  }

  /** What stands in a record. */
  record Plain(int contentType, Bytes content) {}

  /**
   * Opens the next record.
   *
   * @param header its five bytes, which are authenticated too
   */
  Plain open(Bytes header, Bytes fragment) throws GeneralSecurityException {
    byte[] nonce = iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[IV_BYTES - 1 - i] ^= (byte) (sequence >>> 8 * i);
    }
    sequence++;
    Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        key,
        chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(header.toArray());
    byte[] inner = cipher.doFinal(fragment.toArray());
    int end = inner.length;
    while (end > 0 && inner[end - 1] == 0) {
      end--;
    }
    if (end == 0) {
      throw new GeneralSecurityException("a record without content type");
    }
    return new Plain(inner[end - 1] & 0xff, Bytes.wrap(inner, 0, end - 1));
  }

  private static byte[] extract(String hash, byte[] salt, byte[] input)
      throws GeneralSecurityException {
    return hmac(hash, salt, input);
  }

  /** HKDF-Expand-Label (RFC 8446 section 7.1). */
  private static byte[] expand(String hash, byte[] secret, String label, byte[] context, int length)
      throws GeneralSecurityException {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    byte[] full = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    info.write(length >> 8);
    info.write(length);
    info.write(full.length);
    info.writeBytes(full);
    info.write(context.length);
    info.writeBytes(context);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] block = new byte[0];
    for (int i = 1; output.size() < length; i++) {
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      input.writeBytes(block);
      input.writeBytes(info.toByteArray());
      input.write(i);
      block = hmac(hash, secret, input.toByteArray());
      output.writeBytes(block);
    }
    return Arrays.copyOf(output.toByteArray(), length);
  }

  private static byte[] hmac(String hash, byte[] key, byte[] input)
      throws GeneralSecurityException {
    String name = "Hmac" + hash.replace("-", "");
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(key, name));
    return mac.doFinal(input);
  }
}
