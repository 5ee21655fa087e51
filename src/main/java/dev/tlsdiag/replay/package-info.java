/**
 * One request along one path, every step timed and recorded; requests read from a URL, a curl
 * command line, HAR or {@code .http} text.
 *
 * <p>May import: {@code trust}, {@code track}, {@code trace}, {@code tls}, {@code x509}, {@code
 * tcp}, {@code wire}, the HTTP client. To add a way to write a request: one parser to the request
 * model, and a test with lines people paste.
 */
package dev.tlsdiag.replay;
