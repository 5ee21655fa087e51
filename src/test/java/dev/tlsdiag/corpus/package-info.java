/**
 * Holds {@code capture} against captures and answers made by others (README of the corpus folder).
 *
 * <p>The folder is no part of this repository: it is looked for in system property {@code
 * tlsdiag.corpus}, environment variable {@code TLSDIAG_CORPUS} and {@code ../shared/corpus}, and
 * the tests skip with a reason where it is absent. Settled disagreements stand in {@code
 * src/test/resources/corpus/settled.tsv}; what a run found is written to {@code
 * target/corpus-report.txt}.
 */
package dev.tlsdiag.corpus;
