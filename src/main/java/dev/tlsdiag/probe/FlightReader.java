package dev.tlsdiag.probe;

import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.CertificateRequest;
import dev.tlsdiag.tls.Certificates;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Reads what comes back, up to the end of the server's flight, a fatal alert, or bytes that are no
 * TLS.
 */
final class FlightReader {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  private static final int SERVER_HELLO = 2;
  private static final int ENCRYPTED_EXTENSIONS = 8;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int CERTIFICATE_REQUEST = 13;
  private static final int SERVER_HELLO_DONE = 14;
  private static final int FINISHED = 20;
  private static final int COMPRESSED_CERTIFICATE = 25;
  private static final int MESSAGE_HASH = 254;

  /** No encrypted alert is as long, and no flight as short. */
  private static final int FLIGHT_BYTES = 64;

  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
  private FreshHello sent;
  private Bytes buffer = Bytes.EMPTY;
  private Bytes messages = Bytes.EMPTY;
  private HandshakeKeys keys;
  private Optional<ServerHello> retry = Optional.empty();
  private boolean retried;
  private boolean over;
  private int unreadableBytes;

  private ServerHello serverHello;
  private boolean complete;
  private boolean resumed;
  private Optional<NamedGroup> group = Optional.empty();
  private Optional<String> alpn = Optional.empty();
  private List<Bytes> certificates = List.of();
  private Optional<CertificateRequest> certificateRequest = Optional.empty();
  private Optional<Alert> encryptedAlert = Optional.empty();

  FlightReader(FreshHello sent) {
    sent(sent);
  }

  /** The hello that is answered: the first, or the second after a HelloRetryRequest. */
  final void sent(FreshHello hello) {
    sent = hello;
    transcript.writeBytes(HelloWriter.message(hello.hello()).toArray());
    retried = retry.isPresent();
    retry = Optional.empty();
  }

  /** Whether nothing more is to be learnt. */
  boolean over() {
    return over;
  }

  /** A HelloRetryRequest that nobody answered yet. */
  Optional<ServerHello> retry() {
    return retry;
  }

  /** Empty where no ServerHello came. */
  Optional<ServerFlight> flight() {
    if (serverHello == null) {
      return Optional.empty();
    }
    boolean readable = unreadableBytes == 0;
    return Optional.of(
        new ServerFlight(
            serverHello,
            readable,
            complete || unreadableBytes > FLIGHT_BYTES,
            retried,
            group,
            alpn,
            certificates,
            certificateRequest,
            encryptedAlert,
            resumed));
  }

