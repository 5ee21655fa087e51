package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.lab.Expectation;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExaminationTotalsTest {
  private static Examined seen(String name, String wanted, String first, String... others) {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    return new Examined(scenario, wanted, first, List.of(others), "headline");
  }

  @Test
  void wrongAnswersAreCountedAndShown() {
    ExaminationTotals totals =
        new ExaminationTotals(
            List.of(
                seen("sni-reset", "upstream-sni-missing", "upstream-sni-missing"),
                seen("expired", "certificate-expired", "wrong-name"),
                seen("every-name-reset", Expectation.CANNOT_TELL, Expectation.CANNOT_TELL),
                seen("no-san", "leaf-without-san", Expectation.NOTHING),
                seen("tls-inspection", Expectation.NOTHING, "no-san", "expired"),
                seen("two-forward-proxies", Expectation.NOTHING, Expectation.NOTHING)));
    assertEquals(
        """
        every-name-reset               cannot-tell
        expired                        wrong-name
          WRONG                        expected certificate-expired
        no-san                         nothing
          WRONG                        expected leaf-without-san
        sni-reset                      upstream-sni-missing
        tls-inspection                 no-san
          WRONG                        expected nothing
                                       also said expired
        two-forward-proxies            nothing
        """,
        totals.table());
    assertEquals(
        """
        scenarios: 6 (faults: 4, healthy: 2), right: 3
        findings: 4, wrong: 3, precision: 0.250, recall: 0.500
        healthy without a finding: 1 of 2
        """,
        totals.text());
  }
}
