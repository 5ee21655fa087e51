/**
 * Smoke checks from a YAML file: reads the file, runs what it asks for, and judges what was seen.
 *
 * <p>May import: every room above. To add an expectation: one record in {@link
 * dev.tlsdiag.check.Expectation}, its key in {@code ExpectationReader} and in {@code
 * check.schema.json}, its verdict in {@code Verdicts}, a row in the table of accepted files.
 */
package dev.tlsdiag.check;
