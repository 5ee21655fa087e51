/**
 * Puts together what different sources tell of one request: captured connections, flow records and
 * log lines.
 *
 * <p>May import: {@code mesh}, {@code trace}, {@code tls}, {@code tcp}, {@code wire}. To add a
 * reason to join: one method that compares two of them, with the weight it has, and a row in the
 * test's table in which it must not join.
 */
package dev.tlsdiag.join;
