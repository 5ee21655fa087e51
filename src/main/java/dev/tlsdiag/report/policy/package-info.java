/**
 * Network policies as text and JSON: what they mean, and what becomes of a connection under them.
 *
 * <p>Belongs to {@code report} and may import what that may.
 */
package dev.tlsdiag.report.policy;
