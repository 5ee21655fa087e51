/**
 * Keys, certificates and trust stores on disk (PEM, DER, PKCS#12, JKS; XDG places), and the trust
 * manager that checks a peer and remembers what it found.
 *
 * <p>May import: {@code x509}, {@code tcp}, Bouncy Castle. To add a format: one reader of bytes,
 * one line in the list, a test with a file that another tool made.
 */
package dev.tlsdiag.trust;
