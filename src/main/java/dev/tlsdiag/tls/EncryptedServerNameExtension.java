package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code encrypted_server_name}, the forerunner of ECH (draft-ietf-tls-esni-02 section 5).
 *
 * @param suite that encrypts the name
 * @param keyShare of the client
 * @param digestLength bytes that name the server's configuration
 * @param nameLength bytes of the encrypted name
 */
public record EncryptedServerNameExtension(
    CipherSuite suite, KeyShareEntry keyShare, int digestLength, int nameLength)
    implements ExtensionBody {
  public EncryptedServerNameExtension {
    requireNonNull(suite, "suite is null");
    requireNonNull(keyShare, "keyShare is null");
  }

  static EncryptedServerNameExtension parse(WireReader body) throws MalformedMessageException {
    CipherSuite suite = CipherSuite.of(body.u16("suite"));
    NamedGroup group = NamedGroup.of(body.u16("group"));
    int key = body.vector16(1, "key_exchange").remaining();
    int digest = body.vector16(0, "record_digest").remaining();
    int name = body.vector16(0, "encrypted_sni").remaining();
    return new EncryptedServerNameExtension(suite, new KeyShareEntry(group, key), digest, name);
  }

  @Override
  public String summary() {
    return suite.name() + ", " + keyShare.group().name() + ", name " + Vectors.bytes(nameLength);
  }
}
