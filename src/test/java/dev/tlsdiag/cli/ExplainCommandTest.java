package dev.tlsdiag.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.cli.ca.CaCommand;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExplainCommandTest {
  /** A command to type, and the word behind it; a page may also tell what tlsdiag does. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:`|^)tlsdiag ([a-z]+)(?: ([a-z]+))?|\\btlsdiag (ca) ([a-z]+)", Pattern.MULTILINE);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsThePageOfARule() {
    assertEquals(ExitCode.CLEAN, run("explain", "--ascii", "upstream-sni-missing"));
    Golden.assertMatches("explain/upstream-sni-missing.txt", out.toString());
  }

  @Test
  void everyPageIsPlainText() {
    Catalogue.pages().forEach(page -> assertEquals(0, run("explain", "--ascii", page)));
    assertTrue(out.toString().chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), "ASCII");
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), "width");
  }

  /** Pages, hints and fixes send nobody to a command that is not there. */
  @Test
  void everyCommandThatAPageNamesIsThere() {
    Set<String> commands =
        Commands.ALL.stream().map(Commands.Entry::name).collect(Collectors.toSet());
    Set<String> below = new CommandLine(new CaCommand()).getSubcommands().keySet();
    Stream<String> advice =
        Rules.ALL.stream()
            .map(Rule::info)
            .flatMap(
                info ->
                    Stream.concat(Stream.of(info.hint()), info.fixes().stream().map(Fix::text)));
    Stream<String> pages = Catalogue.pages().stream().map(p -> Catalogue.page(p).orElseThrow());
    Set<String> wrong = new TreeSet<>();
    Stream.concat(advice, pages)
        .flatMap(text -> NAMED.matcher(text).results())
        .filter(
            named ->
                named.group(1) == null || named.group(1).equals("ca")
                    ? !below.contains(named.group(named.group(1) == null ? 4 : 2))
                    : !commands.contains(named.group(1)))
        .forEach(named -> wrong.add(named.group()));
    assertEquals(Set.of(), wrong);
  }

  @Test
  void listsThePagesByHop() {
    assertEquals(ExitCode.CLEAN, run("explain", "--ascii"));
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.indexOf("DNS") < lines.indexOf("TLS between client and proxy"), "order");
    for (String page : Catalogue.pages()) {
      assertEquals(1, lines.stream().filter(l -> l.startsWith("- " + page + ": ")).count(), page);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"112", "unrecognized_name", "Unrecognized_Name", "alert 112"})
  void knowsAlerts(String alert) {
    assertEquals(ExitCode.CLEAN, run("explain", alert));
    assertTrue(out.toString().startsWith("TLS alert 112 unrecognized_name\n"), out.toString());
    assertTrue(out.toString().contains("Sent by: the server"), out.toString());
    assertTrue(out.toString().contains("268436568, 0A000458"), out.toString());
    assertTrue(out.toString().contains("· upstream-sni-missing: "), out.toString());
  }

  @Test
  void tellsAllThatANumberMayBe() {
    assertEquals(ExitCode.CLEAN, run("explain", "60"));
    assertTrue(out.toString().contains("TLS alert 60 export_restriction\n"), out.toString());
    assertTrue(out.toString().contains("curl's exit code 60 PEER_FAILED_VERIFICATION\n"));
  }

  /** As somebody types it who did not think of quotes. */
  @Test
  void takesAMessageInWords() {
    assertEquals(
        ExitCode.CLEAN, run("explain", "--", "ssl3_get_record:wrong", "version", "number"));
    assertTrue(out.toString().contains("· plaintext-answer"), out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation disabled | raised by the program that printed this itself
          2024-05-01 TLS error: 268435660:SSL routines:OPENSSL_internal:RESUMED_EMS_SESSION_WITHOUT_EMS_EXTENSION | resumed a session without extended_master_secret
          [2023-02-01T21:45:19.998Z] "GET / HTTP/1.1" 503 UF,URX 0 91 4058 | Envoy's response flag UF
          curl: (60) SSL certificate problem: unable to get local issuer certificate | curl's exit code 60
          33556294 | a number of another library (the system); no alert of TLS is in it
          Access denied | made by Cilium: its policy forbids the request
          """)
  void saysWhatAMessageSays(String message, String said) {
    assertEquals(ExitCode.CLEAN, run("explain", message));
    assertTrue(out.toString().replaceAll("\\s+", " ").contains(said), out.toString());
  }

  @Test
  void showsThePageWhereOneIsTheAnswer() {
    String message = "x509: certificate relies on legacy Common Name field, use SANs instead";
    assertEquals(ExitCode.CLEAN, run("explain", message));
    assertTrue(out.toString().contains("\nWhat it means\n"), out.toString());
  }

  @Test
  void readsStandardInput() {
    InputStream usual = System.in;
    System.setIn(
        new ByteArrayInputStream(
            "\u001b[31mERROR\u001b[0m tls: unrecognized name\nand more\n".getBytes(UTF_8)));
    try {
      assertEquals(ExitCode.CLEAN, run("explain", "-"));
    } finally {
      System.setIn(usual);
    }
    assertTrue(out.toString().contains("TLS alert 112 unrecognized_name"), out.toString());
  }

  @Test
  void decodesNumbersOfTlsLibraries() {
    assertEquals(
        ExitCode.CLEAN,
        run(
            "explain",
            "upstream connect error or disconnect/reset before headers. reset reason: remote"
                + " connection failure, transport failure reason:"
                + " TLS_error:|268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE"
                + ":TLS_error_end"));
    assertTrue(
        out.toString()
            .startsWith(
                """
                What it says

                · made by Envoy: its TLS handshake with the server failed
                · 268436496: the program that printed this received alert 40 handshake_failure: its peer refused it
                """),
        out.toString());
  }

  @Test
  void guessesWhatWasMeant() {
    assertEquals(ExitCode.USAGE, run("explain", "upstream-sni-mising"));
    assertEquals(
        """
        error: no page for 'upstream-sni-mising'
          likely: upstream-sni-missing
          try:    tlsdiag explain upstream-sni-missing
        """,
        err.toString());
  }

  @Test
  void knowsNoOtherWord() {
    assertEquals(ExitCode.USAGE, run("explain", "\u001b[2Jxyzzy"));
    assertTrue(err.toString().chars().noneMatch(c -> c == 0x1b), err.toString());
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
