package dev.tlsdiag.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Curl's options as those of a command, with curl's names. They are not read here: their words are
 * collected as they were given, and the command reads them as it reads a pasted curl command.
 */
final class CurlOptions implements IModelTransformer {
  /** A command that takes them. */
  interface Taker {
    /** Where the words go. */
    List<String> curlWords();
  }

  /** Names, the label of the value or empty text, a description or empty text to keep it hidden. */
  private static final String TABLE =
      """
      -x --proxy           | [PROTO://]HOST[:PORT] | Through this proxy: http, https, socks4, socks4a, socks5, socks5h.
      -U --proxy-user      | USER:PASSWORD         |
      -p --proxytunnel     |                       |
      --noproxy            | LIST                  | Hosts without the proxy; '*' for all.
      --proxy-header       | HEADER                |
      --socks4             | HOST                  |
      --socks4a            | HOST                  |
      --socks5             | HOST                  |
      --socks5-hostname    | HOST                  |
      --connect-to         | H1:P1:H2:P2           | Connect to H2:P2 instead; URL, Host and SNI stay.
      --resolve            | HOST:PORT:ADDR,…      | A fixed answer of DNS.
      --dns-servers        | ADDR,…                | Ask these.
      -4 --ipv4            |                       | Only IPv4 addresses.
      -6 --ipv6            |                       | Only IPv6 addresses.
      --interface          | NAME                  |
      --local-port         | PORT                  |
      --unix-socket        | PATH                  |
      --haproxy-protocol   |                       | Send a PROXY header first.
      -X --request         | METHOD                | The method.
      -H --header          | HEADER|@FILE          | A header; a Host header does not change the SNI.
      -d --data            | DATA|@FILE            | A body, by POST; also --data-raw, --data-binary, --json, -F.
      --data-ascii         | DATA                  |
      --data-raw           | DATA                  |
      --data-binary        | DATA                  |
      --data-urlencode     | DATA                  |
      --json               | DATA                  |
      -F --form            | NAME=CONTENT          |
      --form-string        | NAME=STRING           |
      -T --upload-file     | FILE                  |
      --url-query          | DATA                  |
      -G --get             |                       |
      -I --head            |                       | Ask for the headers only.
      -A --user-agent      | NAME                  |
      -e --referer         | URL                   |
      -u --user            | USER:PASSWORD         | For the server.
      --oauth2-bearer      | TOKEN                 |
      -b --cookie          | DATA|FILE             |
      -r --range           | RANGE                 |
      --compressed         |                       |
      -L --location        |                       | Follow redirections.
      --location-trusted   |                       |
      --max-redirs         | N                     |
      --post301            |                       |
      --post302            |                       |
      --post303            |                       |
      --url                | URL                   |
      -k --insecure        |                       | Go on whatever the certificate; its problem is told.
      --cacert             | FILE                  | Trust these authorities instead of the system's.
      --capath             | DIR                   |
      -E --cert            | FILE[:PASSWORD]       | The certificate of the client; also --key, --pass.
      --cert-type          | TYPE                  |
      --key                | FILE                  |
      --pass               | PASSWORD              |
      -1 --tlsv1           |                       |
      --tlsv1.0            |                       |
      --tlsv1.1            |                       |
      --tlsv1.2            |                       | At least TLS 1.2; also --tlsv1.0, --tlsv1.1, --tlsv1.3.
      --tlsv1.3            |                       |
      --tls-max            | VERSION               | At most 1.0, 1.1, 1.2 or 1.3.
      --ciphers            | LIST                  | Of TLS 1.2, in OpenSSL's names or IANA's.
      --tls13-ciphers      | LIST                  |
      --curves             | LIST                  |
      -0 --http1.0         |                       |
      --http1.1            |                       | HTTP/1.1 only.
      --http2              |                       |
      --http2-prior-knowledge |                    |
      --no-alpn            |                       |
      --connect-timeout    | SECONDS               | For names, TCP, tunnel and TLS together; 10.
      -m --max-time        | SECONDS               | For an attempt as a whole; 30, and 0 for no bound.
      --retry              | N                     | Again after failures that may pass.
      -f --fail            |                       | A status from 400 on is a failure.
      --fail-with-body     |                       |
      -w --write-out       | FORMAT                | Print this instead, with curl's variables.
      -K --config          | FILE                  |
      -s --silent          |                       |
      -S --show-error      |                       |
      -i --include         |                       |
      """;

