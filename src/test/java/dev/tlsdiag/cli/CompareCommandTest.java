package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on the samples of the repository. */
class CompareCommandTest {
  private static final String SAMPLES = "samples/";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sni-lost/direct.pcap   | sni-lost/proxied.pcap               | 1 | fail    | upstream-sni-missing | medium
          sni-lost/direct.pcap   | sni-lost/proxied-upstream-only.pcap | 1 | fail    | upstream-sni-missing | medium
          sni-lost/combined.pcap |                                     | 1 | fail    | upstream-sni-missing | medium
          sni-lost/proxied.pcap  |                                     | 1 | fail    | upstream-sni-missing | medium
          silent/direct.pcap     | silent/proxied.pcap                 | 1 | fail    | upstream-sni-missing | medium
          sni-lost/direct.pcap   | sni-lost/proxied-fixed.pcap         | 0 | same    |                      |
          sni-lost/direct.pcap   | sni-lost/direct.pcap                | 3 | unknown |                      |
          sni-lost/proxied-upstream-only.pcap |                        | 3 | unknown |                      |
          """)
  void namesTheCause(
      String first, String second, int exit, String verdict, String rule, String confidence)
      throws IOException {
    int code =
        second == null
            ? run("compare", "-o", "json", SAMPLES + first)
            : run("compare", "-o", "json", SAMPLES + first, SAMPLES + second);
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertEquals(verdict, report.at("/verdict").textValue());
    assertEquals(exit, code);
    if (rule != null) {
      JsonNode cause = report.at("/findings/0");
      assertEquals(rule, cause.at("/rule").textValue());
      assertEquals(2, cause.at("/hop").intValue());
      assertEquals("tls", cause.at("/step").textValue());
      assertEquals("error", cause.at("/severity").textValue());
      assertEquals(confidence, cause.at("/confidence").textValue());
    }
  }

  @Test
  void answersInTheFirstLine() {
    int code =
        run(
            "compare",
            "--ascii",
            SAMPLES + "sni-lost/direct.pcap",
            SAMPLES + "sni-lost/proxied.pcap");
    assertEquals(ExitCode.FINDINGS, code);
    assertTrue(
        out.toString()
            .startsWith(
                " x FAIL  hop 2, proxy > server: no server_name in the ClientHello, and the"
                    + " server"),
        out.toString());
  }

  @Test
  void failsOnlyOnWhatIsAskedFor() {
    String direct = SAMPLES + "sni-lost/direct.pcap";
    String fixed = SAMPLES + "sni-lost/proxied-fixed.pcap";
    assertEquals(ExitCode.CLEAN, run("compare", "--fail-on", "warning", direct, fixed));
    assertEquals(ExitCode.FINDINGS, run("compare", "--fail-on", "note", direct, fixed));
    String broken = SAMPLES + "sni-lost/proxied.pcap";
    assertEquals(ExitCode.CLEAN, run("compare", "--fail-on", "never", direct, broken));
  }

  @Test
  void takesAPairOfNumbers() {
    String both = SAMPLES + "sni-lost/combined.pcap";
    assertEquals(ExitCode.FINDINGS, run("compare", "--pair", "1:2", both));
    assertEquals(ExitCode.USAGE, run("compare", "--pair", "1:9", both));
    assertEquals(ExitCode.USAGE, run("compare", "--pair", "one", both));
    assertTrue(err.toString().contains("error: '--pair one' is not two numbers A:B"), "" + err);
  }

  @Test
  void saysWhichNamesThereAre() {
    int code =
        run(
            "compare",
            "--host",
            "other.example",
            SAMPLES + "sni-lost/direct.pcap",
            SAMPLES + "sni-lost/proxied.pcap");
    assertEquals(ExitCode.CANNOT_TELL, code);
    assertTrue(out.toString().contains("direct.pcap has app.example.test"), out.toString());
  }

  @ParameterizedTest
  @CsvSource({"2, --output, yaml", "2, --fail-on, fatal", "2, --color, blue", "4, --host, x"})
  void refusesWhatItDoesNotKnow(int code, String option, String value) {
    assertEquals(code, run("compare", option, value, "no-such-file.pcap"));
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
