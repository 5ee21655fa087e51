/**
 * The lints of resources together: {@link dev.tlsdiag.mesh.lint.Linters} is their list.
 *
 * <p>May import what {@code mesh} may. To add a linter: one class beside what it is about, one line
 * in the list.
 */
package dev.tlsdiag.mesh.lint;
