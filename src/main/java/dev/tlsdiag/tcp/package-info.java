/**
 * Endpoints, the packet at hand, and byte streams put together from segments (RFC 9293).
 *
 * <p>May import: the JDK alone. {@link dev.tlsdiag.tcp.PacketSink} is where {@code pcap} hands
 * packets up and {@code track} takes them.
 */
package dev.tlsdiag.tcp;
