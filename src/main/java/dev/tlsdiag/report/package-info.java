/**
 * Values as text: one renderer a format, the roles of colour, and the escaping of everything that a
 * peer sent.
 *
 * <p>May import: {@code diagnose}, {@code mesh}, {@code yaml}, {@code trace}, {@code x509}, {@code
 * tls}, {@code tcp}, {@code wire}. To add a format for handshakes: one {@link
 * dev.tlsdiag.report.HandshakeRenderer}, one line in {@link dev.tlsdiag.report.HandshakeFormat},
 * one golden. Verdicts, policies, flows and pages have packages below this one.
 */
package dev.tlsdiag.report;
