/**
 * The sockets of the interception proxy: listeners and handlers that obey {@code proxy.core}.
 *
 * <p>May import: {@code proxy.core}, {@code tls}, {@code x509}, {@code trace}, {@code tcp}, Netty.
 * To add a command: one method of the driver. A handler decides nothing.
 */
package dev.tlsdiag.proxy.netty;
