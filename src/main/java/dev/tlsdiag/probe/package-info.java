/**
 * Sends ClientHellos made to measure over plain sockets, and observes the answer.
 *
 * <p>May import: {@code track}, {@code trace}, {@code tls}, {@code tcp}, {@code wire}. To add a
 * variable: one method that changes a hello, one line in the list, and a test against a loopback
 * server.
 */
package dev.tlsdiag.probe;
