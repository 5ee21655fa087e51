package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Golden;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command over the captures in {@code samples}; widths, colours and clocks are given. */
class CaptureCommandTest {
  private static final String COMBINED = "samples/sni-lost/combined.pcap";
  private static final String DIRECT = "samples/sni-lost/direct.pcap";
  private static final String PROXIED = "samples/sni-lost/proxied.pcap";
  private static final String PLAIN = " --color never --ascii";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  @Test
  void help() {
    assertEquals(ExitCode.CLEAN, run("capture --help"));
    Golden.assertMatches("capture/help.txt", out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100));
  }

  @Test
  void listOfFields() {
    assertEquals(ExitCode.CLEAN, run("capture --list-fields"));
    Golden.assertMatches("capture/list-fields.txt", out.toString());
  }

  @Test
  void lostServerName() {
    assertEquals(ExitCode.CLEAN, run("capture -o table " + COMBINED + PLAIN));
    Golden.assertMatches("capture/sample-combined.txt", out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void reportsGoToFilesBesides() throws IOException {
    String all = "capture -o table " + COMBINED + PLAIN;
    for (String report : List.of("html", "json", "jsonl")) {
      all += " --report " + report + "=" + directory.resolve("c." + report);
    }
    assertEquals(ExitCode.CLEAN, run(all), err.toString());
    Golden.assertMatches("capture/sample-combined.txt", out.toString());
    String json = Files.readString(directory.resolve("c.json"));
    assertEquals(3, new ObjectMapper().readTree(json).at("/handshakes").size());
    assertEquals(4, Files.readAllLines(directory.resolve("c.jsonl")).size());
    String page = Files.readString(directory.resolve("c.html"));
    assertTrue(page.contains("3 handshakes: 2 ok, 1 failed"), page);
    String inPage =
        page.replaceFirst("(?s).*<script type=\"application/json\" id=\"tlsdiag\">", "");
    String read = inPage.substring(0, inPage.indexOf("</script>"));
    assertEquals(new ObjectMapper().readTree(json), new ObjectMapper().readTree(read));
  }

  @Test
  void aReportGoesToNoFolderAndNotWithADifference() {
    assertEquals(ExitCode.USAGE, run("capture " + COMBINED + " --report html=" + directory));
    assertTrue(err.toString().contains("is a folder"), err.toString());
    assertEquals(ExitCode.USAGE, run("capture " + COMBINED + " --diff 0 1 --report html=x.html"));
    assertTrue(err.toString().contains("'--report' and '--diff'"), err.toString());
  }

  @Test
  void twoFiles() {
    assertEquals(ExitCode.CLEAN, run("capture -o table " + DIRECT + " " + PROXIED + PLAIN));
    Golden.assertMatches("capture/sample-two-files.txt", out.toString());
  }

  @Test
  void linesOfTwoFilesTellTheirFile() {
    assertEquals(ExitCode.CLEAN, run("capture -o compact " + DIRECT + " " + PROXIED));
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(0).endsWith(" #0 in " + DIRECT), lines.get(0));
    assertTrue(lines.get(2).endsWith(" #2 in " + PROXIED), lines.get(2));
  }

  @Test
  void diffOfTwoFiles() {
    assertEquals(ExitCode.CLEAN, run("capture " + DIRECT + " " + PROXIED + " --diff 0 1" + PLAIN));
    Golden.assertMatches("capture/sample-diff.txt", out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --no-sni                    | 2
          --failed                    | 2
          --not --failed              | 0 1
          --not --sni app.*           | 2
          --sni *.example.test        | 0 1
          --sni a,b --failed          | ''
          --to-port 8443 --from-ip 127.0.0.1 | 0 1
          --to-ip 127.0.0.3           | 0 2
          --ip 127.0.0.2/32           | 1 2
          --stream 1,2                | 1 2
          --outcome closed --outcome reset | 2
          --since 25ms                | 2
          --until 2026-11-20T14:15:32.270Z | 0
          --first 2                   | 0 1
          -c 1 --failed               | 2
          --last 2                    | 1 2
          --show 1                    | 1
          """)
  void selects(String options, String numbers) {
    int code = run("capture -T fields -e tlsdiag.number " + options + " " + COMBINED);

    assertEquals(ExitCode.CLEAN, code, err.toString());
    assertEquals(numbers, out.toString().strip().replace('\n', ' '));
    assertEquals(
        numbers.isEmpty() ? "note: none of 3 handshakes passes the filters\n" : "", err.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capture | 2 | error: no capture given
          capture x.pcap -o jsn | 2 | error: unknown format 'jsn'
          capture x.pcap -o fields | 2 | error: '-o fields' needs at least one '-e FIELD'
          capture x.pcap -o json -e ip.src | 2 | error: '-e' is for '-o fields', not for '-o json'
          capture x.pcap -e tls.handshake.ja5 | 2 | error: unknown field 'tls.handshake.ja5' after '-e'
          capture x.pcap --outcome reste | 2 | error: unknown outcome 'reste' after '--outcome'
          capture x.pcap --ip 1.2.3 | 2 | error: no IP address '1.2.3' after '--ip'
          capture x.pcap --port 70000 | 2 | error: no number up to 65535 '70000' after '--port'
          capture x.pcap --since yesterday | 2 | error: no time 'yesterday' after '--since'
          capture x.pcap --not | 2 | error: '--not' has no filter behind it
          capture x.pcap --not -n | 2 | error: '--not' stands before '--numeric', which is no filter
          capture x.pcap --first 0 | 2 | error: '--first' and '--last' take a number of at least 1
          capture x.pcap --color often | 2 | error: '--color' takes auto, always or never, not 'often'
          capture x.pcap -f tcp | 2 | error: '-f' is for live capture with '-i'
          capture x.pcap -i lo | 2 | error: '-i lo' and 'x.pcap' do not go together
          capture - -w y.pcapng | 2 | error: '-w' reads the capture a second time, so it must be a file
          capture x.pcap y.pcap z.pcap --diff 0 1 | 2 | error: '--diff' takes one capture or two, not 3
          capture x.pcap | 4 | error: no such file 'x.pcap'
          capture samples/sni-lost/direct.pcap --show 7 | 2 | error: no handshake has the number '7'
          capture samples/sni-lost/direct.pcap --diff 0 7 | 2 | error: no handshake has the number '7' in 'samples/sni-lost/direct.pcap'
          """)
  void saysWhatIsWrong(String line, int code, String problem) {
    assertEquals(code, run(line), err.toString());
    assertEquals(problem, err.toString().lines().findFirst().orElse(""));
  }

  @Test
  void nothingFound() throws IOException {
    Path empty = directory.resolve("empty.pcap");
    byte[] header = Files.newInputStream(Path.of(DIRECT)).readNBytes(24);
    Files.write(empty, header);

    assertEquals(ExitCode.CANNOT_TELL, run("capture " + empty));
    assertEquals("", out.toString());
    assertEquals(
        """
        error: no ClientHello in '%s' (0 packets, 0 TCP connections, 0 UDP flows)
          likely: the capture was stopped before its first packet was written
          try:    tcpdump -U -i any -s 0 -w cap.pcap 'tcp port 443'
        """
            .formatted(empty),
        err.toString());
  }

  @Test
  void nothingFoundStillMakesADocument() throws IOException {
    Path empty = directory.resolve("empty.pcap");
    Files.write(empty, Files.newInputStream(Path.of(DIRECT)).readNBytes(24));

    assertEquals(ExitCode.CANNOT_TELL, run("capture -o jsonl " + empty));
    assertTrue(out.toString().startsWith("{\"type\":\"summary\""), out.toString());
  }

  @Test
  void oneOfTwoFilesIsMissing() {
    assertEquals(ExitCode.COULD_NOT_RUN, run("capture -e tlsdiag.number x.pcap " + DIRECT));
    assertEquals("0\n", out.toString());
    assertEquals("warning: x.pcap: no such file 'x.pcap'\n", err.toString());
  }

  @Test
  void writesThePacketsOfWhatIsListed() {
    Path file = directory.resolve("no-sni.pcapng");

    assertEquals(ExitCode.CLEAN, run("capture --no-sni -o table " + COMBINED + " -w " + file));
    String note = err.toString();
    assertTrue(note.matches("note: [1-9][0-9]* packets in '.*no-sni.pcapng'\n"), note);

    out.getBuffer().setLength(0);
    run("capture -e tls.handshake.extensions_server_name -e tlsdiag.outcome " + file);
    assertEquals("\tclosed\n", out.toString());
  }

  @Test
  void namesFromAHostsFile() throws IOException {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.2 proxy.example.test\nnonsense\n127.0.0.3 server # ours\n");
    String line = "capture -o table --hosts " + hosts + " " + COMBINED + PLAIN;

    run(line);
    assertTrue(out.toString().contains("proxy.example.test:8443"), out.toString());
    assertTrue(out.toString().contains(" server:8443"), out.toString());
    assertTrue(err.toString().endsWith("hosts:2: no address and name\n"), err.toString());

    out.getBuffer().setLength(0);
    run(line + " -n");
    assertTrue(out.toString().contains("127.0.0.2:8443"), out.toString());
  }

  @Test
  void readerThatLeavesIsNoError() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    PrintWriter broken = ResultStream.writer(closed);

    int code = new Program(broken, new PrintWriter(err)).run("capture", "-o", "jsonl", COMBINED);

    assertEquals(ExitCode.OUTPUT_CLOSED, code);
    assertEquals("", err.toString());
  }

  private int run(String line) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" +"));
  }
}
