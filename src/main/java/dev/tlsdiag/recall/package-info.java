/**
 * Results that were written as JSON, or as a page with the JSON in it, back as the values they were
 * made from: so every renderer works on them again.
 *
 * <p>May import: {@code report}, {@code diagnose}, {@code trace}, {@code x509}, {@code tls}, {@code
 * tcp}, {@code wire}. To read another kind of result: a reader, one constant in {@code Kind}, one
 * line in {@code Recall}.
 */
package dev.tlsdiag.recall;
