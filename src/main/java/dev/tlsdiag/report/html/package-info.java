/**
 * Reports as pages: one file each, that loads nothing, works without script, and in which no text
 * of a peer can become markup.
 *
 * <p>May import: {@code report}, {@code diagnose}, {@code mesh}, {@code trace}, {@code x509},
 * {@code tls}, {@code tcp}, {@code wire}. To add a part: a class that writes into a {@code Markup},
 * and a golden; its looks go into {@code page.css}.
 */
package dev.tlsdiag.report.html;