  void read(byte[] bytes, int length) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(buffer.toArray());
    joined.write(bytes, 0, length);
    buffer = Bytes.wrap(joined.toByteArray());
    while (!over && retry.isEmpty() && buffer.length() >= HEADER) {
      int type = buffer.u8(0);
      if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || buffer.u8(1) != 3) {
        over = true; // no TLS
        return;
      }
      int size = buffer.u16(3);
      if (buffer.length() < HEADER + size) {
        return;
      }
      Bytes header = buffer.head(HEADER);
      Bytes fragment = buffer.slice(HEADER, size);
      buffer = buffer.slice(HEADER + size, buffer.length() - HEADER - size);
      try {
        record(type, header, fragment);
      } catch (MalformedMessageException | GeneralSecurityException e) {
        over = true; // what was read until now counts
      }
    }
  }

  private void record(int type, Bytes header, Bytes fragment)
      throws MalformedMessageException, GeneralSecurityException {
    switch (type) {
      case HANDSHAKE -> handshake(fragment);
      case ALERT -> over = fragment.length() >= 2 && fragment.u8(0) != Alert.WARNING;
      case CHANGE_CIPHER_SPEC -> {
        // Of TLS 1.2 it is here only where a session is taken up (RFC 5246 section 7.3).
        if (serverHello != null && !isTls13()) {
          resumed = true;
          complete = true;
          over = true;
        }
      }
      default -> encrypted(header, fragment);
    }
  }

  private void encrypted(Bytes header, Bytes fragment)
      throws MalformedMessageException, GeneralSecurityException {
    if (keys == null) {
      unreadableBytes += fragment.length();
      over = unreadableBytes > FLIGHT_BYTES;
      return;
    }
    HandshakeKeys.Plain plain = keys.open(header, fragment);
    if (plain.contentType() == ALERT) {
      encryptedAlert = Optional.of(Alert.parse(plain.content()));
      over = true;
    } else if (plain.contentType() == HANDSHAKE) {
      handshake(plain.content());
    }
  }

  private void handshake(Bytes fragment)
      throws MalformedMessageException, GeneralSecurityException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(messages.toArray());
    joined.writeBytes(fragment.toArray());
    messages = Bytes.wrap(joined.toByteArray());
    while (!over && messages.length() >= 4) {
      int size = messages.u8(1) << 16 | messages.u16(2);
      if (messages.length() < 4 + size) {
        return;
      }
      Bytes message = messages.head(4 + size);
      messages = messages.slice(4 + size, messages.length() - 4 - size);
      message(message.u8(0), message, message.slice(4, size));
    }
  }

  private void message(int type, Bytes message, Bytes body)
      throws MalformedMessageException, GeneralSecurityException {
    switch (type) {
      case SERVER_HELLO -> serverHello(message, body);
      case ENCRYPTED_EXTENSIONS -> alpn = alpn(body);
      case CERTIFICATE ->
          certificates = isTls13() ? FlightMessages.certificates(body) : Certificates.parse(body);
      case COMPRESSED_CERTIFICATE -> certificates = FlightMessages.compressed(body);
      case SERVER_KEY_EXCHANGE -> group = FlightMessages.group(body);
      case CERTIFICATE_REQUEST ->
          certificateRequest =
              Optional.of(
                  isTls13()
                      ? FlightMessages.certificateRequest(body)
                      : CertificateRequest.parse(body));
      case SERVER_HELLO_DONE, FINISHED -> {
        complete = true;
        over = true;
        resumed = resumed || isTls13() && serverHello.resumesPsk();
      }
      default -> {
        // CertificateVerify, CertificateStatus and the like: nothing to learn from.
      }
    }
  }

  private void serverHello(Bytes message, Bytes body)
      throws MalformedMessageException, GeneralSecurityException {
    ServerHello hello = ServerHello.parse(body);
    if (hello.isHelloRetryRequest()) {
      hashTranscript(hello);
      transcript.writeBytes(message.toArray());
      retry = Optional.of(hello);
      over = retried; // a second one is not allowed (RFC 8446 section 4.1.4)
      return;
    }
    serverHello = hello;
    transcript.writeBytes(message.toArray());
    alpn = hello.alpnProtocol();
    group = hello.group();
    if (isTls13()) {
      keys = keys(hello).orElse(null);
    }
  }

  /** RFC 8446 section 4.4.1: the first hello is replaced by its hash. */
  private void hashTranscript(ServerHello retryRequest) throws GeneralSecurityException {
    Optional<String> hash = HandshakeKeys.hash(retryRequest.cipherSuite());
    if (hash.isEmpty()) {
      return;
    }
    byte[] digest = MessageDigest.getInstance(hash.get()).digest(transcript.toByteArray());
    transcript.reset();
    transcript.writeBytes(new byte[] {(byte) MESSAGE_HASH, 0, 0, (byte) digest.length});
    transcript.writeBytes(digest);
  }

  private Optional<HandshakeKeys> keys(ServerHello hello) throws GeneralSecurityException {
    Optional<OwnKey> own = hello.group().flatMap(sent::key);
    Optional<Bytes> share = hello.extension(ExtensionType.KEY_SHARE).map(Extension::body);
    if (own.isEmpty() || share.isEmpty() || HandshakeKeys.hash(hello.cipherSuite()).isEmpty()) {
      return Optional.empty();
    }
    Bytes serverShare = share.get().slice(4, share.get().length() - 4);
    Optional<byte[]> shared = own.get().agree(serverShare);
    return shared.isEmpty()
        ? Optional.empty()
        : Optional.of(
            HandshakeKeys.of(hello.cipherSuite(), shared.get(), transcript.toByteArray()));
  }

  private boolean isTls13() {
    return serverHello != null && serverHello.version().equals(ProtocolVersion.TLS_1_3);
  }

  private static Optional<String> alpn(Bytes body) throws MalformedMessageException {
    WireReader extensions = body.reader().vector16(0, "extensions");
    while (extensions.hasRemaining()) {
      int type = extensions.u16("extension_type");
      WireReader value = extensions.vector16(0, "extension_data");
      if (type == ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION) {
        WireReader names = value.vector16(1, "protocol_name_list");
        return Optional.of(names.vector8(1, "protocol_name").rest().latin1());
      }
    }
    return Optional.empty();
  }
}
