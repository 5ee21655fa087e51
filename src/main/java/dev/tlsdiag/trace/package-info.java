/**
 * What was seen, as values: {@link dev.tlsdiag.trace.Handshake} and its {@link
 * dev.tlsdiag.trace.Outcome}; hops, steps and evidence.
 *
 * <p>May import: {@code tcp}, {@code tls}, {@code x509}, {@code wire}.
 */
package dev.tlsdiag.trace;
