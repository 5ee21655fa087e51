/**
 * Sends ClientHellos made to measure over plain sockets, and observes the answer.
 *
 * <p>May import: {@code replay}, {@code track}, {@code trace}, {@code tls}, {@code tcp}, {@code
 * wire}. To add a variable: one row in {@code Axis}, and a test against a loopback server.
 */
package dev.tlsdiag.probe;
