/**
 * From packets to handshakes: TCP connections and their byte streams, QUIC and DTLS connections,
 * the outcome of each, names from DNS answers.
 *
 * <p>May import: {@code trace}, {@code tls}, {@code quic}, {@code tcp}, {@code wire}. Memory is
 * bounded by caps per flow and in total; what was given up is counted, never silent.
 */
package dev.tlsdiag.track;
