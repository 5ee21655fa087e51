/**
 * The command line: one subcommand per file, mixins shared by them, exit codes, the texts of
 * errors.
 *
 * <p>May import: every room. To add a subcommand: one class {@code …Command}, one line in {@link
 * dev.tlsdiag.cli.Commands#ALL}, one test. A command prints its result to the writer it is given,
 * returns a code of {@link dev.tlsdiag.cli.ExitCode}, and throws {@link
 * dev.tlsdiag.cli.CommandException} when it cannot go on; {@code System.out} and {@code
 * System.exit} are for {@link dev.tlsdiag.cli.Main} alone.
 */
package dev.tlsdiag.cli;
