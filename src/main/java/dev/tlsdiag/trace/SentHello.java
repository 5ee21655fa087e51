package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.wire.Bytes;
import java.util.OptionalInt;

/**
 * A ClientHello and how it travelled.
 *
 * @param hello the message as values
 * @param message the handshake message with its header (4 bytes; of DTLS too, put together)
 * @param recordVersion the version of its first record; empty for QUIC
 * @param segments TCP segments or datagrams it came in
 * @param records TLS records, DTLS fragments or CRYPTO frames it came in
 */
public record SentHello(
    ClientHello hello, Bytes message, OptionalInt recordVersion, int segments, int records) {
  public SentHello {
    requireNonNull(hello, "hello is null");
    requireNonNull(message, "message is null");
    requireNonNull(recordVersion, "recordVersion is null");
  }
}
