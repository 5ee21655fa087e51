package dev.tlsdiag.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells lines that hold a secret; these are not written to the history. */
final class SecretLines {
  /** Options whose value is one. */
  private static final Set<String> OPTIONS =
      Set.of(
          "-u",
          "--user",
          "-U",
          "--proxy-user",
          "--oauth2-bearer",
          "--pass",
          "--proxy-pass",
          "-b",
          "--cookie",
          "--password",
          "--passphrase",
          "--token",
          "--key-password");

  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)(?:proxy-)?(?:authorization|authentication)\\s*:|set-cookie\\s*:|cookie\\s*:"
              + "|x-[a-z-]*(?:token|key|secret|auth)[a-z-]*\\s*:|api-?key\\s*:");

  /** A password or a token in a URL, also as its query. */
  private static final Pattern URL =
      Pattern.compile(
          "(?i)[a-z][a-z0-9+.-]*://[^/\\s@]+@"
              + "|(?:^|\\s)(?:-x|--proxy|--preproxy)[\\s=]*[\"']?[^/\\s:]+:[^/\\s]*@"
              + "|[?&;](?:[a-z0-9_-]*(?:token|secret|passw(?:or)?d|signature|credential)[a-z0-9_-]*"
              + "|sig|key|api[_-]?key|access[_-]?key|auth|code|sessionid)=");

  /** What looks like a credential wherever it stands. */
  private static final Pattern SHAPE =
      Pattern.compile(
          "eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}" // JSON web tokens
              + "|-----BEGIN [A-Z ]*PRIVATE KEY"
              + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
              + "|\\b(?:ghp|gho|ghs|ghr|github_pat|glpat|xox[abps])[_-][A-Za-z0-9_-]{10,}"
              + "|(?i)\\bbearer\\s+\\S{6,}|(?i)\\bbasic\\s+[A-Za-z0-9+/=]{8,}"
              + "|(?i)\\b[a-z0-9_]*(?:password|passwd|secret|token|api_?key)[a-z0-9_]*"
              + "[\"']?\\s*[=:]\\s*\\S");

  private SecretLines() {}

  static boolean isSecret(String line) {
    if (HEADER.matcher(line).find() || URL.matcher(line).find() || SHAPE.matcher(line).find()) {
      return true;
    }
    List<String> words = ShellLine.parse(line).texts();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
      if (OPTIONS.contains(name) || joined(word)) {
        return true;
      }
    }
    return withPassword(words);
  }

  /** {@code -uname:password}, also behind short options without a value, as {@code -sku}. */
  private static boolean joined(String word) {
    return word.matches("-[uU].+|-[fgikpsvGILNS0-9]+[uUb].*");
  }

  /** {@code --cert file:password}, as curl has it. */
  private static boolean withPassword(List<String> words) {
    for (int i = 0; i + 1 < words.size(); i++) {
      String option = words.get(i).toLowerCase(Locale.ROOT);
      if ((option.equals("-e") || option.equals("--cert"))
          && words.get(i + 1).matches("[^:]+:[^:/\\\\]+")) {
        return true;
      }
    }
    return false;
  }
}
