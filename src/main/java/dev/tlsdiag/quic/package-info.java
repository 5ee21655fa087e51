/**
 * QUIC Initial packets to the bytes of a ClientHello (RFC 9000, RFC 9001, RFC 9369).
 *
 * <p>May import: {@code wire}. To add a version of QUIC: its salt and labels in one place, and the
 * RFC's own sample packets as a test.
 */
package dev.tlsdiag.quic;
