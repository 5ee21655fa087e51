/**
 * Verdicts on servers and findings on files, in the forms that people, CI systems and code hosts
 * read: text, JSON, JUnit, Markdown, SARIF, and the notes of GitHub and GitLab.
 *
 * <p>Belongs to {@code report} and may import what that may. To add a form: one class {@code
 * Check…}, and {@code Lint…} where files can be told of in it.
 */
package dev.tlsdiag.report.check;
