/**
 * Brings captures in: maps files, reads streams and interfaces, unpacks compression, runs the scan
 * and hands out handshakes in order.
 *
 * <p>May import: {@code pcap}, {@code track}, {@code trace}, {@code tcp}, {@code wire}. This is the
 * first room below the I/O line.
 */
package dev.tlsdiag.capture;
