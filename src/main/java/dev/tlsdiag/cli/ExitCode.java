package dev.tlsdiag.cli;

/** What the process returns. Public interface: a number is never given another meaning. */
public final class ExitCode {
  /** Ran; nothing at or above {@code --fail-on}. */
  public static final int CLEAN = 0;

  /** Ran; at least one finding at or above {@code --fail-on}. */
  public static final int FINDINGS = 1;

  /** Wrong usage or configuration. */
  public static final int USAGE = 2;

  /** Not enough evidence, or time ran out before a verdict. */
  public static final int CANNOT_TELL = 3;

  /** A file, a permission, a port, a library; or both paths unreachable. */
  public static final int COULD_NOT_RUN = 4;

  /** A bug in tlsdiag. */
  public static final int BUG = 70;

  /** SIGINT, after writing what was found. */
  public static final int INTERRUPTED = 130;

  /** The reader of stdout went away, as by {@code | head}; the shells' number for SIGPIPE. */
  public static final int OUTPUT_CLOSED = 141;

  /** SIGTERM, after writing what was found. */
  public static final int TERMINATED = 143;

  private ExitCode() {}
}
