package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.evidence.Evidences;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoRequestBehindRedirectRuleTest {
  private static final String NAMES = "\"destination_names\":[\"app.example.test\"],";
  private static final String TO_PROXY =
      NAMES + "\"trace_observation_point\":\"TO_PROXY\",\"proxy_port\":14536,";
  private static final String TO_POD = "\"trace_observation_point\":\"TO_ENDPOINT\",";

  private static List<String> redirected() {
    return List.of(
        Flows.out("33.884", "REDIRECTED", Flows.set("SYN"), "{\"type\":5}", NAMES),
        Flows.out("33.885", "FORWARDED", Flows.set("SYN"), "{\"type\":4,\"sub_type\":1}", TO_PROXY),
        back("33.886", Flows.set("SYN", "ACK")),
        Flows.out(
            "33.888",
            "FORWARDED",
            Flows.set("ACK", "PSH"),
            "{\"type\":4,\"sub_type\":1}",
            TO_PROXY),
        back("33.890", Flows.set("ACK", "PSH")),
        Flows.out(
            "33.892",
            "FORWARDED",
            Flows.set("ACK", "FIN"),
            "{\"type\":4,\"sub_type\":1}",
            TO_PROXY));
  }

  private static String back(String time, String flags) {
    return Flows.tcp(time, "FORWARDED", 56816, flags, "{\"type\":4}", Flows.NAMED, true, TO_POD);
  }

  private static String policy() throws Exception {
    return Files.readString(Path.of("samples", "mesh-sni-lost", "policy.yaml"));
  }

  @Test
  void packetsBothWaysAndNoRequestMayBeTlsWithThePod() throws Exception {
    assertEquals(
        "hop1 error low no-request-behind-redirect",
        Evidences.of().flows(redirected().toArray(String[]::new)).yaml(policy()).answer());
  }

  @Test
  void aRequestThatIsRecordedShowsThatItWorks() throws Exception {
    List<String> flows = new ArrayList<>(redirected());
    flows.add(Flows.http("33.889", "FORWARDED", "GET", 0, false, ""));
    flows.add(Flows.http("33.891", "FORWARDED", "GET", 200, true, ""));
    assertEquals(
        "same", Evidences.of().flows(flows.toArray(String[]::new)).yaml(policy()).answer());
  }

  @Test
  void withoutHttpRulesNoRequestIsDue() {
    assertEquals("unknown", Evidences.of().flows(redirected().toArray(String[]::new)).answer());
  }
}
