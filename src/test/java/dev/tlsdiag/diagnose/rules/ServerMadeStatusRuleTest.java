package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.evidence.Evidences;
import org.junit.jupiter.api.Test;

class ServerMadeStatusRuleTest {
  private static final String ANSWERED =
      "[2024-08-27T20:00:10.142Z] \"GET /a HTTP/1.1\" %s - via_upstream - \"-\" 0 19 4 4 \"-\""
          + " \"curl/8.9.1\" \"84961386-6d84-929d-98bd-c5aee93b5c88\" \"httpbin:8000\""
          + " \"10.44.1.27:80\" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.23:37652"
          + " 10.0.45.184:8000 10.44.1.23:46520 - default";

  @Test
  void theServersOwnStatusIsItsOwn() {
    assertEquals(
        "hop2 error high server-made-status",
        Evidences.of().accessLog(ANSWERED.formatted("503")).answer());
  }

  @Test
  void whatIsNoFailureIsNoFinding() {
    assertEquals("same", Evidences.of().accessLog(ANSWERED.formatted("418")).answer());
    assertEquals("same", Evidences.of().accessLog(ANSWERED.formatted("200")).answer());
  }
}
