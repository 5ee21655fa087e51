/**
 * Istio's resources, and what sidecars do by them: where a request goes, in which TLS, under which
 * name, and what takes it at the server.
 *
 * <p>To add a resource: one record with a {@code parse} that keeps positions and never fails, a
 * line in {@link dev.tlsdiag.mesh.istio.IstioResources}, and a test.
 */
package dev.tlsdiag.mesh.istio;
