/**
 * Envoy as it describes itself: configuration dump, clusters, certificates, counters, logs.
 *
 * <p>To add a document: one record with a {@code parse}, and a sample of each Envoy version whose
 * text differs.
 */
package dev.tlsdiag.mesh.envoy;
