package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every command; each command has a test of its own. */
class ProgramTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "--help", "-h", "help", "--debug --help"})
  void showsTheCommands(String line) {
    assertEquals(ExitCode.CLEAN, run(line));
    assertEquals(RootHelp.text(), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void namesEveryCommandInTheHelp() {
    for (Commands.Entry entry : Commands.ALL) {
      assertTrue(
          RootHelp.text().contains("\n  " + entry.name() + " "),
          () -> entry.name() + " is missing");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void showsTheVersion(String line) {
    assertEquals(ExitCode.CLEAN, run(line));
    assertEquals("tlsdiag " + Version.NUMBER + "\n", out.toString());
  }

  @Test
  void showsTheHelpOfEveryCommand() {
    for (Commands.Entry entry : Commands.ALL) {
      String asked = "";
      for (String line :
          new String[] {entry.name() + " --help", entry.name() + " help", "help " + entry.name()}) {
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.CLEAN, run(line), line);
        asked = asked.isEmpty() ? out.toString() : asked;
        assertEquals(asked, out.toString(), line);
      }
      assertTrue(asked.startsWith("Usage: tlsdiag " + entry.name()), asked);
      assertTrue(asked.contains("--help-all"), asked);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          captrue a.pcap  | unknown command 'captrue'    | capture              | tlsdiag capture a.pcap
          captrue a'b     | unknown command 'captrue'    | capture              | tlsdiag capture 'a'\\''b'
          a.pcap.gz       | unknown command 'a.pcap.gz'  | a capture file       | tlsdiag capture a.pcap.gz
          http://a.test/  | unknown command 'http://a.test/' | a request to compare | tlsdiag compare http://a.test/
          --captrue       | unknown option '--captrue' before the command | | tlsdiag --help
          nonsense        | unknown command 'nonsense'   |                      | tlsdiag --help
          explain --debgu | unknown option '--debgu'     | --debug              | tlsdiag explain --debug
          proxy --color nevr | '--color' takes auto, always or never, not 'nevr' | never | tlsdiag proxy --color never
          capture --color=nevr x | '--color' takes auto, always or never, not 'nevr' | never | tlsdiag capture --color=never x
          proxy --profile envyo | unknown profile 'envyo' | envoy | --profile envoy
          explain --zzz=1 | unknown option '--zzz'       |                      | tlsdiag explain --help
          """)
  void refusesWrongUsage(String line, String error, String likely, String attempt) {
    assertEquals(ExitCode.USAGE, run(line));
    String reason = likely == null ? "" : "  likely: " + likely + "\n";
    assertEquals("error: " + error + "\n" + reason + "  try:    " + attempt + "\n", err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void keepsControlCharactersFromTheTerminal() {
    assertEquals(ExitCode.USAGE, run("\u001b[31mred"));
    assertTrue(
        err.toString().startsWith("error: unknown command '\\x1b[31mred'\n"), err.toString());
  }

  @Test
  void tellsAFileProblemInOneLine() {
    assertEquals(ExitCode.COULD_NOT_RUN, report(new NoSuchFileException("a.pcap"), false));
    assertEquals("error: no such file 'a.pcap'\n", err.toString());
  }

  @Test
  void tellsABugWithoutItsTrace() {
    assertEquals(ExitCode.BUG, report(new IllegalStateException("index is 3"), false));
    assertEquals(
        """
        error: a bug in tlsdiag: 'index is 3'
          try:    the same command with --debug, and report what it prints
        """,
        err.toString());
  }

  @Test
  void showsTheTraceForDebug() {
    assertEquals(ExitCode.BUG, report(new IllegalStateException("index is 3"), true));
    assertTrue(err.toString().contains("\tat dev.tlsdiag.cli.ProgramTest"), err.toString());
  }

  @Test
  void secretsOfUrlsAreInNoErrorAndNoTrace() {
    String url = "https://ann:pa@ss@a.test:99999/?token=abc";
    assertEquals(ExitCode.USAGE, run("replay " + url + " --debug"));
    String told = "error: 'https://[redacted]@a.test:99999/?token=[redacted]': no port '99999'\n";
    assertTrue(err.toString().startsWith(told), err.toString());
    assertFalse(err.toString().matches("(?s).*(ann|pa@|ss@|abc).*"), err.toString());
  }

  /** Of what a trace says, a part may come from a peer. */
  @Test
  void aTraceMovesNoCursor() {
    report(new IllegalStateException("\u001b[2J \u202e \u0301\n\tnext"), true);
    assertTrue(err.toString().contains("\\x1b[2J \\u202e \\u0301"), err.toString());
    assertFalse(err.toString().matches("(?s).*[\u001b\u202e\u0301].*"), err.toString());
  }

  @Test
  void endsQuietlyWhenTheReaderIsGone() {
    assertEquals(ExitCode.OUTPUT_CLOSED, runWithSink("Broken pipe"));
    assertEquals("", err.toString());
  }

  @Test
  void saysThatTheResultCouldNotBeWritten() {
    assertEquals(ExitCode.COULD_NOT_RUN, runWithSink("No space left on device"));
    assertEquals("error: input or output failed: No space left on device\n", err.toString());
  }

  private int runWithSink(String failure) {
    OutputStream sink =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    return new Program(ResultStream.writer(sink), new PrintWriter(err)).run("--help");
  }

  private int report(Throwable problem, boolean debug) {
    return new Problems(new PrintWriter(err), debug).report(problem);
  }

  private int run(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    PrintWriter errors = new PrintWriter(err);
    return new Program(new PrintWriter(out), errors).run(args);
  }
}