  private static final IParameterConsumer COLLECT = CurlOptions::collect;

  private static void collect(Stack<String> args, ArgSpec option, CommandSpec command) {
    List<String> words = ((Taker) command.userObject()).curlWords();
    words.add(((OptionSpec) option).longestName());
    if (option.arity().max() > 0) {
      if (args.isEmpty()) {
        throw new picocli.CommandLine.MissingParameterException(
            command.commandLine(),
            option,
            "option '%s' needs a value".formatted(((OptionSpec) option).longestName()));
      }
      words.add(args.pop());
    }
  }

  /** For commands with many options of their own: all of curl's work, and few are in the help. */
  static final class Brief implements IModelTransformer {
    private static final Set<String> SHOWN =
        Set.of(
            "--proxy",
            "--connect-to",
            "--resolve",
            "--header",
            "--data",
            "--insecure",
            "--cacert",
            "--cert",
            "--tls-max",
            "--http1.1");

    @Override
    public CommandSpec transform(CommandSpec command) {
      return add(command, 30, SHOWN::contains);
    }
  }

  @Override
  public CommandSpec transform(CommandSpec command) {
    return add(command, 20, name -> true);
  }

  /** Names that the command has itself stay its own. */
  private static CommandSpec add(CommandSpec command, int first, Predicate<String> shown) {
    int order = first;
    for (String row : TABLE.lines().toList()) {
      String[] cells = row.split(" \\| ?", -1);
      String[] names =
          Stream.of(cells[0].strip().split(" "))
              .filter(name -> !command.optionsMap().containsKey(name))
              .toArray(String[]::new);
      if (names.length == 0) {
        continue;
      }
      String label = cells.length > 3 ? "" : cells[1].strip();
      String description = cells[cells.length - 1].strip();
      boolean valued = !label.isEmpty();
      boolean hidden = description.isEmpty() || !shown.test(names[names.length - 1]);
      command.addOption(
          OptionSpec.builder(names)
              .arity(valued ? "1" : "0")
              .type(valued ? List.class : boolean.class)
              .auxiliaryTypes(valued ? String.class : boolean.class)
              .paramLabel(label)
              .completionCandidates(kind(names, label).orElse(null))
              .description(description)
              .hidden(hidden)
              .parameterConsumer(COLLECT)
              .order(hidden ? order : order++)
              .build());
    }
    return command;
  }

  /** What it takes; empty for free text. */
  private static Optional<ValueKind> kind(String[] names, String label) {
    return switch (names[names.length - 1]) {
      case "--request" -> Optional.of(new Methods());
      case "--cacert", "--cert", "--key" -> Optional.of(new Takes.Pem());
      case "--cert-type" -> Optional.of(new CertificateTypes());
      case "--tls-max" -> Optional.of(new Takes.TlsVersion());
      case "--ciphers", "--tls13-ciphers" -> Optional.of(new Takes.Cipher());
      case "--curves" -> Optional.of(new Takes.Group());
      case "--interface" -> Optional.of(new Takes.Interface());
      case "--unix-socket", "--cookie" -> Optional.of(new Takes.AnyFile());
      case "--url" -> Optional.of(new Takes.Host());
      default ->
          switch (label) {
            case "FILE" -> Optional.of(new Takes.AnyFile());
            case "DIR" -> Optional.of(new Takes.Folder());
            default -> Optional.empty();
          };
    };
  }

  /** {@code --request}. */
  static final class Methods extends Takes.Words {
    Methods() {
      super("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH");
    }

    @Override
    boolean closed() {
      return false;
    }
  }

  /** {@code --cert-type}. */
  static final class CertificateTypes extends Takes.Words {
    CertificateTypes() {
      super("PEM", "DER", "P12");
    }
  }

  /** Whether a word is one of the names, for completion and hints. */
  static Stream<String> names() {
    return TABLE.lines().flatMap(row -> Stream.of(row.split(" \\|", 2)[0].strip().split(" ")));
  }
}
