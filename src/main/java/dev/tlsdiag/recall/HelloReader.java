package dev.tlsdiag.recall;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads hellos as {@code HelloJson} writes them. */
final class HelloReader {
  private static final int MESSAGE_HEADER = 4;
  private static final long U16 = 0xffff;

  private HelloReader() {}

  /**
   * A ClientHello by its bytes; where only its members were written, one that has as much as they
   * say, and an empty message.
   */
  static SentHello clientHello(Fields fields, Transport transport, Optional<Bytes> elsewhere)
      throws NoResultException {
    fields.known(
        "legacyVersion",
        "supportedVersions",
        "random",
        "sessionId",
        "serverName",
        "alpn",
        "cipherSuites",
        "extensions",
        "groups",
        "signatureSchemes",
        "keyShares",
        "ja3",
        "ja4",
        "ja4_r",
        "bytes");
    OptionalInt recordVersion =
        fields.has("recordVersion")
            ? OptionalInt.of(fields.code("recordVersion", U16))
            : OptionalInt.empty();
    boolean sslv2 = fields.flagIfAny("sslv2");
    Bytes message;
    ClientHello hello;
    if (fields.has("message") || elsewhere.isPresent()) {
      message = fields.has("message") ? fields.hex("message") : elsewhere.get();
      hello = parse(fields, message, sslv2, transport);
    } else {
      hello = HelloOfMembers.clientHello(fields, sslv2, transport);
      message = Bytes.EMPTY;
    }
    return new SentHello(
        hello, message, recordVersion, fields.number("segments", 0), fields.number("records", 0));
  }

  /** One that is there in bytes alone. */
  static SentHello raw(Fields fields) throws NoResultException {
    Bytes message = fields.hex("message");
    return new SentHello(
        parse(fields, message, false, Transport.TCP),
        message,
        fields.numberIfAny("recordVersion", 0),
        fields.number("segments", 0),
        fields.number("records", 0));
  }

  private static ClientHello parse(Fields fields, Bytes message, boolean sslv2, Transport transport)
      throws NoResultException {
    try {
      if (sslv2) {
        return ClientHello.parseSslv2(message);
      }
      if (message.length() < MESSAGE_HEADER) {
        throw fields.problem("has a message of %d bytes".formatted(message.length()));
      }
      Bytes body = message.slice(MESSAGE_HEADER, message.length() - MESSAGE_HEADER);
      return transport == Transport.DTLS ? ClientHello.parseDtls(body) : ClientHello.parse(body);
    } catch (MalformedMessageException e) {
      throw fields.problem("has a message that is no ClientHello: " + e.getMessage());
    }
  }

  /** The member {@code serverHello} of a handshake, if there is one. */
  static Optional<ServerHello> serverHello(Fields handshake) throws NoResultException {
    Optional<Fields> written = handshake.objectIfAny("serverHello");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = written.get().known("version", "group", "alpn", "ja3s", "resumed");
    fields.known("helloRetryRequest");
    CipherSuite suite = CipherSuite.of(fields.code("cipherSuite", 0xffffff));
    if (!fields.has("legacyVersion")) {
      return Optional.of(HelloOfMembers.serverHello(fields, suite));
    }
    return Optional.of(
        new ServerHello(
            fields.code("legacyVersion", U16),
            fields.hex("random"),
            fields.hex("sessionId"),
            suite,
            (int) fields.number("compressionMethod", 0, 255),
            fields.list("extensions", HelloReader::extension)));
  }

  private static Extension extension(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Extension((int) fields.number("type", 0, U16), fields.hex("body"));
  }
}
