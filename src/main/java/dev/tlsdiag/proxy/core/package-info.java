/**
 * The decisions of the interception proxy: events in, commands out.
 *
 * <p>May import: {@code tls}, {@code track}, {@code trace}, {@code tcp}, {@code mesh.policy},
 * {@code x509}, {@code wire}. To add a decision: a method of the session that returns commands, and
 * a test that compares the list. No socket, no clock: times arrive with the events.
 */
package dev.tlsdiag.proxy.core;
