package dev.tlsdiag.experiment.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Evidence of requests that worked: a false alarm is worse than silence. */
class HealthyPilesTest {
  private static final String TIME = "2026-11-20 14:15:33.9";

  /** As agents of today have it: the options are there and empty, the filter passes the name on. */
  private static final String HEALTHY_DUMP =
      """
      {"configs":[{"@type":"type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
       "static_clusters":[{"cluster":{"name":"egress-cluster-tls","type":"ORIGINAL_DST",
        "connect_timeout":"2s","transport_socket":{"name":"cilium.tls_wrapper","typed_config":{
         "@type":"type.googleapis.com/cilium.UpstreamTlsWrapperContext"}},
        "typed_extension_protocol_options":{
         "envoy.extensions.upstreams.http.v3.HttpProtocolOptions":{
          "@type":"type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          "upstream_http_protocol_options":{}}}}}]}]}
      """;

  private static void fine(Report report) {
    assertEquals(List.of(), report.findings(), report.headline());
    assertEquals(Verdict.SAME, report.verdict(), report.headline());
  }

  private static String policy() throws Exception {
    return Files.readString(Path.of("samples", "mesh-sni-lost", "policy.yaml"));
  }

  private static String line(String component, String message) {
    return "[%s05][446][debug][%s] %s".formatted(TIME, component, message);
  }

  @Test
  void aCaptureOfBothLegsThatKeepTheName() {
    Report report = Evidences.diagnose(List.of("samples/sni-lost/proxied-fixed.pcap"));
    assertEquals(Verdict.SAME, report.verdict(), report.headline());
  }

  @Test
  void accessLogsOfTwoSidecarsAndTheirResources() {
    fine(
        Evidences.diagnose(
            List.of("samples/mesh-host-header/working.log", "samples/mesh-host-header/mesh.yaml")));
  }

  @Test
  void aLogOfEnvoyWithAnAnswer() {
    fine(
        Evidences.of()
            .envoyLog(
                line("conn_handler", "[C4] new connection from 10.0.0.181:56816"),
                line(
                    "http",
                    "[C4][S7205163356431684926] request headers complete (end_stream=true):"),
                "':authority', 'app.example.test'",
                "':path', '/'",
                "':method', 'GET'",
                line(
                    "router",
                    "[C4][S7205163356431684926] cluster 'egress-cluster-tls' match for URL '/'"),
                line("connection", "[C8] connecting to 198.51.100.10:443"),
                line("connection", "[C8] connected"),
                line("client", "[C8] connected"),
                line(
                    "http",
                    "[C4][S7205163356431684926] encoding headers via codec (end_stream=false):"),
                "':status', '200'")
            .dump(HEALTHY_DUMP)
            .diagnose());
  }

  @Test
  void aDumpAndAPolicyOfTodayAreNoSuspects() throws Exception {
    Report report = Evidences.of().dump(HEALTHY_DUMP).yaml(policy()).diagnose();
    assertEquals(List.of(), report.findings());
    assertEquals(Verdict.UNKNOWN, report.verdict(), "there is no request in it");
  }

  @Test
  void aDumpThatLacksTheNameBesideARequestThatWorked() throws Exception {
    String old =
        HEALTHY_DUMP.replaceAll(
            "(?s),\\s*\"typed_extension_protocol_options\".*}}}}]}]}", "}}]}]}");
    fine(
        Evidences.of()
            .accessLog(
                "[2024-08-27T20:00:10.142Z] \"GET / HTTP/1.1\" 200 - via_upstream - \"-\" 0 135 4 4"
                    + " \"-\" \"curl/8.9.1\" \"58c0e2c6-1111-4a4a-9d9d-0123456789ab\""
                    + " \"app.example.test\" \"198.51.100.10:443\" egress-cluster-tls"
                    + " 10.0.0.181:41318 198.51.100.10:443 10.0.0.181:56816 app.example.test default")
            .dump(old)
            .yaml(policy())
            .diagnose());
  }

  @Test
  void aRetryThatWorked() {
    fine(
        Evidences.of()
            .envoyLog(
                line("conn_handler", "[C4] new connection from 10.0.0.181:56816"),
                line(
                    "http",
                    "[C4][S7205163356431684926] request headers complete (end_stream=true):"),
                "':authority', 'app.example.test'",
                "':path', '/'",
                "':method', 'GET'",
                line("router", "[C4][S7205163356431684926] cluster 'api' match for URL '/'"),
                line("connection", "[C8] connecting to 198.51.100.10:443"),
                line("pool", "[C8] connect timeout"),
                line(
                    "router",
                    "[C4][S7205163356431684926] upstream reset: reset reason: connection failure,"
                        + " transport failure reason: "),
                line("router", "[C4][S7205163356431684926] performing retry"),
                line("connection", "[C9] connecting to 198.51.100.11:443"),
                line("connection", "[C9] connected"),
                line(
                    "http",
                    "[C4][S7205163356431684926] encoding headers via codec (end_stream=false):"),
                "':status', '200'")
            .diagnose());
  }

  @Test
  void aRefusedConnectThatWasRepeatedWithSuccess() {
    String refused = "delayed connect error: Connection refused";
    fine(
        Evidences.of()
            .envoyLog(
                line("conn_handler", "[C4] new connection from 10.0.0.181:56816"),
                line(
                    "http",
                    "[C4][S7205163356431684926] request headers complete (end_stream=true):"),
                "':authority', 'app.example.test'",
                "':path', '/'",
                "':method', 'GET'",
                line("connection", "[C8] connecting to 198.51.100.10:443"),
                line("connection", "[C8] " + refused),
                line(
                    "router",
                    "[C4][S7205163356431684926] upstream reset: reset reason: remote connection"
                        + " failure, transport failure reason: "
                        + refused),
                line("router", "[C4][S7205163356431684926] performing retry"),
                line(
                    "http",
                    "[C4][S7205163356431684926] encoding headers via codec (end_stream=false):"),
                "':status', '200'")
            .diagnose());
  }

