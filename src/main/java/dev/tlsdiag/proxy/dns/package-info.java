/**
 * The DNS proxy: forwards to a resolver, enforces DNS rules, and learns which names have which
 * addresses.
 *
 * <p>May import: {@code proxy.core}, {@code mesh}, {@code trace}, {@code tcp}. To add a transport:
 * one listener that hands whole messages to the decision in {@code proxy.core}.
 */
package dev.tlsdiag.proxy.dns;
