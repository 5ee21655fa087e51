/**
 * TLS handshake messages as values (RFC 8446, RFC 5246, RFC 6066), fingerprints and the difference
 * of two ClientHellos.
 *
 * <p>May import: {@code wire} and the JDK. To add an extension: one record that is an {@code
 * ExtensionBody}, one line in {@code ExtensionDecoder}, one test.
 */
package dev.tlsdiag.tls;
