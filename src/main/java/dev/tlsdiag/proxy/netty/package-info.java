/**
 * The sockets of the interception proxy: listeners and handlers that obey {@code proxy.core}.
 *
 * <p>May import: {@code proxy.core}, {@code trust}, {@code tls}, {@code x509}, {@code track},
 * {@code trace}, {@code tcp}, {@code wire}, Netty. To add a command: one method of the driver. A
 * handler decides nothing.
 */
package dev.tlsdiag.proxy.netty;
