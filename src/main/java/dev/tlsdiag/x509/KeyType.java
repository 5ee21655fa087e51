package dev.tlsdiag.x509;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of keys that certificates are issued for. */
public enum KeyType {
  EC_P256("ec-p256", "EC", new ECGenParameterSpec("secp256r1")),
  EC_P384("ec-p384", "EC", new ECGenParameterSpec("secp384r1")),
  RSA_2048("rsa-2048", "RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
  RSA_3072("rsa-3072", "RSA", new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4)),
  RSA_4096("rsa-4096", "RSA", new RSAKeyGenParameterSpec(4096, RSAKeyGenParameterSpec.F4));

  private final String label;
  private final String algorithm;

  @SuppressWarnings("ImmutableEnumChecker") // both classes of specs are immutable
  private final AlgorithmParameterSpec parameters;

  KeyType(String label, String algorithm, AlgorithmParameterSpec parameters) {
    this.label = label;
    this.algorithm = algorithm;
    this.parameters = parameters;
  }

  public String label() {
    return label;
  }

  public static Optional<KeyType> labelled(String label) {
    return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
  }

  /** A new key: a millisecond for EC, up to seconds for RSA. */
  public KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime makes such keys: " + label, e);
    }
  }
}
