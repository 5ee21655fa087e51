/**
 * The rule engine: facts in, findings out. A finding names the hop it blames and its evidence.
 *
 * <p>May import: {@code trace}, {@code mesh}, {@code tls}, {@code x509}, {@code tcp}. Rules are in
 * {@code diagnose.rules}; what stays here holds for all of them.
 */
package dev.tlsdiag.diagnose;
