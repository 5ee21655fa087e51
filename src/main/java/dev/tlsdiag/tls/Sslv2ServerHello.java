package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;

/**
 * The answer of a server that speaks SSL 2.0 (RFC 6101 appendix E and the SSL 2.0 draft of 1995).
 *
 * @param version usually 0x0002
 * @param sessionIdHit whether it resumes a session
 * @param certificate DER of one certificate; empty where it resumes
 */
public record Sslv2ServerHello(
    int version,
    boolean sessionIdHit,
    int certificateType,
    Bytes certificate,
    List<CipherSuite> cipherSpecs,
    Bytes connectionId) {
  private static final int SERVER_HELLO = 4;
  private static final int SPEC_LENGTH = 3;

  public Sslv2ServerHello {
    requireNonNull(certificate, "certificate is null");
    cipherSpecs = cipherSpecs instanceof CodeList ? cipherSpecs : List.copyOf(cipherSpecs);
    requireNonNull(connectionId, "connectionId is null");
  }

  /**
   * Reads the message from {@code msg_type} on: without the record header of 2 or 3 bytes.
   *
   * @throws MalformedMessageException where it is another message, or a length is past the end
   */
  public static Sslv2ServerHello parse(Bytes record) throws MalformedMessageException {
    WireReader reader = record.reader();
    int type = reader.u8("msg_type");
    if (type != SERVER_HELLO) {
      throw new MalformedMessageException("msg_type", 0, "is " + type + ", not server_hello(4)");
    }
    boolean hit = reader.u8("session_id_hit") != 0;
    int certificateType = reader.u8("certificate_type");
    int version = reader.u16("server_version");
    int certificateLength = reader.u16("certificate_length");
    int specsLength = reader.u16("cipher_specs_length");
    int connectionIdLength = reader.u16("connection_id_length");
    Bytes certificate = reader.bytes(certificateLength, "certificate");
    Bytes specs = reader.bytes(specsLength, "cipher_specs");
    Bytes connectionId = reader.bytes(connectionIdLength, "connection_id");
    return new Sslv2ServerHello(
        version,
        hit,
        certificateType,
        certificate,
        new CodeList<>(specs, SPEC_LENGTH, CipherSuite::of),
        connectionId);
  }
}
