package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellSessionTest {
  @TempDir Path folder;

  private final ToyProgram program = new ToyProgram();

  @Test
  void linesRunInOrder() throws IOException {
    assertEquals(
        0,
        batch(
            false,
            """
            # what goes wrong?
            capture a.pcap \\
              --quiet

            tlsdiag policy lint 'my file'
            """));
    assertEquals(List.of("run capture|a.pcap|--quiet", "run policy|lint|my file"), program.did);
  }

  @Test
  void thePageOfTheKeysFitsASmallTerminal() {
    assertEquals(List.of(), LineRunner.HELP.lines().filter(line -> line.length() > 79).toList());
  }

  @Test
  void findingsAreAnAnswer() throws IOException {
    program.codes = Map.of("capture", 1);
    assertEquals(0, batch(false, "capture x\npolicy\n"));
    assertEquals(List.of("run capture|x", "run policy"), program.did);
    assertEquals(1, batch(false, "policy\ncapture x\n"));
  }

  @Test
  void unlessAskedForStrictness() throws IOException {
    program.codes = Map.of("capture", 1);
    assertEquals(1, batch(true, "\ncapture x\npolicy\n"));
    assertEquals(
        List.of("run capture|x", "note: stopped at line 2, which ended with 1"), program.did);
  }

  @Test
  void whatPeersSentIsNoOption() throws IOException {
    result("--report=json=x");
    assertEquals(2, batch(false, "capture a.pcap\ncapture $0.sni\n"));
    assertEquals(2, batch(false, "capture a.pcap\ncapture \"$0.sni\"\n"));
    assertEquals(0, batch(false, "capture a.pcap\ncapture --free=$0.sni\n"));
    String error = "error: '$0.sni' is '--report=json=x' here, which would be an option";
    String stopped = "note: stopped at line 2, which ended with 2";
    String first = "run capture|a.pcap";
    String last = "run capture|--free=--report=json=x";
    assertEquals(List.of(first, error, stopped, first, error, stopped, first, last), program.did);
  }

  @Test
  void whatPeersSentMovesNoCursor() throws IOException {
    result("\\u001b]52;c;eA==\\u0007\\u202ex");
    assertEquals(0, batch(false, "capture a.pcap\n$0.sni\n$0\n"));
    String escaped = "\\u001b]52;c;eA==\\u0007\\u202ex";
    assertEquals("print " + escaped, program.did.get(1));
    String row = program.did.get(2);
    assertTrue(row.toLowerCase(Locale.ROOT).contains(escaped.toLowerCase(Locale.ROOT)), row);
  }

  private void result(String name) throws IOException {
    String json = "{\"handshakes\": [{\"number\": 0, \"sni\": \"%s\"}]}".formatted(name);
    program.result = Optional.of(new LastResult(new ObjectMapper().readTree(json), "", List.of()));
  }

  @Test
  void troubleStops() throws IOException {
    program.codes = Map.of("capture", 4);
    assertEquals(4, batch(false, "capture x\npolicy\n"));
    assertEquals(
        List.of("run capture|x", "note: stopped at line 1, which ended with 4"), program.did);
  }

  @Test
  void aWrongLineStops() throws IOException {
    assertEquals(2, batch(false, "probe $1.sni\npolicy\n"));
    assertEquals(
        "error: '$1.sni': the last command left no result with fields", program.did.get(0));
    program.did.clear();
    assertEquals(2, batch(false, "capture 'x\n"));
    assertEquals("error: the line ends before its '", program.did.get(0));
  }

  @Test
  void exitLeaves() throws IOException {
    assertEquals(0, batch(false, "policy\nexit\ncapture\n"));
    assertEquals(0, batch(false, "policy\n\\q\ncapture\n"));
    assertEquals(List.of("run policy", "run policy"), program.did);
  }

  @Test
  void resultsGoOn() throws IOException {
    program.result =
        Optional.of(
            new LastResult(
                new ObjectMapper().readTree("{\"findings\":[{\"rule\":\"r\"}]}"),
                "seen",
                List.of()));
    batch(false, "capture x\n$1.rule\n$\npolicy $1.rule\n");
    assertEquals(List.of("run capture|x", "print r", "print seen", "run policy|r"), program.did);
  }

  @Test
  void commandsOfTheSystemHaveNoInput() throws IOException {
    assertEquals(0, batch(false, "!cat\npolicy\n"));
    assertEquals(List.of("run policy"), program.did);
    assertEquals(9, batch(false, "!exit 9\npolicy\n"));
  }

  @Test
  void theShellIsNotEnteredTwice() throws IOException {
    assertEquals(2, batch(false, "shell\n"));
    assertEquals("error: this is the shell", program.did.get(0));
  }

  private int batch(boolean strict, String lines) throws IOException {
    return new ShellSession(program, folder, Map.of())
        .batch(new BufferedReader(new StringReader(lines)), strict);
  }
}
