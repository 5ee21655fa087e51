/**
 * What a run found, as text, JSON, HTML and the formats of CI systems.
 *
 * <p>May import: {@code diagnose}, {@code trace}. To add a format: one renderer, one line in the
 * list of formats, one expected text. Text that came from a peer is escaped here, in one place; a
 * renderer asks for roles, never for colours.
 */
package dev.tlsdiag.report;
