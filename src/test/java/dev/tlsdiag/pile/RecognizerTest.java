package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind by its content alone, and what only looks like it. */
class RecognizerTest {
  private static Arguments is(DocumentKind kind, String what, String text) {
    return arguments(kind, what, text);
  }

  static Stream<Arguments> json() {
    return Stream.of(
        is(
            DocumentKind.HUBBLE_FLOWS,
            "wrapped",
            "{\"flow\":{\"time\":\"2023-02-01T21:45:19Z\",\"verdict\":\"FORWARDED\"},\"node_name\":\"n\",\"time\":\"x\"}\n"),
        is(
            DocumentKind.HUBBLE_FLOWS,
            "bare, of an old CLI",
            "{\"time\":\"2020-05-01T00:00:00Z\",\"verdict\":\"DROPPED\",\"IP\":{\"source\":\"10.0.0.1\"}}\n"),
        is(
            DocumentKind.HUBBLE_FLOWS,
            "begins with lost events",
            "{\"lost_events\":{\"source\":\"HUBBLE_RING_BUFFER\",\"num_events_lost\":\"12\"},\"time\":\"x\"}\n"),
        is(
            DocumentKind.HUBBLE_FLOWS,
            "masked to very little",
            "{\"flow\":{\"Summary\":\"TCP Flags: SYN\"},\"node_name\":\"kind\"}\n"),
        is(
            DocumentKind.CILIUM_MONITOR,
            "JSON of the monitor",
            "{\"type\":\"logRecord\",\"observationPoint\":\"Egress\",\"flowType\":\"Request\",\"l7Proto\":\"http\",\"srcEpID\":2585}\n"),
        is(
            DocumentKind.ENVOY_CONFIG_DUMP,
            "pretty printed and cut",
            "{\n \"configs\": [\n  {\n   \"@type\": \"type.googleapis.com/envoy.admin.v3.BootstrapConfigDump\",\n   \"bootstrap\": {"),
        is(
            DocumentKind.ENVOY_CONFIG_DUMP,
            "one part",
            "{\"@type\":\"type.googleapis.com/envoy.admin.v3.ClustersConfigDump\",\"static_clusters\":[]}"),
        is(
            DocumentKind.ENVOY_CLUSTERS,
            "JSON",
            "{\"cluster_statuses\":[{\"name\":\"egress-cluster-tls\"}]}"),
        is(
            DocumentKind.ENVOY_CERTS,
            "certs",
            "{\"certificates\":[{\"ca_cert\":[{\"path\":\"<inline>\"}],\"cert_chain\":[]}]}"),
        is(
            DocumentKind.ENVOY_LISTENERS,
            "JSON",
            "{\"listener_statuses\":[{\"name\":\"a\",\"local_address\":{\"socket_address\":{\"address\":\"0.0.0.0\",\"port_value\":80}}}]}"),
        is(
            DocumentKind.ENVOY_STATS,
            "JSON",
            "{\"stats\":[{\"name\":\"cluster.a.upstream_cx_connect_fail\",\"value\":1}]}"),
        is(
            DocumentKind.ENVOY_SERVER_INFO,
            "server_info",
            "{\"version\":\"a/1.27.2/Clean/RELEASE/BoringSSL\",\"state\":\"LIVE\",\"hot_restart_version\":\"11.104\"}"),
        is(
            DocumentKind.ENVOY_ACCESS_LOG,
            "JSON of Istio",
            "{\"response_code\":503,\"response_flags\":\"UF\",\"start_time\":\"2024-08-27T20:00:10.142Z\",\"upstream_host\":null}\n"),
        is(
            DocumentKind.ENVOY_LOG,
            "JSON, keys of the DaemonSet",
            "{\"Level\":\"debug\",\"Time\":\"2024-05-22\",\"Message\":\"remote close\",\"ConnectionId\":\"52\"}\n"),
        is(
            DocumentKind.PROXY_EVENTS,
            "a connection",
            "{\"schemaVersion\":1,\"kind\":\"connection\",\"id\":1,\"side\":\"upstream\",\"time\":\"2026-01-01T00:00:00Z\",\"steps\":[]}\n"),
        is(
            DocumentKind.PROXY_EVENTS,
            "a request",
            "{\"schemaVersion\":1,\"kind\":\"request\",\"id\":1,\"time\":\"x\",\"method\":\"GET\",\"url\":\"https://a/\",\"status\":503}\n"),
        is(
            DocumentKind.REPORT,
            "compare",
            "{\"schemaVersion\":1,\"tool\":{\"name\":\"tlsdiag\",\"version\":\"1\"},\"verdict\":\"failed\"}"),
        is(
            DocumentKind.HAR,
            "browser",
            "{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"creator\": {\"name\": \"WebInspector\"},\n    \"pages\": [],\n    \"entries\": ["),
        is(
            DocumentKind.MANIFESTS,
            "kubectl get -o json",
            "{\"apiVersion\":\"v1\",\"items\":[{\"apiVersion\":\"cilium.io/v2\",\"kind\":\"CiliumNetworkPolicy\"}],\"kind\":\"List\"}"),
        is(
            DocumentKind.KUBERNETES_EVENTS,
            "kubectl get events -o json",
            "{\"apiVersion\":\"v1\",\"items\":[{\"apiVersion\":\"v1\",\"count\":4,\"kind\":\"Event\"}],\"kind\":\"List\"}"),
        is(
            DocumentKind.CILIUM_DBG,
            "names as JSON",
            "[\n  {\n    \"endpoint-id\": 2395,\n    \"expiration-time\": \"2019-01-15T16:27:40.395Z\",\n    \"fqdn\": \"www.google.com.\",\n    \"ips\": [\n      \"74.125.206.105\"\n    ],\n    \"ttl\": 3600\n  }\n]\n"),
        is(
            DocumentKind.CILIUM_DBG,
            "rules as the agent has them",
            "[\n  {\n    \"endpointSelector\": {\"matchLabels\": {\"any:class\": \"mediabot\"}},\n    \"egress\": [],\n    \"labels\": [{\"key\": \"io.cilium.k8s.policy.name\", \"value\": \"fqdn\", \"source\": \"k8s\"}]\n  }\n]\nRevision: 12\n"),
        is(DocumentKind.TEXT, "some other JSON", "{\"name\":\"x\",\"version\":\"1.0\"}"),
        is(DocumentKind.TEXT, "JSON with a verdict of its own", "{\"verdict\":\"guilty\"}"),
        is(DocumentKind.TEXT, "JSON with a flow of its own", "{\"flow\":\"left\",\"speed\":3}"),
        is(
            DocumentKind.TEXT,
            "a schemaVersion that is not ours",
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}"),
        is(
            DocumentKind.TEXT,
            "certificates that are not Envoy's",
            "{\"certificates\":[\"a\",\"b\"]}"),
        is(DocumentKind.TEXT, "broken from the start", "{\"flow"));
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        is(
            DocumentKind.HUBBLE_FLOWS,
            "compact",
            "Jan  1 00:20:34.567 [k8s1]: 1.1.1.1:31793 (health) <> 2.2.2.2:8080 (ID:12345) policy-verdict:none EGRESS DENIED (TCP Flags: SYN)\n"),
        is(
            DocumentKind.HUBBLE_FLOWS,
            "table",
            "TIMESTAMP             SOURCE          DESTINATION    TYPE            VERDICT   SUMMARY\n"
                + "Jan  1 00:20:34.567   1.1.1.1:31793   2.2.2.2:8080   Policy denied   DROPPED   TCP Flags: SYN\n"),
        is(
            DocumentKind.HUBBLE_FLOWS,
            "dict",
            "  TIMESTAMP: Jan  1 00:20:34.567\n     SOURCE: 1.1.1.1:31793\nDESTINATION: 2.2.2.2:8080\n       TYPE: Policy denied\n    VERDICT: DROPPED\n    SUMMARY: TCP Flags: SYN\n"),
        is(
            DocumentKind.CILIUM_MONITOR,
            "l7",
            "-> Request http from 2585 ([k8s:class=mediabot]) to 0 ([reserved:world]), identity 24948->2, verdict Forwarded GET https://httpbin.org/anything => 0\n"),
        is(
            DocumentKind.CILIUM_MONITOR,
            "drops",
            "Press Ctrl-C to quit\nxx drop (Policy denied) flow 0x8e1ede6c to endpoint 0, ifindex 5, file bpf_lxc.c:1234, , identity 24948->2: 10.0.0.181:56816 -> 52.71.2.3:443 tcp SYN\n"),
        is(
            DocumentKind.ENVOY_LOG,
            "debug",
            "[2024-05-22 05:28:05.360][16][debug][connection] [external/envoy/source/common/network/connection_impl.cc:714] [Tags: \"ConnectionId\":\"4015\"] remote close\n"),
        is(
            DocumentKind.ENVOY_LOG,
            "in the agent's log",
            "level=debug msg=\"[[C31] connecting to 10.244.0.212:8080\" subsys=envoy-connection threadID=492\n"),
        is(
            DocumentKind.ENVOY_LOG,
            "Istio",
            "2024-01-01T00:00:00.000000Z\tdebug\tenvoy connection external/envoy/source/common/network/connection_impl.cc:714\t[Tags: \"ConnectionId\":\"33\"] remote close\tthread=25\n"),
        is(
            DocumentKind.CILIUM_LOG,
            "the agent itself",
            "level=warning msg=\"Unable to get secret\" error=\"secrets \\\"x\\\" not found\" subsys=policy\n"),
        is(
            DocumentKind.ENVOY_ACCESS_LOG,
            "default format",
            "[2016-04-15T20:17:00.310Z] \"POST /api/v1/locations HTTP/2\" 204 - 154 0 226 100 \"10.0.35.28\" \"nsq2http\" \"cc21d9b0\" \"locations\" \"tcp://10.0.2.1:80\"\n"),
        is(
            DocumentKind.ENVOY_ACCESS_LOG,
            "a TCP connection",
            "[2024-08-27T20:00:11.000Z] \"- - -\" 0 NR filter_chain_not_found - \"-\" 0 0 0 - \"-\" \"-\" \"-\" \"-\" \"-\" - - 10.244.0.17:8080 10.244.0.9:40112 - -\n"),
        is(
            DocumentKind.ENVOY_CLUSTERS,
            "text",
            "egress-cluster-tls::observability_name::egress-cluster-tls\negress-cluster-tls::52.219.16.10:443::cx_connect_fail::300\n"),
        is(
            DocumentKind.ENVOY_STATS,
            "text",
            "cluster.egress-cluster-tls.upstream_cx_connect_fail: 300\nserver.state: 0\n"),
        is(
            DocumentKind.ENVOY_STATS,
            "prometheus",
            "# TYPE envoy_cluster_upstream_cx_connect_fail counter\nenvoy_cluster_upstream_cx_connect_fail{envoy_cluster_name=\"egress-cluster-tls\"} 300\n"),
        is(DocumentKind.ENVOY_LISTENERS, "text", "http::0.0.0.0:8080\nadmin::[::1]:9901\n"),
        is(
            DocumentKind.NGINX_ERROR_LOG,
            "plain",
            "2024/05/22 05:28:05 [error] 31#31: *57 SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream, client: 10.0.0.1, server: example.org\n"),
        is(
            DocumentKind.NGINX_ERROR_LOG,
            "behind a container's prefix",
            "2024-05-22T05:28:05.360Z stderr F 2024/05/22 05:28:05 [warn] 1#1: *2 upstream server temporarily disabled\n"),
        is(
            DocumentKind.NGINX_ACCESS_LOG,
            "combined",
            "10.0.0.1 - - [22/May/2024:05:28:05 +0000] \"GET / HTTP/1.1\" 502 157 \"-\" \"curl/8.5.0\"\n"),
        is(
            DocumentKind.HAPROXY_LOG,
            "http behind syslog",
            "May 22 05:28:05 lb haproxy[14389]: 10.0.1.2:33317 [22/May/2024:05:28:05.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} \"GET /index.html HTTP/1.1\"\n"),
        is(
            DocumentKind.HAPROXY_LOG,
            "a failed handshake, no prefix",
            "127.0.0.1:41250 [22/May/2024:05:28:05.655] fe/1: SSL handshake failure\n"),
        is(
            DocumentKind.KUBERNETES_EVENTS,
            "table",
            "LAST SEEN   TYPE      REASON        OBJECT         MESSAGE\n2m          Warning   FailedMount   pod/mediabot   MountVolume.SetUp failed for volume \"ca\" : secret \"x\" not found\n"),
        is(
            DocumentKind.KUBERNETES_EVENTS,
            "YAML",
            "apiVersion: v1\nitems:\n- apiVersion: v1\n  count: 3\n  kind: Event\n  message: x\nkind: List\n"),
        is(
            DocumentKind.MANIFESTS,
            "YAML with a certificate in it",
            "# a policy\napiVersion: v1\nkind: ConfigMap\ndata:\n  ca.crt: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n"),
        is(
            DocumentKind.CERTIFICATES,
            "PEM with text around it",
            "# Example Root\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        is(
            DocumentKind.OPENSSL_S_CLIENT,
            "with the certificate it prints",
            "CONNECTED(00000003)\ndepth=0 CN = a\nverify error:num=18:self-signed certificate\n---\nServer certificate\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nsubject=CN = a\nVerify return code: 18 (self-signed certificate)\n"),
        is(
            DocumentKind.CURL_VERBOSE,
            "a failed handshake",
            "*   Trying 192.0.2.1:443...\n* Connected to a.example (192.0.2.1) port 443 (#0)\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n* TLSv1.3 (IN), TLS alert, unrecognized name (624):\ncurl: (35) error:0A000458\n"),
        is(
            DocumentKind.CILIUM_DBG,
            "names",
            "Endpoint   Source       FQDN          TTL   ExpirationTime             IPs\n2296       lookup       yahoo.com.    30    2025-10-29T21:25:06.199Z   98.137.11.163,74.6.231.20\n"),
        is(
            DocumentKind.CILIUM_DBG,
            "policy map in Markdown",
            "# cilium-dbg bpf policy get --all --numeric\n\n```\nPOLICY   DIRECTION   IDENTITY   PORT/PROTO   PROXY PORT   AUTH TYPE   BYTES   PACKETS   PREFIX\nAllow    Egress      2          443/TCP      10234        disabled    0       0         24\n```\n"),
        is(
            DocumentKind.CILIUM_DBG,
            "version",
            "Client: 1.14.2 a6748946 2023-09-09T20:59:33+00:00 go version go1.20.8 linux/amd64\nDaemon: 1.14.2 a6748946 2023-09-09T20:59:33+00:00 go version go1.20.8 linux/amd64\n"),
        is(
            DocumentKind.MITMPROXY_FLOWS,
            "a flow",
            "1541:4:type;4:http;7:version;2:17#9:websocket;0:~8:response;0:~"),
        is(DocumentKind.TEXT, "a list with stars", "* buy milk\n* call home\n> quoted\n"),
        is(DocumentKind.TEXT, "a list of hosts", "a.example:443\nb.example:443\n"),
        is(DocumentKind.TEXT, "a time and a word", "12:30:00 lunch\n2024/05/22 went home\n"),
        is(DocumentKind.TEXT, "nearly a netstring", "1541:99 bottles of beer on the wall\n"),
        is(DocumentKind.TEXT, "YAML that is no manifest", "name: x\nversion: 1\n"),
        is(DocumentKind.EMPTY, "white space", "\n  \n"),
        is(DocumentKind.EMPTY, "nothing", ""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"json", "lines"})
  void byContent(DocumentKind kind, String what, String text) {
    assertEquals(kind, Recognizer.recognise("x", text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A byte order mark and the line breaks of Windows change nothing. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"json", "lines"})
  void asWindowsWritesIt(DocumentKind kind, String what, String text) {
    String windows = text.isEmpty() ? "" : "\ufeff" + text.replace("\n", "\r\n");
    assertEquals(kind, Recognizer.recognise("x", windows.getBytes(StandardCharsets.UTF_8)));
  }

  /** A name says little; content wins. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"json", "lines"})
  void underAMisleadingName(DocumentKind kind, String what, String text) {
    if (kind != DocumentKind.TEXT) {
      assertEquals(kind, Recognizer.recognise("a.pcap", text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void capturesByTheirMagic() throws IOException {
    byte[] pcap = Files.readAllBytes(Path.of("samples", "sni-lost", "combined.pcap"));
    DocumentKind kind = Recognizer.recognise("x.txt", Arrays.copyOf(pcap, 100));
    assertEquals(true, kind == DocumentKind.PCAP || kind == DocumentKind.PCAPNG);
  }

  @Test
  void bytesAreNothingKnown() {
    byte[] bytes = new byte[5000];
    new Random(1).nextBytes(bytes);
    bytes[0] = 7;
    assertEquals(DocumentKind.UNKNOWN, Recognizer.recognise("x", bytes));
  }

  /** Whatever comes, an answer comes, and soon. */
  @Test
  void anyBeginningHasAKind() {
    Random random = new Random(42);
    Object[] samples = Stream.concat(json(), lines()).map(a -> a.get()[2]).toArray();
    for (int i = 0; i < 3000; i++) {
      byte[] bytes =
          ((String) samples[random.nextInt(samples.length)]).getBytes(StandardCharsets.UTF_8);
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      for (int j = 0; j < random.nextInt(6) && cut.length > 0; j++) {
        cut[random.nextInt(cut.length)] = (byte) random.nextInt(256);
      }
      Recognizer.recognise("x", cut);
    }
  }
}
