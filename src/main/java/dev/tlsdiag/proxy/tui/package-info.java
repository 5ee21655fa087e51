/**
 * The flows of a running proxy on a terminal: a map, a table that can be filtered, the flow that is
 * looked at, and keys.
 *
 * <p>May import: {@code proxy.live}, {@code proxy.core}, {@code report}, {@code diagnose}, {@code
 * trace}, {@code tls}, {@code tcp}, {@code wire}. What is shown is computed from values by {@code
 * Screen}; only {@code TerminalView} knows a terminal.
 */
package dev.tlsdiag.proxy.tui;
