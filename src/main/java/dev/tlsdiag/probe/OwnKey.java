package dev.tlsdiag.probe;

import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * A key of our own for one group (RFC 8446 section 4.2.8).
 *
 * <p>The share of X25519MLKEM768 has a real X25519 half; its ML-KEM half is a well-formed
 * encapsulation key that nobody has the secret of. A server takes it, and what it then encrypts
 * stays unread.
 */
final class OwnKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int X25519_BYTES = 32;
  private static final int UNCOMPRESSED = 4;

  /** ML-KEM-768: three polynomials of 256 coefficients, 12 bits each, and a seed (FIPS 203). */
  private static final int MLKEM_COEFFICIENTS = 3 * 256;

  private static final int MLKEM_MODULUS = 3329;
  private static final int MLKEM_SEED_BYTES = 32;

  private static final Map<NamedGroup, String> CURVES =
      Map.of(
          NamedGroup.SECP256R1, "secp256r1",
          NamedGroup.SECP384R1, "secp384r1",
          NamedGroup.SECP521R1, "secp521r1");

  private final NamedGroup group;
  private final Bytes share;
  private final PrivateKey secret;

  private OwnKey(NamedGroup group, Bytes share, PrivateKey secret) {
    this.group = group;
    this.share = share;
    this.secret = secret;
  }

  /** A new key; empty where the group is not known here. */
  static Optional<OwnKey> of(NamedGroup group) {
    try {
      if (group.equals(NamedGroup.X25519)) {
        KeyPair pair = x25519();
        return Optional.of(new OwnKey(group, x25519Share(pair), pair.getPrivate()));
      }
      if (group.equals(NamedGroup.X25519MLKEM768)) {
        KeyPair pair = x25519();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(encapsulationKey());
        both.writeBytes(x25519Share(pair).toArray());
        return Optional.of(new OwnKey(group, Bytes.wrap(both.toByteArray()), pair.getPrivate()));
      }
      String curve = CURVES.get(group);
      if (curve == null) {
        return Optional.empty();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      KeyPair pair = generator.generateKeyPair();
      return Optional.of(new OwnKey(group, ecShare(pair), pair.getPrivate()));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // a Java without this curve
    }
  }

  Bytes share() {
    return share;
  }

  /**
   * The shared secret (RFC 8446 section 7.4.2); empty where only half of the key is ours.
   *
   * @throws GeneralSecurityException where the server's share is no point of the group
   */
  Optional<byte[]> agree(Bytes serverShare) throws GeneralSecurityException {
    if (group.equals(NamedGroup.X25519MLKEM768)) {
      return Optional.empty();
    }
    if (group.equals(NamedGroup.X25519)) {
      byte[] u = serverShare.toArray();
      reverse(u);
      u[0] &= 0x7f; // RFC 7748 section 5: the most significant bit is not part of the number
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(secret);
      agreement.doPhase(
          KeyFactory.getInstance("X25519")
              .generatePublic(
                  new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, u))),
          true);
      return Optional.of(agreement.generateSecret());
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(CURVES.get(group)));
    byte[] point = serverShare.toArray();
    if (point.length < 3 || point[0] != UNCOMPRESSED) {
      throw new GeneralSecurityException("the server's share is no uncompressed point");
    }
    int half = point.length / 2 + 1;
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(secret);
    agreement.doPhase(
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(
                        new BigInteger(1, Arrays.copyOfRange(point, 1, half)),
                        new BigInteger(1, Arrays.copyOfRange(point, half, point.length))),
                    parameters.getParameterSpec(ECParameterSpec.class))),
        true);
    return Optional.of(agreement.generateSecret());
  }

  private static KeyPair x25519() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("X25519").generateKeyPair();
  }

  private static Bytes x25519Share(KeyPair pair) {
    byte[] u = fixed(((XECPublicKey) pair.getPublic()).getU(), X25519_BYTES);
    reverse(u);
    return Bytes.wrap(u);
  }

  private static Bytes ecShare(KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    int size = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    ByteArrayOutputStream point = new ByteArrayOutputStream();
    point.write(UNCOMPRESSED);
    point.writeBytes(fixed(key.getW().getAffineX(), size));
    point.writeBytes(fixed(key.getW().getAffineY(), size));
    return Bytes.wrap(point.toByteArray());
  }

  /** Passes the check of its receiver: every coefficient is below the modulus (FIPS 203, 7.2). */
  private static byte[] encapsulationKey() {
    byte[] key = new byte[MLKEM_COEFFICIENTS * 3 / 2 + MLKEM_SEED_BYTES];
    RANDOM.nextBytes(key);
    for (int i = 0, at = 0; i < MLKEM_COEFFICIENTS; i += 2, at += 3) {
      int a = RANDOM.nextInt(MLKEM_MODULUS);
      int b = RANDOM.nextInt(MLKEM_MODULUS);
      key[at] = (byte) a;
      key[at + 1] = (byte) (a >> 8 | b << 4);
      key[at + 2] = (byte) (b >> 4);
    }
    return key;
  }

  /** Big-endian, with leading zeros. */
  private static byte[] fixed(BigInteger number, int size) {
    byte[] bytes = new byte[size];
    byte[] raw = number.toByteArray();
    int from = Math.max(0, raw.length - size);
    int length = raw.length - from;
    System.arraycopy(raw, from, bytes, size - length, length);
    return bytes;
  }

  private static void reverse(byte[] bytes) {
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swap = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swap;
    }
  }
}
