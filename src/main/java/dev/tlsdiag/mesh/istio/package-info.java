/**
 * Istio's resources: destination rules, service entries, gateways, and the TLS they ask for.
 *
 * <p>May import: {@code mesh}, {@code trace}, {@code tcp}. To add a resource: one record with a
 * {@code parse} that keeps line numbers, and a test.
 */
package dev.tlsdiag.mesh.istio;
