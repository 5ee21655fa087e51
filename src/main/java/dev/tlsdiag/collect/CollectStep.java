package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.ShellWord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One command of a plan.
 *
 * @param kind what becomes of its output
 * @param name of the archive's member, or of the variable that takes the output
 * @param why in half a sentence
 * @param command its words; {@code ${NODE}} in them is the output of an earlier step
 * @param otherwise a command for older versions, tried where the first one fails
 * @param limit after which it is stopped
 */
public record CollectStep(
    Kind kind,
    String name,
    String why,
    List<String> command,
    Optional<List<String>> otherwise,
    Duration limit) {
  /** What becomes of a command's output. */
  public enum Kind {
    /** It is the value of a variable. */
    LOOKUP,
    /** It is evidence. */
    QUERY,
    /** It is evidence, of what happens while the request is made. */
    CAPTURE,
    /** It prepares or cleans up, and is evidence of nothing. */
    SETUP,
    CLEANUP
  }

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(NODE|CILIUM|ENVOY|ISTIO_PROXY)}");

  public CollectStep {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
    requireNonNull(why, "why is null");
    command = List.copyOf(command);
    otherwise = otherwise.map(List::copyOf);
    requireNonNull(limit, "limit is null");
  }

  CollectStep orElse(List<String> words) {
    return new CollectStep(kind, name, why, command, Optional.of(words), limit);
  }

  /** Names of the variables in its words. */
  List<String> variables() {
    return command.stream()
        .flatMap(word -> VARIABLE.matcher(word).results())
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  /** The words with values in place of variables. */
  static List<String> filled(List<String> words, Map<String, String> values) {
    return words.stream()
        .map(
            word ->
                VARIABLE
                    .matcher(word)
                    .replaceAll(
                        match ->
                            Matcher.quoteReplacement(
                                values.getOrDefault(match.group(1), match.group()))))
        .toList();
  }

  /** As one line for a POSIX shell. */
  static String shell(List<String> words) {
    return words.stream().map(CollectStep::shellWord).collect(Collectors.joining(" "));
  }

  private static String shellWord(String word) {
    Matcher matcher = VARIABLE.matcher(word);
    if (!matcher.find()) {
      return ShellWord.quote(word);
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    do {
      String before = word.substring(from, matcher.start());
      out.append(before.isEmpty() ? "" : ShellWord.quote(before));
      out.append("\"$").append(matcher.group(1)).append('"');
      from = matcher.end();
    } while (matcher.find());
    String rest = word.substring(from);
    return out.append(rest.isEmpty() ? "" : ShellWord.quote(rest)).toString();
  }
}
