/**
 * What may stand where on a command line, read from the model of the commands, and the scripts that
 * tell it to bash, zsh and fish.
 *
 * <p>May import: every room.
 */
package dev.tlsdiag.cli.completion;