  @Test
  void aScanOfSomebodyElseIsNoFailureOfARequest() {
    String denied =
        "{\"flow\":{\"time\":\"2026-11-20T14:15:33.8%d0Z\",\"verdict\":\"DROPPED\",\"IP\":{\"source\":"
            + "\"10.0.0.77\",\"destination\":\"203.0.113.9\"},\"l4\":{\"TCP\":{\"source_port\":4000%d,"
            + "\"destination_port\":%d,\"flags\":{\"SYN\":true}}},\"event_type\":{\"type\":5},"
            + "\"drop_reason_desc\":\"POLICY_DENIED\"}}";
    Report report =
        Evidences.of()
            .flows(
                denied.formatted(1, 1, 22),
                denied.formatted(2, 2, 3306),
                denied.formatted(3, 3, 6379),
                denied.formatted(4, 4, 9200),
                "{\"flow\":{\"time\":\"2026-11-20T14:15:33.900Z\",\"verdict\":\"FORWARDED\",\"IP\":{\"source\":"
                    + "\"198.51.100.10\",\"destination\":\"10.0.0.181\"},\"l4\":{\"TCP\":{\"source_port\":443,"
                    + "\"destination_port\":56816}},\"Type\":\"L7\",\"l7\":{\"type\":\"RESPONSE\",\"http\":{"
                    + "\"code\":200,\"method\":\"GET\",\"url\":\"https://app.example.test/\"}},"
                    + "\"event_type\":{\"type\":129},\"is_reply\":true}}")
            .diagnose();
    fine(report);
    assertEquals(
        List.of("4 connections of 10.0.0.77, on many ports, were denied by policy: as of a scan"),
        report.notes());
  }

  @Test
  void aClientThatLeavesNginxWaiting() {
    fine(
        Evidences.of()
            .nginxErrorLog(
                "2026/11/20 14:15:33 [info] 31#31: *11 epoll_wait() reported that client prematurely"
                    + " closed connection, so upstream connection is closed too while reading"
                    + " response header from upstream, client: 192.0.2.61, server: app.example.test,"
                    + " request: \"GET / HTTP/1.1\", upstream: \"http://10.0.3.4:8080/\", host:"
                    + " \"app.example.test\"",
                "2026/11/20 14:15:34 [error] 31#31: *12 open() \"/favicon.ico\" failed (2: No such"
                    + " file or directory), client: 192.0.2.4, server: app.example.test, request:"
                    + " \"GET /favicon.ico HTTP/1.1\", host: \"app.example.test\"")
            .accessLog(
                "[2026-11-20T14:15:33.142Z] \"GET / HTTP/1.1\" 200 - via_upstream - \"-\" 0 135 4 4"
                    + " \"-\" \"curl/8.9.1\" \"58c0e2c6-1111-4a4a-9d9d-0123456789ab\""
                    + " \"app.example.test\" \"198.51.100.10:443\" egress-cluster-tls"
                    + " 10.0.0.181:41318 198.51.100.10:443 10.0.0.181:56816 app.example.test default")
            .diagnose());
  }

  @Test
  void aSearchListThatEndsWell() {
    String dns =
        "{\"flow\":{\"time\":\"2026-11-20T14:15:33.8%s0Z\",\"verdict\":\"FORWARDED\",\"IP\":{\"source\":"
            + "\"%s\",\"destination\":\"%s\"},\"l4\":{\"UDP\":{\"source_port\":%d,"
            + "\"destination_port\":%d}},\"source\":{},\"destination\":{},\"Type\":\"L7\",\"l7\":{"
            + "\"type\":\"%s\",\"dns\":{\"query\":\"%s.\",\"qtypes\":[\"A\"],%s\"observation_source\":"
            + "\"proxy\"}},\"event_type\":{\"type\":129},\"is_reply\":%s}}";
    String suffixed = "app.example.test.default.svc.cluster.local";
    fine(
        Evidences.of()
            .flows(
                dns.formatted(
                    "1", "10.0.0.181", "10.0.1.44", 47512, 53, "REQUEST", suffixed, "", "false"),
                dns.formatted(
                    "2",
                    "10.0.1.44",
                    "10.0.0.181",
                    53,
                    47512,
                    "RESPONSE",
                    suffixed,
                    "\"rcode\":3,",
                    "true"),
                dns.formatted(
                    "3",
                    "10.0.0.181",
                    "10.0.1.44",
                    47513,
                    53,
                    "REQUEST",
                    "app.example.test",
                    "",
                    "false"),
                dns.formatted(
                    "4",
                    "10.0.1.44",
                    "10.0.0.181",
                    53,
                    47513,
                    "RESPONSE",
                    "app.example.test",
                    "\"ips\":[\"198.51.100.10\"],\"ttl\":30,",
                    "true"),
                "{\"flow\":{\"time\":\"2026-11-20T14:15:33.900Z\",\"verdict\":\"FORWARDED\",\"IP\":{\"source\":"
                    + "\"198.51.100.10\",\"destination\":\"10.0.0.181\"},\"l4\":{\"TCP\":{\"source_port\":443,"
                    + "\"destination_port\":56816}},\"Type\":\"L7\",\"l7\":{\"type\":\"RESPONSE\",\"http\":{"
                    + "\"code\":200,\"method\":\"GET\",\"url\":\"https://app.example.test/\"}},"
                    + "\"event_type\":{\"type\":129},\"is_reply\":true}}")
            .diagnose());
  }
}
