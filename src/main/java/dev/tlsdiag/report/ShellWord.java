package dev.tlsdiag.report;

/** Words of a command line that is shown to be pasted into a POSIX shell. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * The word in quotes where it needs them. Control characters come out escaped: such a line is
   * safe to look at, and has to be mended before it runs.
   */
  public static String quote(String word) {
    boolean plain = word.matches("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");
    if (plain) {
      return word;
    }
    String quoted = "'" + word.replace("'", "'\\''") + "'";
    String withoutBackslash = quoted.replace("\\", "");
    boolean safe = Printable.escape(withoutBackslash).equals(withoutBackslash);
    return safe ? quoted : Printable.escape(quoted); // a backslash alone is no danger
  }
}
