/**
 * Network policies as values: who may talk to whom, by which name, and what is intercepted.
 *
 * <p>To add a kind of policy: one record with a {@code parse} that keeps line numbers, and a test
 * with the text of a real one.
 */
package dev.tlsdiag.mesh.policy;
