/**
 * The command {@code ca} and those below it: an authority of one's own, what it signs, who trusts
 * it, and what a certificate says.
 *
 * <p>May import: every room. {@link dev.tlsdiag.cli.ca.CaCommand} is the way in; {@link
 * dev.tlsdiag.cli.ca.AuthorityOptions} is for every command that signs with an authority.
 */
package dev.tlsdiag.cli.ca;
