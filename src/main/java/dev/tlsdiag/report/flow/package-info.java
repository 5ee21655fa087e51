/**
 * Flows as text: the forms that {@code hubble observe} and {@code cilium monitor} print, and a map
 * of who talks to whom.
 *
 * <p>To add a form: one {@link dev.tlsdiag.report.flow.FlowRenderer}, one line in {@link
 * dev.tlsdiag.report.flow.FlowFormat}.
 */
package dev.tlsdiag.report.flow;
