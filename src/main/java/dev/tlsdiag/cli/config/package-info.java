/**
 * Options that need not be typed: variables of the environment and configuration files, which of
 * them wins, and where each value came from.
 *
 * <p>Belongs to {@code cli} and may import what that may; knows no command by name.
 */
package dev.tlsdiag.cli.config;
