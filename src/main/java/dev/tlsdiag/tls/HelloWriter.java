package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a ClientHello as it stands in its record: every byte of what {@link ClientHello#parse}
 * read, in the same order, whether or not it makes sense.
 */
public final class HelloWriter {
  private static final int CLIENT_HELLO = 1;
  private static final int HANDSHAKE_RECORD = 22;

  /** What a record can carry (RFC 8446 section 5.1). */
  private static final int MOST_RECORD_BYTES = 1 << 14;

  private HelloWriter() {}

  /**
   * The message with its header of four bytes. A hello without extensions is written without their
   * block.
   *
   * @throws IllegalArgumentException for a hello in the format of SSL 2.0, and for a field that is
   *     longer than its length can say
   */
  public static Bytes message(ClientHello hello) {
    if (hello.sslv2()) {
      throw new IllegalArgumentException("a hello in the format of SSL 2.0 is not written");
    }
    var body = new ByteArrayOutputStream();
    u16(body, hello.legacyVersion());
    body.writeBytes(hello.random().toArray());
    vector8(body, hello.sessionId(), "legacy_session_id");
    hello.cookie().ifPresent(cookie -> vector8(body, cookie, "cookie"));
    var suites = new ByteArrayOutputStream();
    hello.cipherSuites().forEach(suite -> u16(suites, suite.code()));
    vector16(body, Bytes.wrap(suites.toByteArray()), "cipher_suites");
    vector8(body, hello.compressionMethods(), "legacy_compression_methods");
    if (!hello.extensions().isEmpty()) {
      vector16(body, extensions(hello.extensions()), "extensions");
    }
    byte[] written = body.toByteArray();
    var message = new ByteArrayOutputStream();
    message.write(CLIENT_HELLO);
    message.write(written.length >> 16);
    u16(message, written.length & 0xffff);
    message.writeBytes(written);
    return Bytes.wrap(message.toByteArray());
  }

  /** The block of extensions without its length. */
  static Bytes extensions(List<Extension> extensions) {
    var block = new ByteArrayOutputStream();
    for (Extension extension : extensions) {
      u16(block, extension.type());
      vector16(block, extension.body(), "extension_data");
    }
    return Bytes.wrap(block.toByteArray());
  }

  /**
   * A handshake message in records (RFC 8446 section 5.1).
   *
   * @param recordVersion {@code legacy_record_version}, usually 0x0301 for a first hello
   * @param sizes bytes of the message in each record, in order; what is left goes into records as
   *     large as they may be. Empty: one record, where one is enough
   */
  public static List<Bytes> records(Bytes message, int recordVersion, List<Integer> sizes) {
    List<Bytes> records = new ArrayList<>();
    int at = 0;
    for (int i = 0; at < message.length(); i++) {
      int wanted = i < sizes.size() ? sizes.get(i) : MOST_RECORD_BYTES;
      if (wanted < 1) {
        throw new IllegalArgumentException("a record of " + wanted + " bytes");
      }
      int size = Math.min(Math.min(wanted, MOST_RECORD_BYTES), message.length() - at);
      var record = new ByteArrayOutputStream();
      record.write(HANDSHAKE_RECORD);
      u16(record, recordVersion);
      vector16(record, message.slice(at, size), "fragment");
      records.add(Bytes.wrap(record.toByteArray()));
      at += size;
    }
    return records;
  }

  static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }

  static void vector8(ByteArrayOutputStream out, Bytes bytes, String field) {
    requireAtMost(0xff, bytes, field);
    out.write(bytes.length());
    out.writeBytes(bytes.toArray());
  }

  static void vector16(ByteArrayOutputStream out, Bytes bytes, String field) {
    requireAtMost(0xffff, bytes, field);
    u16(out, bytes.length());
    out.writeBytes(bytes.toArray());
  }

  private static void requireAtMost(int most, Bytes bytes, String field) {
    if (bytes.length() > most) {
      throw new IllegalArgumentException(
          "%s of %d bytes is longer than %d".formatted(field, bytes.length(), most));
    }
  }
}
