/**
 * What is wrong in Istio's resources, each alone and together.
 *
 * <p>To add a lint: a constant in {@link dev.tlsdiag.mesh.istio.lint.IstioLint}, a check in the
 * family of its resource, a section in {@code lints.md}, and rows in the test, one of them silent.
 */
package dev.tlsdiag.mesh.istio.lint;
