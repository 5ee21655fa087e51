/**
 * A pile of evidence: opens files and archives, recognises each by its content, and has it read.
 *
 * <p>May import: {@code capture}, {@code replay}, {@code mesh}, {@code yaml}, {@code track}, {@code
 * trace}, {@code trust}, {@code x509}, {@code tls}, {@code tcp}, {@code wire}. To add a kind of
 * document: one constant of {@code DocumentKind}, how it is recognised, and what reads it.
 */
package dev.tlsdiag.pile;
