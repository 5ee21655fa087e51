package dev.tlsdiag.mesh.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.trace.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlowReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<String> samples() {
    return FlowLog.resource("flows.jsonl").lines().toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void writesWhatItRead(String line) throws JsonProcessingException {
    FlowLog log = FlowLog.read(line);
    assertEquals(1, log.flows.size(), line);
    FlowRecord flow = log.flows.get(0);
    JsonNode expected = expected(JSON.readTree(line), flow);
    assertEquals(expected, JSON.readTree(FlowJson.text(flow)));
    assertEquals(flow, FlowLog.read(FlowJson.text(flow)).flows.get(0));
  }

  /** What the writer adds: the deprecated fields, and the part around a flow that has none. */
  private static JsonNode expected(JsonNode line, FlowRecord flow) {
    ObjectNode flowNode = (ObjectNode) line.get("flow");
    flowNode.put("time", flow.time().get().toString());
    if (flow.reply()) {
      flowNode.put("reply", true);
    }
    if (flow.dropReason().code() != 0) {
      flowNode.put("drop_reason", flow.dropReason().code());
      flowNode.put("drop_reason_desc", flow.dropReason().name());
    }
    ObjectNode whole = (ObjectNode) line;
    whole.put("time", flow.time().get().toString());
    whole.put("node_name", flow.nodeName());
    return whole;
  }

  @Test
  void unknownFieldsAreCountedAndSkipped() {
    FlowLog log = new FlowLog();
    FlowReader reader = new FlowReader(log);
    byte[] line =
        "{\"flow\":{\"verdict\":\"DROPPED\",\"news\":{\"a\":[1,{}]},\"IP\":{\"x\":1,\"source\":\"192.0.2.1\"}},\"more\":1}"
            .getBytes(StandardCharsets.UTF_8);
    reader.onLine(line, 0, line.length, 1);
    assertEquals(new ReadingTally(1, 0, Optional.empty(), 3, 0), reader.tally());
    assertEquals("192.0.2.1", log.flows.get(0).sourceIp());
    assertEquals(Verdict.DROPPED, log.flows.get(0).verdict());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bare          | {"time":"2023-02-01T21:45:19Z","verdict":"FORWARDED","is_reply":true}
          lower camel   | {"flow":{"verdict":"FORWARDED","isReply":true},"time":"2023-02-01T21:45:19.000Z"}
          wrapped bool  | {"flow":{"time":{"seconds":"1675287919"},"verdict":1,"is_reply":{"value":true}}}
          deprecated    | {"flow":{"time":"2023-02-01T22:45:19+01:00","verdict":"FORWARDED","reply":true}}
          """)
  void olderFormsAreTheSame(String name, String line) {
    FlowRecord flow = FlowLog.read(line).flows.get(0);
    assertEquals(Optional.of(Instant.parse("2023-02-01T21:45:19Z")), flow.time());
    assertEquals(Verdict.FORWARDED, flow.verdict());
    assertTrue(flow.reply());
  }

  @Test
  void lostEventsAndNodesAreTold() {
    FlowLog log =
        FlowLog.read(
            """
            {"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"12","cpu":3,"first":"2023-02-01T21:45:19Z"},"node_name":"n1","time":"2023-02-01T21:45:20Z"}
            {"node_status":{"state_change":"NODE_UNAVAILABLE","node_names":["n1"]},"node_name":"relay","time":"2023-02-01T21:45:20Z"}
            """);
    assertEquals(12, log.lost.get(0).count());
    assertEquals(3, log.lost.get(0).cpu().getAsInt());
    assertEquals("n1", log.lost.get(0).nodeName());
    assertTrue(log.statuses.get(0).unavailable());
    assertEquals(List.of("n1"), log.statuses.get(0).nodeNames());
  }

  @Test
  void secretsAreTakenOut() {
    FlowRecord flow =
        FlowLog.read(
                """
                {"flow":{"l7":{"type":"REQUEST","http":{"method":"GET","url":"https://a.example/?token=s3cret&x=1","headers":[{"key":"Authorization","value":"Bearer s3cret"},{"key":"Cookie","value":"sid=s3cret"}]}},"Summary":"HTTP/1.1 GET https://a.example/?token=s3cret&x=1"}}
                """)
            .flows
            .get(0);
    assertFalse(flow.toString().contains("s3cret"), flow.toString());
    assertFalse(FlowJson.text(flow).contains("s3cret"));
    assertTrue(flow.toString().contains("x=1"));
  }

  @Test
  void whatCannotBeReadIsCounted() {
    FlowLog log = new FlowLog();
    FlowReader reader = new FlowReader(log);
    for (String line :
        List.of("{\"flow\":{\"uuid\":", "[]", "", "{}", "hello", "{\"flow\":{}} x")) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      reader.onLine(bytes, 0, bytes.length, 7);
    }
    assertEquals(0, log.flows.size());
    assertEquals(5, reader.tally().unreadable());
    assertTrue(reader.tally().firstUnreadable().get().startsWith("line 7: "));
  }

  /** Cut anywhere, a line is unreadable and nothing more. */
  @ParameterizedTest
  @MethodSource("samples")
  void everyTruncationIsUnreadable(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    FlowLog log = new FlowLog();
    FlowReader reader = new FlowReader(log);
    for (int length = 1; length < bytes.length; length++) {
      reader.onLine(bytes, 0, length, length);
    }
    assertEquals(0, log.flows.size());
    assertEquals(bytes.length - 1, reader.tally().unreadable());
  }

  @ParameterizedTest(name = "flow {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | DENIED          | UNKNOWN    | 10.244.1.60:44916 | 10.244.1.5:80
          1 | DENIED          | UNKNOWN    | 1.1.1.1:31793     | 2.2.2.2:8080
          2 | LOOKUP          | DOWNSTREAM | 10.0.0.181:47512  | 10.0.1.44:53
          3 | LOOKUP_ANSWERED | DOWNSTREAM | 10.0.0.181:47512  | 10.0.1.44:53
          4 | REDIRECTED      | DOWNSTREAM | 10.0.0.181:56816  | 52.219.16.10:443
          5 | FORWARDED       | DOWNSTREAM | 10.0.0.181:56816  | 52.219.16.10:443
          6 | REQUEST         | DOWNSTREAM | 10.0.0.181:56816  | 52.219.16.10:443
          7 | RESPONSE        | DOWNSTREAM | 10.0.0.181:56816  | 52.219.16.10:443
          8 | DENIED          | DOWNSTREAM | 10.0.0.181:56830  | 52.219.16.10:443
          9 | DENIED          | UNKNOWN    | 10.0.0.181:40112  | 93.184.216.34:443
          """)
  void tellsOfConnections(
      int index, Sighting.Event event, Sighting.Leg leg, String client, String server) {
    Sighting seen = sighting(index);
    assertEquals(event, seen.event());
    assertEquals(leg, seen.leg());
    assertEquals(client, seen.client().get().toString());
    assertEquals(server, seen.server().get().toString());
  }

  @Test
  void keepsWhatJoins() {
    Sighting response = sighting(7);
    assertEquals(503, response.status().getAsInt());
    assertEquals("4058", response.attribute(Attribute.DURATION_MILLIS).get());
    assertEquals(
        "2f3c2d0a-8d5e-4d43-9bb5-0a2a5b1c7d31", response.attribute(Attribute.REQUEST_ID).get());
    assertEquals("default/mediabot", response.attribute(Attribute.CLIENT_POD).get());
    assertEquals(
        "mraps3sample.mrap.accesspoint.s3-global.amazonaws.com",
        response.attribute(Attribute.AUTHORITY).get());
    Sighting redirected = sighting(4);
    assertEquals("default/l7-visibility-tls", redirected.attribute(Attribute.POLICY).get());
    assertEquals("L3-L4", redirected.attribute(Attribute.POLICY_MATCH).get());
    assertEquals("14536", sighting(5).attribute(Attribute.PROXY_PORT).get());
    assertEquals("forwarded to the proxy", sighting(5).what().replaceFirst("TCP SYN ", ""));
  }

  private static Sighting sighting(int index) {
    FlowRecord flow = FlowLog.read(FlowLog.resource("flows.jsonl")).flows.get(index);
    return FlowSightings.of(flow, new Evidence.LogLine("flows.jsonl", index + 1)).get();
  }
}
