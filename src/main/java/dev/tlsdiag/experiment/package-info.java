/**
 * Joins the edges: compares two paths, probes with a matrix, bisects, checks.
 *
 * <p>May import: every room above. To add an experiment: one class that says what it varies, what
 * it holds fixed, and what each result would prove.
 */
package dev.tlsdiag.experiment;
