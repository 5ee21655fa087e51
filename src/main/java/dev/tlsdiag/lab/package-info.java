/**
 * Servers on loopback that reproduce the known failures, without root and without a network.
 *
 * <p>May import: {@code trust}, {@code trace}, {@code x509}, {@code tls}, {@code tcp}, {@code
 * wire}, {@code mesh}, {@code proxy}, {@code probe}. To add a scenario: one class, one line in the
 * list, and a test that the failure shows as described.
 */
package dev.tlsdiag.lab;
