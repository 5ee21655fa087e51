/**
 * Capture files to packets: pcap and pcapng, link headers, IP, tunnels, fragments, TCP and UDP.
 *
 * <p>May import: {@code tcp} and the JDK. Works on the buffers it is given; opens no file. To add a
 * link type: one method in {@link dev.tlsdiag.pcap.LinkHeaders}; a tunnel: one in {@link
 * dev.tlsdiag.pcap.Tunnels}; and a row in the test of either.
 */
package dev.tlsdiag.pcap;
