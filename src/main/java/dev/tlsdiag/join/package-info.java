/**
 * What different sources tell of one and the same request, put together: its connections, what was
 * logged and what flowed, each on its leg, with the reasons for taking them for one.
 *
 * <p>May import: {@code mesh}, {@code trace}, {@code tls}, {@code tcp}, {@code wire}. Nothing here
 * judges: that is for the rules.
 */
package dev.tlsdiag.join;
