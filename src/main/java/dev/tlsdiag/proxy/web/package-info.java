/**
 * The page of a running proxy: a small HTTP server for one user on this machine.
 *
 * <p>May import: {@code proxy.live}, {@code proxy.core}, {@code proxy.record}, {@code report},
 * {@code diagnose}, {@code track}, {@code trace}, {@code x509}, {@code tls}, {@code tcp}, {@code
 * wire}. The page and its script are files in the resources and hold nothing of anybody; all else
 * is under {@code /api/} and needs the token. What flows hold came from peers: it is JSON here and
 * text there, never markup.
 */
package dev.tlsdiag.proxy.web;
