package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A command cannot go on, and knows what to tell: {@code error:}, then {@code likely:}, {@code
 * try:} and {@code more:} where there is something to say.
 *
 * <p>Messages begin in lower case, have no final period, and put the given value in single quotes.
 */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String likely;
  private final String attempt;
  private final String page;

  private CommandException(
      int exitCode, String message, String likely, String attempt, String page, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.exitCode = exitCode;
    this.likely = likely;
    this.attempt = attempt;
    this.page = page;
  }

  /** Wrong usage or configuration, exit code 2. */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message, null, null, null, null);
  }

  /** Not enough evidence for a verdict, exit code 3. */
  public static CommandException cannotTell(String message) {
    return new CommandException(ExitCode.CANNOT_TELL, message, null, null, null, null);
  }

  /** A file, a permission, a port or a library is in the way, exit code 4. */
  public static CommandException couldNotRun(String message) {
    return new CommandException(ExitCode.COULD_NOT_RUN, message, null, null, null, null);
  }

  /** Our own mistake, exit code 70. */
  static CommandException bug(String message) {
    return new CommandException(ExitCode.BUG, message, null, null, null, null);
  }

  /** With another message. */
  CommandException saying(String message) {
    return new CommandException(exitCode, message, likely, attempt, page, getCause());
  }

  /** With the usual reason; say nothing rather than guess. */
  public CommandException likely(String reason) {
    return new CommandException(exitCode, getMessage(), reason, attempt, page, getCause());
  }

  /** With a command line to paste. */
  public CommandException attempt(String commandLine) {
    return new CommandException(exitCode, getMessage(), likely, commandLine, page, getCause());
  }

  /** With the name of a page that {@code tlsdiag explain} shows. */
  public CommandException more(String pageName) {
    return new CommandException(exitCode, getMessage(), likely, attempt, pageName, getCause());
  }

  /** With the exception that {@code --debug} shows. */
  public CommandException causedBy(Throwable cause) {
    return new CommandException(exitCode, getMessage(), likely, attempt, page, cause);
  }

  public int exitCode() {
    return exitCode;
  }

  public Optional<String> likely() {
    return Optional.ofNullable(likely);
  }

  public Optional<String> attempt() {
    return Optional.ofNullable(attempt);
  }

  public Optional<String> page() {
    return Optional.ofNullable(page);
  }
}
