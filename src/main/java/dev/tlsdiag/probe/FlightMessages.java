package dev.tlsdiag.probe;

import dev.tlsdiag.tls.CertificateRequest;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Messages that captures have in encrypted form only. */
final class FlightMessages {
  private static final int ZLIB = 1;
  private static final int NAMED_CURVE = 3;
  private static final int MOST_BYTES = 1 << 18;

  private FlightMessages() {}

  /** Certificate of TLS 1.3 (RFC 8446 section 4.4.2). */
  static List<Bytes> certificates(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    reader.vector8(0, "certificate_request_context");
    WireReader list = reader.sub(reader.u24("certificate_list.length"), "certificate_list");
    List<Bytes> chain = new ArrayList<>();
    while (list.hasRemaining()) {
      chain.add(list.bytes(list.u24("cert_data.length"), "cert_data"));
      list.vector16(0, "extensions");
    }
    return List.copyOf(chain);
  }

  /** CompressedCertificate (RFC 8879 section 4); empty where it is not compressed by zlib. */
  static List<Bytes> compressed(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    int algorithm = reader.u16("algorithm");
    int length = reader.u24("uncompressed_length");
    Bytes packed = reader.bytes(reader.u24("message.length"), "compressed_certificate_message");
    if (algorithm != ZLIB || length > MOST_BYTES) {
      return List.of();
    }
    Inflater inflater = new Inflater();
    try {
      byte[] plain = new byte[length];
      inflater.setInput(packed.toArray());
      return inflater.inflate(plain) == length ? certificates(Bytes.wrap(plain)) : List.of();
    } catch (DataFormatException e) {
      return List.of();
    } finally {
      inflater.end();
    }
  }

  /** CertificateRequest of TLS 1.3 (RFC 8446 section 4.3.2). */
  static CertificateRequest certificateRequest(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    reader.vector8(0, "certificate_request_context");
    WireReader extensions = reader.vector16(0, "extensions");
    List<SignatureScheme> schemes = new ArrayList<>();
    List<Bytes> authorities = new ArrayList<>();
    while (extensions.hasRemaining()) {
      int type = extensions.u16("extension_type");
      WireReader value = extensions.vector16(0, "extension_data");
      if (type == ExtensionType.SIGNATURE_ALGORITHMS) {
        WireReader list = value.vector16(0, "supported_signature_algorithms");
        while (list.hasRemaining()) {
          schemes.add(SignatureScheme.of(list.u16("scheme")));
        }
      } else if (type == ExtensionType.CERTIFICATE_AUTHORITIES) {
        WireReader list = value.vector16(0, "authorities");
        while (list.hasRemaining()) {
          authorities.add(list.vector16(0, "distinguished_name").rest());
        }
      }
    }
    return new CertificateRequest(List.of(), schemes, authorities);
  }

  /** ServerKeyExchange with a named curve (RFC 8422 section 5.4). */
  static Optional<NamedGroup> group(Bytes body) {
    return body.length() >= 3 && body.u8(0) == NAMED_CURVE
        ? Optional.of(NamedGroup.of(body.u16(1)))
        : Optional.empty();
  }
}
