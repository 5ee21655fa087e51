/**
 * Certificates: what a chain says, who issued it, and which check fails first (RFC 5280, RFC 9525);
 * the internal authority that issues certificates.
 *
 * <p>May import: {@code tcp} and Bouncy Castle. To add a check: one class that takes the chain, the
 * reference identity and the time as values, and a test with a chain made in the test. Nothing here
 * reads a clock, a file or the trust store of the machine.
 */
package dev.tlsdiag.x509;
