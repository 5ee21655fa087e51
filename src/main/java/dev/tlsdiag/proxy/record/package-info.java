/**
 * Records of the proxy written down: lines for people, JSON lines, HAR, pcapng with the keys
 * inside.
 *
 * <p>May import: {@code proxy.core}, {@code report}, {@code mesh}, {@code track}, {@code trace},
 * {@code pcap}, {@code x509}, {@code tcp}, {@code wire}. To add a format: one writer that is a
 * {@code RecordSink}, and a golden. Secrets are redacted here, unless told otherwise.
 */
package dev.tlsdiag.proxy.record;
