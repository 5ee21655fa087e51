/**
 * What traces mean: rules look at a {@link dev.tlsdiag.trace.HopTrace} and its {@link
 * dev.tlsdiag.diagnose.Facts}, the engine joins what they found into one finding per cause.
 *
 * <p>May import: {@code join}, {@code mesh}, {@code trace}, {@code tls}, {@code x509}, {@code tcp},
 * {@code wire}. To add a rule: see {@link dev.tlsdiag.diagnose.rules}.
 */
package dev.tlsdiag.diagnose;
