package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.evidence.Evidences;
import org.junit.jupiter.api.Test;

class FlowDroppedRuleTest {
  private static String dropped(String reason, int code) {
    return ("{\"flow\":{\"time\":\"2026-11-20T14:15:33.884Z\",\"verdict\":\"DROPPED\","
            + "\"drop_reason\":%d,\"IP\":{\"source\":\"10.0.0.181\",\"destination\":"
            + "\"198.51.100.10\"},\"l4\":{\"TCP\":{\"source_port\":40112,\"destination_port\":443,"
            + "\"flags\":{\"SYN\":true}}},\"source\":{\"identity\":24948,\"pod_name\":\"a\","
            + "\"namespace\":\"default\"},\"destination\":{\"identity\":2,\"labels\":"
            + "[\"reserved:world\"]},\"Type\":\"L3_L4\",\"event_type\":{\"type\":1,\"sub_type\":%d},"
            + "\"drop_reason_desc\":\"%s\",\"destination_names\":[\"app.example.test\"],"
            + "\"Summary\":\"TCP Flags: SYN\"}}")
        .formatted(code, code, reason);
  }

  @Test
  void aFullTableIsNoPolicy() {
    assertEquals(
        "hop1 error high flow-dropped",
        Evidences.of().flows(dropped("CT_MAP_INSERTION_FAILED", 155)).answer());
  }

  @Test
  void aPolicyHasItsOwnName() {
    assertEquals(
        "hop1 error high policy-drop-on-syn",
        Evidences.of().flows(dropped("POLICY_DENIED", 133)).answer());
  }
}
