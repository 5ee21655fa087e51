/**
 * What a running proxy does, as values for views: a row for each request and for each connection
 * that came to nothing, with its legs and what the rules say of them.
 *
 * <p>May import: {@code proxy.core}, {@code report}, {@code diagnose}, {@code mesh}, {@code track},
 * {@code trace}, {@code x509}, {@code tls}, {@code tcp}, {@code wire}. {@link
 * dev.tlsdiag.proxy.live.LiveFlows} takes the proxy's records and never makes it wait; views ask it
 * for what is new. No clock: who wants the last minute says what time it is.
 */
package dev.tlsdiag.proxy.live;
