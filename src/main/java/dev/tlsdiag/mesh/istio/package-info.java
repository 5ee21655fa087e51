/**
 * Istio's resources: destination rules, service entries, gateways, and the TLS they ask for.
 *
 * <p>To add a resource: one record with a {@code parse} that keeps line numbers, and a test.
 */
package dev.tlsdiag.mesh.istio;
