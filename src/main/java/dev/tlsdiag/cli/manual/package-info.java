/**
 * Pages of the manual as values, and what they are written as: roff for {@code man}, plain text
 * where there is none.
 *
 * <p>May import: every room.
 */
package dev.tlsdiag.cli.manual;
