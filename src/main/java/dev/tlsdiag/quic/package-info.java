/**
 * QUIC Initial packets to the bytes of a ClientHello (RFC 9000, RFC 9001, RFC 9369): headers, keys,
 * removal of packet protection, frames, and the CRYPTO stream put in order.
 *
 * <p>May import: {@code tls}, {@code wire}. To add a version of QUIC: its salt in {@code
 * InitialSalt}, a line in {@link dev.tlsdiag.quic.QuicVersion}, and the RFC's own sample packets as
 * a test.
 *
 * <p>Initial keys follow from a connection ID that everybody on the path can read, so nothing here
 * protects a secret, and AES, GHASH and SHA-256 are written for a short start: {@code javax.crypto}
 * takes longer to load and warm up than these take for all Initial packets of a large capture.
 */
package dev.tlsdiag.quic;
