/**
 * One rule per file. To add one: the class, its line in {@link
 * dev.tlsdiag.diagnose.rules.Rules#ALL}, its page {@code NAME.md} beside the class in the
 * resources, its table of cases that must and must not fire.
 *
 * <p>May import what {@code diagnose} may.
 */
package dev.tlsdiag.diagnose.rules;
