package dev.tlsdiag.mesh.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminDocumentsTest {
  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void readsClustersAsText() throws UnreadableDumpException {
    String text =
        Samples.text("clusters.txt")
            + """
            outlier::success_rate_average::-1
            outbound|80||a.b::outlier::success_rate_average::-1
            outbound|80||a.b::[2001:db8::1]:80::cx_total::5
            outbound|80||a.b::[2001:db8::1]:80::hostname::x.example
            outbound|80||a.b::[2001:db8::1]:80::health_flags::/failed_active_hc
            xds-grpc-cilium::/var/run/cilium/xds.sock::cx_total::1
            """;
    EnvoyClusters clusters = EnvoyClusters.parse("clusters", bytes(text));
    assertEquals(
        List.of("egress-cluster-tls", "outbound|80||a.b", "xds-grpc-cilium"),
        clusters.clusters().stream()
            .map(EnvoyClusters.Status::name)
            .filter(name -> !name.isEmpty())
            .toList());
    EnvoyClusters.Status tls = clusters.cluster("egress-cluster-tls").orElseThrow();
    EnvoyClusters.Host host = tls.hosts().get(0);
    assertEquals("52.219.16.10:443", host.address());
    assertEquals(300, host.counter("cx_connect_fail"));
    assertEquals(300, tls.total("rq_error"));
    assertTrue(host.neverConnects());
    assertEquals("healthy", host.health());
    EnvoyClusters.Host six = clusters.cluster("outbound|80||a.b").orElseThrow().hosts().get(0);
    assertEquals("[2001:db8::1]:80", six.address());
    assertEquals("x.example", six.hostname());
    assertEquals("/failed_active_hc", six.health());
    assertFalse(six.neverConnects());
  }

  @Test
  void readsClustersAsJson() throws UnreadableDumpException {
    EnvoyClusters clusters =
        EnvoyClusters.parse(
            "clusters.json",
            bytes(
                """
                {"cluster_statuses":[{"name":"egress-cluster-tls","host_statuses":[{
                 "address":{"socket_address":{"address":"52.219.16.10","port_value":443}},
                 "stats":[{"name":"cx_connect_fail","value":"300"},{"type":"GAUGE","name":"cx_active"},
                  {"name":"cx_total","value":"300"}],
                 "health_status":{"eds_health_status":"HEALTHY","failed_active_health_check":true},
                 "weight":1}]}]}
                """));
    EnvoyClusters.Host host = clusters.clusters().get(0).hosts().get(0);
    assertEquals("52.219.16.10:443", host.address());
    assertTrue(host.neverConnects());
    assertEquals(0, host.counter("cx_active"));
    assertEquals("/failed_active_health_check", host.health());
  }

  @Test
  void readsCerts() throws UnreadableDumpException {
    EnvoyCerts certs =
        EnvoyCerts.parse(
            "certs",
            bytes(
                """
                {"certificates":[
                 {"ca_cert":[{"path":"\\u003cinline\\u003e","serial_number":"66c9fcf99bf8c0a39f02f0","days_until_expiration":"3649",
                   "valid_from":"2021-01-01T00:00:00Z","expiration_time":"2034-10-18T05:14:31Z"}],
                  "cert_chain":[{"path":"\\u003cinline\\u003e","serial_number":"01","subject_alt_names":[{"dns":"*.mrap.accesspoint.s3-global.amazonaws.com"},{"ip_address":"10.0.0.1"}],
                   "valid_from":"2021-01-01T00:00:00Z","expiration_time":"2022-01-01T00:00:00Z"}]}]}
                """));
    EnvoyCerts.Certificate ca = certs.contexts().get(0).authorities().get(0);
    assertEquals("<inline>", ca.path());
    assertEquals(OptionalLong.of(3649), ca.daysLeft());
    assertTrue(ca.isValidAt(Instant.parse("2024-01-01T00:00:00Z")));
    EnvoyCerts.Certificate own = certs.contexts().get(0).chain().get(0);
    assertEquals(List.of("*.mrap.accesspoint.s3-global.amazonaws.com", "10.0.0.1"), own.names());
    assertEquals(OptionalLong.of(0), own.daysLeft());
    assertFalse(own.isValidAt(Instant.parse("2024-01-01T00:00:00Z")));
  }

  @Test
  void readsServerInfo() throws UnreadableDumpException {
    EnvoyServerInfo info =
        EnvoyServerInfo.parse(
            "server_info",
            bytes(
                """
                {"version":"abc/1.27.2/Clean/RELEASE/BoringSSL","state":"LIVE","hot_restart_version":"11.104",
                 "command_line_options":{"log_level":"info","service_node":"n"},"node":{"id":"i","cluster":"c"},
                 "uptime_current_epoch":"6s","uptime_all_epochs":"6s"}
                """));
    assertEquals(Optional.of(new EnvoyVersion(1, 27, 2)), info.version());
    assertEquals("BoringSSL", info.tlsLibrary());
    assertEquals("info", info.logLevel());
    assertEquals(6, info.uptime().orElseThrow().toSeconds());
  }

  @Test
  void readsListeners() throws UnreadableDumpException {
    EnvoyListeners text =
        EnvoyListeners.parse(
            "listeners", bytes("virtualOutbound::0.0.0.0:15001\nv6::[::]:443\ndup::[::1]:1\n"));
    assertEquals(
        List.of("0.0.0.0:15001", "[::]:443", "[::1]:1"),
        text.addresses().stream().map(EnvoyListeners.Address::address).toList());
    EnvoyListeners json =
        EnvoyListeners.parse(
            "listeners.json",
            bytes(
                """
                {"listener_statuses":[{"name":"l","local_address":{"socket_address":{"address":"::","port_value":443}},
                 "additional_local_addresses":[{"socket_address":{"address":"0.0.0.0","port_value":443}}]}]}
                """));
    assertEquals(
        List.of("[::]:443", "0.0.0.0:443"),
        json.addresses().stream().map(EnvoyListeners.Address::address).toList());
  }

  private static final String TEXT =
      """
      cluster.egress-cluster-tls.upstream_cx_connect_timeout: 300
      cluster.egress-cluster-tls.upstream_cx_connect_fail: 300
      cluster.egress-cluster-tls.ssl.fail_verify_san: 4
      cluster.outbound|8000||httpbin.foo.svc.cluster.local.upstream_rq_503: 7
      cluster.a.client_ssl_socket_factory.upstream_context_secrets_not_ready: 2
      listener.0.0.0.0_443.ssl.connection_error: 9
      listener.0.0.0.0_443.no_filter_chain_match: 1
      tls_inspector.sni_not_found: 3
      http.ingress_http.no_route: 1
      sds.default.update_rejected: 1
      server.live: 1
      cluster.x.upstream_cx_length_ms: P0(nan,1) P25(nan,1.025)
      cluster.x.upstream_rq_time: No recorded values
      """;

  @Test
  void readsStatsAsText() throws UnreadableDumpException {
    EnvoyStats stats = EnvoyStats.parse("stats", bytes(TEXT));
    assertEquals(
        """
        CLUSTER egress-cluster-tls: 300 connects timed out: the server is silent, in TCP or in TLS
        CLUSTER egress-cluster-tls: 300 connects failed, TLS handshakes among them
        CLUSTER egress-cluster-tls: 4 certificates had another name
        CLUSTER outbound|8000||httpbin.foo.svc.cluster.local: 7 answers 503, Envoy's own among them
        CLUSTER a.client_ssl_socket_factory: 2 connections failed for want of a secret
        LISTENER 0.0.0.0_443: 9 handshakes failed, and not at verification: alerts, versions, resets
        LISTENER 0.0.0.0_443: 1 connections were closed: no filter chain matches
        HTTP ingress_http: 1 requests found no route
        SDS default: 1 updates were not taken
        """,
        String.join(
            "",
            stats.failures().stream()
                .map(one -> one.scope() + " " + one.subject() + ": " + one.reading() + "\n")
                .toList()));
    assertEquals(3, stats.others());
    assertEquals(3, stats.value(EnvoyStats.Scope.TLS_INSPECTOR, "", StatCounter.SNI_NOT_FOUND));
    assertEquals(3, stats.counts().get(2).at().line());
  }

  @Test
  void readsStatsAsJsonAndPrometheus() throws UnreadableDumpException {
    EnvoyStats json =
        EnvoyStats.parse(
            "stats.json",
            bytes(
                """
                {"stats":[{"name":"cluster.c.upstream_cx_connect_fail","value":1},
                 {"name":"cluster.c.ssl.handshake","value":0},{"histograms":{}}]}
                """));
    assertEquals(1, json.value(EnvoyStats.Scope.CLUSTER, "c", StatCounter.CX_CONNECT_FAIL));
    assertEquals(2, json.counts().size());
    EnvoyStats prometheus =
        EnvoyStats.parse(
            "metrics",
            bytes(
                """
                # TYPE envoy_cluster_upstream_cx_connect_fail counter
                envoy_cluster_upstream_cx_connect_fail{envoy_cluster_name="egress-cluster-tls"} 300
                envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="egress-cluster-tls"} 100
                envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="egress-cluster-tls"} 100
                envoy_cluster_ssl_fail_verify_san{envoy_cluster_name="a"} 4
                envoy_listener_ssl_connection_error{envoy_listener_address="0.0.0.0_443"} 2
                envoy_server_live{} 1
                """));
    assertEquals(
        """
        egress-cluster-tls CX_CONNECT_FAIL 300
        egress-cluster-tls RQ_503 100
        egress-cluster-tls RQ_5XX 100
        a TLS_FAIL_VERIFY_SAN 4
        0.0.0.0_443 TLS_CONNECTION_ERROR 2
        """,
        String.join(
            "",
            prometheus.counts().stream()
                .map(one -> one.subject() + " " + one.counter() + " " + one.value() + "\n")
                .toList()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clusters    | hello
          clusters    | {"a":1}
          certs       | {"a":1}
          server_info | {"version":"x"}
          listeners   | hello
          stats       | hello
          stats       | {"a":1}
          """)
  void refusesOthers(String kind, String text) {
    assertThrows(
        UnreadableDumpException.class,
        () -> {
          switch (kind) {
            case "clusters" -> EnvoyClusters.parse("x", bytes(text));
            case "certs" -> EnvoyCerts.parse("x", bytes(text));
            case "server_info" -> EnvoyServerInfo.parse("x", bytes(text));
            case "listeners" -> EnvoyListeners.parse("x", bytes(text));
            default -> EnvoyStats.parse("x", bytes(text));
          }
        });
  }
}
