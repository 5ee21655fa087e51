/**
 * What is wrong with policies and with the secrets they name: refused, without effect, or with
 * another effect than was meant.
 *
 * <p>May import what {@code mesh} may. A family of lints is a class with its table; {@link
 * dev.tlsdiag.mesh.policy.lint.PolicyLints} is the list. To add one: a line in its family's table,
 * with who refuses what it is about, its case, its page {@code NAME.md} among those of the rules,
 * its row in the test.
 */
package dev.tlsdiag.mesh.policy.lint;
