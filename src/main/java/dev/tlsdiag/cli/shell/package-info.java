/**
 * The interactive shell: history, completion, the commands of {@code cli} without leaving.
 *
 * <p>May import: every room, JLine.
 */
package dev.tlsdiag.cli.shell;
