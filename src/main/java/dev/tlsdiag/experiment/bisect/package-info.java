/**
 * Finds the smallest difference between two ClientHellos that makes a server fail, by experiment.
 *
 * <p>May import: every room. The search knows no sockets: it asks a {@link
 * dev.tlsdiag.experiment.bisect.Trial}.
 */
package dev.tlsdiag.experiment.bisect;
