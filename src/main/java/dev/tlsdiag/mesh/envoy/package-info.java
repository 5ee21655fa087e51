/**
 * Envoy as it describes itself: configuration dump, clusters, certificates, counters, access log.
 *
 * <p>May import: {@code mesh}, {@code trace}, {@code tcp}. To add a document: one record with a
 * {@code parse}, and a sample of each Envoy version whose text differs.
 */
package dev.tlsdiag.mesh.envoy;
