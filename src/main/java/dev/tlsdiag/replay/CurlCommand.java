package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A curl command line, read as curl reads it.
 *
 * @param writeOut the format of {@code -w}
 * @param failOnError {@code -f}: a status from 400 on is a failure
 * @param proxyGiven whether the proxy was given by {@code -x}, so that the environment does not
 *     count
 * @param notes what is not done as curl would do it, one line each
 */
public record CurlCommand(
    ReplayRequest request,
    ReplayOptions options,
    Optional<String> writeOut,
    boolean failOnError,
    boolean proxyGiven,
    List<String> notes) {
  /** What curl sends as User-Agent where nothing else is asked for; servers tell by it. */
  public static final String USER_AGENT = "curl/8.10.1";

  public CurlCommand {
    requireNonNull(request, "request is null");
    requireNonNull(options, "options is null");
    requireNonNull(writeOut, "writeOut is null");
    notes = List.copyOf(notes);
  }

  /**
   * Reads a command line as it was pasted, with its quotes, as browsers and documents have it.
   *
   * @throws IllegalArgumentException where it cannot be understood, with a message for the user
   * @throws IOException where a file it names cannot be read
   */
  public static CurlCommand parse(String commandLine) throws IOException {
    return parse(CommandLineWords.split(commandLine));
  }

  /** Likewise, with options that were given beside the command and count more. */
  public static CurlCommand parse(String commandLine, List<String> more) throws IOException {
    return parse(CommandLineWords.split(commandLine), more);
  }

  /** Reads words that a shell has split already; a first word {@code curl} is passed over. */
  public static CurlCommand parse(List<String> words) throws IOException {
    return parse(words, List.of());
  }

  /** Likewise, with options that were given beside the command and count more. */
  public static CurlCommand parse(List<String> words, List<String> more) throws IOException {
    boolean named = !words.isEmpty() && words.get(0).matches("(.*[/\\\\])?curl(\\.exe)?");
    CurlDraft draft = new CurlDraft();
    CurlFlags.read(named ? words.subList(1, words.size()) : words, draft);
    CurlFlags.read(more, draft);
    return draft.finish(USER_AGENT);
  }

  /** Reads the words after {@code curl}. */
  public static CurlCommand parse(List<String> words, String userAgent) throws IOException {
    CurlDraft draft = new CurlDraft();
    CurlFlags.read(words, draft);
    return draft.finish(userAgent);
  }

  /**
   * Reads options in curl's spelling and adds them to a request that came from elsewhere: headers
   * of the same name are replaced, a body and a method where they are given.
   */
  public static CurlCommand onto(ReplayRequest request, List<String> words, String userAgent)
      throws IOException {
    CurlDraft draft = new CurlDraft();
    draft.urls.add(request.url().toString());
    CurlFlags.read(words, draft);
    return draft.finish(request, userAgent);
  }
}
