/**
 * One rule per file, each a pure function of a trace and the facts.
 *
 * <p>May import: {@code diagnose}, {@code trace}, {@code mesh}, {@code tls}, {@code x509}, {@code
 * tcp}. To add a rule: one class, one line in the list of rules, a test whose table has rows that
 * must stay silent, one page {@code NAME.md}, and a sample that shows it.
 */
package dev.tlsdiag.diagnose.rules;
