package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trace.Redaction;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command line as it was given, fit to be pasted, without what is secret in it. */
final class CommandLineText {
  private static final String REDACTED = "REDACTED";

  /** Options whose next word is secret. */
  private static final Set<String> SECRET = Set.of("-U", "--proxy-user", "-u", "--user");

  /** Options whose next word may have a user without a scheme before it. */
  private static final Set<String> PROXY = Set.of("-x", "--proxy", "--preproxy");

  private CommandLineText() {}

  /** From the name of the command on. */
  static String of(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    List<String> words = line.getParseResult().originalArgs();
    List<String> own = words.subList(Math.max(0, words.indexOf(spec.name())), words.size());
    String start = own.contains(spec.name()) ? "tlsdiag " : "tlsdiag " + spec.name() + " ";
    return IntStream.range(0, own.size())
        .mapToObj(i -> word(i == 0 ? "" : own.get(i - 1), own.get(i)))
        .map(ShellWord::quote)
        .collect(Collectors.joining(" ", start, ""));
  }

  private static String word(String before, String word) {
    if (SECRET.contains(before)) {
      return REDACTED;
    }
    int equals = word.indexOf('=');
    if (equals > 0 && SECRET.contains(word.substring(0, equals))) {
      return word.substring(0, equals + 1) + REDACTED;
    }
    if (!word.startsWith("--") && word.length() > 2 && SECRET.contains(word.substring(0, 2))) {
      return word.substring(0, 2) + REDACTED;
    }
    if (!word.contains("://")) {
      if (PROXY.contains(before)) {
        return word.replaceFirst("^[^/?#]*@", "");
      }
      if (equals > 0 && PROXY.contains(word.substring(0, equals))) {
        return word.replaceFirst("=[^/?#]*@", "=");
      }
    }
    return Redaction.ON.url(word.replaceFirst("://[^/?#]*@", "://"));
  }
}
