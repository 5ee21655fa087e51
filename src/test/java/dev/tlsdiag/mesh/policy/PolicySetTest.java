package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of attempts under policies: the files beside hold the cases. */
class PolicySetTest {
  private static final List<String> FILES =
      List.of("default-deny.cases", "peers.cases", "names.cases", "proxy.cases", "samples.cases");

  static Stream<PolicyCase> cases() throws IOException {
    Stream.Builder<PolicyCase> all = Stream.builder();
    for (String file : FILES) {
      PolicyCase.load(file).forEach(all);
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void rules(PolicyCase row) {
    Ruling ruling = row.ruling();
    PolicyCase.Expected expected = row.expected();
    assertEquals(expected.verdict(), ruling.verdict(), ruling::toString);
    assertEquals(expected.unsure(), !ruling.cannotTell().isEmpty(), ruling::toString);
    String decider =
        ruling.deciders().isEmpty()
            ? "-"
            : row.yaml().contains("apiVersion:")
                ? ruling.deciders().get(0).policy() + ":" + ruling.deciders().get(0).path()
                : ruling.deciders().get(0).path();
    assertEquals(expected.path().orElse("-"), decider, ruling::toString);
  }

  @Test
  void hasAllCases() throws IOException {
    assertTrue(cases().count() >= 200, () -> "cases");
  }
}
