package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the name of a scenario to its diagnosis: the hop, the rule, the exit code. */
class LabRunTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mrap-no-sni             | hop 2      | upstream-sni-missing
          sni-alert-112           | hop 2      | upstream-sni-missing
          sni-alert-40            | hop 2      | upstream-sni-missing
          sni-reset               | hop 2      | upstream-sni-missing
          sni-close               | hop 2      | upstream-sni-missing
          sni-default-certificate | hop 2      | upstream-sni-missing
          sni-resumption          | hop 2      | upstream-sni-missing
          tls12-only              | hop 2      | protocol-version-refused
          alpn-required           | hop 2      | alpn-lost
          bundle-lacks-issuer     | hop 2      | upstream-bundle-lacks-issuer
          client-certificate      | hop 2      | client-certificate-required
          expired                 | both paths | certificate-expired
          not-yet-valid           | both paths | certificate-not-yet-valid
          wrong-name              | both paths | certificate-wrong-name
          plaintext-server        | both paths | plaintext-answer
          plaintext-proxy         | hop 1      | plaintext-answer-from-l7-proxy
          connect-403             | hop 1      | connect-403-port-or-policy
          connect-407             | hop 1      | connect-407-auth
          connect-to-web-server   | hop 1      | connect-to-something-that-is-not-a-forward-proxy
          proxy-503-by-itself     | hop 1      | proxy-made-status
          untrusted-ca            | hop 1      | untrusted-internal-ca
          no-san                  | hop 1      | leaf-without-san
          """)
  void namesTheHopAndTheRule(String scenario, String where, String rule) {
    assertEquals(ExitCode.FINDINGS, run("lab run " + scenario), () -> out + "\n" + err);
    String first = out.toString().lines().findFirst().orElse("");
    assertTrue(first.contains("FAIL") && first.contains(where), out.toString());
    assertTrue(out.toString().contains(" " + rule + " "), out.toString());
    assertEquals(
        "note: the scenario is closed again; to try commands on it: tlsdiag lab serve %s\n"
            .formatted(scenario),
        err.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "lab run tls-inspection",
    "lab run mrap-no-sni -- --profile cilium",
    "lab run sni-alert-112 -- --profile tlsdiag"
  })
  void pathsAgreeWhereNothingIsLost(String line) {
    assertEquals(ExitCode.CLEAN, run(line), () -> out + "\n" + err);
    assertTrue(out.toString().lines().findFirst().orElse("").contains("SAME"), out.toString());
  }

  @Test
  void optionsOfCompareComeAfterTwoDashes() {
    assertEquals(ExitCode.USAGE, run("lab run mrap-no-sni -- --no-such-option"));
    assertTrue(err.toString().contains("--no-such-option"), err.toString());
  }
}
