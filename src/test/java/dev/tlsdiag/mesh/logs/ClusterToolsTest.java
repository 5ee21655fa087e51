package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.yaml.YamlText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kubectl and cilium-dbg print. */
class ClusterToolsTest {
  private static List<Sighting> events(String text) {
    return Lines.read(sink -> new KubernetesEvents("events", sink), text);
  }

  private static List<Sighting> cilium(String text) {
    return Lines.read(sink -> new CiliumDbg("dbg", sink), text);
  }

  @Test
  void aTableOfEvents() {
    List<Sighting> all =
        events(
            """
            LAST SEEN   TYPE      REASON        OBJECT                MESSAGE
            2m13s       Warning   FailedMount   pod/mediabot          MountVolume.SetUp failed for volume "ca" : secret "interception-ca" not found
            5m          Normal    Scheduled     pod/mediabot          Successfully assigned default/mediabot to kind-worker
            10s         Warning   Unhealthy     pod/web-5d9c7b6f4-x   Readiness probe failed: Get "https://10.0.0.7:8443/healthz": remote error: tls: handshake failure
            10s         Warning   Unhealthy     pod/web-5d9c7b6f4-x   Liveness probe failed: Get "http://10.0.0.7:8080/": dial tcp 10.0.0.7:8080: connect: connection refused
            """);
    assertEquals(
        List.of(Event.CONFIGURATION, Event.OTHER, Event.TLS_FAILED, Event.CONNECT_FAILED),
        all.stream().map(Sighting::event).toList());
    assertEquals("interception-ca", Lines.of(all.get(0), Attribute.SECRET));
    assertEquals("mediabot", Lines.of(all.get(0), Attribute.CLIENT_POD));
    assertEquals("UNKNOWN TLS_FAILED -> 10.0.0.7:8443", Lines.brief(all.get(2)));
    assertEquals("UNKNOWN CONNECT_FAILED -> 10.0.0.7:8080", Lines.brief(all.get(3)));
  }

  @Test
  void aWideTableOfAllNamespaces() {
    List<Sighting> all =
        events(
            """
            NAMESPACE   LAST SEEN   TYPE      REASON        OBJECT         SUBOBJECT   SOURCE               MESSAGE                        FIRST SEEN   COUNT   NAME
            default     2m          Warning   FailedMount   pod/mediabot               kubelet, node1       secret "x" not found           4m           3       mediabot.17
            """);
    assertEquals("default/mediabot", Lines.of(all.get(0), Attribute.CLIENT_POD));
    assertEquals("3", Lines.of(all.get(0), Attribute.ATTEMPTS));
    assertEquals("secret \"x\" not found", Lines.of(all.get(0), Attribute.MESSAGE));
  }

  @Test
  void atTheEndOfADescription() {
    List<Sighting> all =
        events(
            """
            Name:             mediabot
            Namespace:        media
            Status:           Pending
            Events:
              Type     Reason       Age                From               Message
              ----     ------       ----               ----               -------
              Normal   Scheduled    2m                 default-scheduler  Successfully assigned media/mediabot to node1
              Warning  FailedMount  58s (x8 over 2m)   kubelet            MountVolume.SetUp failed for volume "tls" : references non-existent secret key: ca.crt
            """);
    assertEquals(2, all.size());
    assertEquals("media/mediabot", Lines.of(all.get(1), Attribute.CLIENT_POD));
    assertEquals("ca.crt", Lines.of(all.get(1), Attribute.SECRET));
    assertEquals(Event.CONFIGURATION, all.get(1).event());
  }

  @Test
  void eventsAsResources() {
    Manifests manifests =
        Manifests.of(
            new YamlText(
                "events.yaml",
                """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Event
                  count: 4
                  involvedObject: {kind: Pod, name: mediabot}
                  lastTimestamp: "2024-05-22T05:28:05Z"
                  message: 'secret "x" not found'
                  metadata: {name: mediabot.17, namespace: default}
                  reason: FailedMount
                  type: Warning
                - apiVersion: v1
                  kind: Pod
                  metadata: {name: mediabot}
                """));
    List<Sighting> all =
        manifests.resources().stream().map(KubernetesEvents::of).flatMap(Optional::stream).toList();
    assertEquals(1, all.size());
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:05Z")), all.get(0).time());
    assertEquals("default/mediabot", Lines.of(all.get(0), Attribute.CLIENT_POD));
  }

  @Test
  void namesThatCiliumLearned() {
    List<Sighting> all =
        cilium(
            """
            Endpoint   Source       FQDN          TTL   ExpirationTime             IPs
            2296       lookup       yahoo.com.    30    2025-10-29T21:25:06.199Z   98.137.11.163,74.6.231.20
            2296       connection   google.com.   0     2025-10-29T21:31:24.977Z   142.250.81.238

            Endpoint   FQDN                TTL      ExpirationTime             IPs
            2761       help.twitter.com.   604800   2019-07-16T17:57:38.179Z   104.244.42.67,104.244.42.195
            """);
    assertEquals(3, all.size());
    assertEquals("yahoo.com", Lines.of(all.get(0), Attribute.QUERY));
    assertEquals("98.137.11.163,74.6.231.20", Lines.of(all.get(0), Attribute.ADDRESSES));
    assertEquals("30", Lines.of(all.get(0), Attribute.TTL_SECONDS));
    assertEquals("help.twitter.com", Lines.of(all.get(2), Attribute.QUERY));
    assertEquals(Event.LOOKUP_ANSWERED, all.get(2).event());
  }

  @Test
  void theDatapathsPolicies() {
    List<Sighting> all =
        cilium(
            """
            POLICY   DIRECTION   LABELS (source:key[=value])   PORT/PROTO        PROXY PORT   AUTH TYPE   BYTES        PACKETS    PREFIX
            Allow    Ingress     reserved:host                 ANY               NONE         disabled    1965348      29778      0
            Allow    Egress      fqdn:httpbin.org              443/TCP           10234        disabled    0            0          24
                                 reserved:world
            """);
    assertEquals(2, all.size());
    assertEquals("", Lines.of(all.get(0), Attribute.PROXY_PORT));
    assertEquals("10234", Lines.of(all.get(1), Attribute.PROXY_PORT));
    assertEquals("EGRESS", Lines.of(all.get(1), Attribute.DIRECTION));
    assertEquals(
        "Cilium's datapath: Allow Egress fqdn:httpbin.org 443/TCP into the proxy at port 10234",
        all.get(1).what());
  }

  @Test
  void endpoints() {
    List<Sighting> all =
        cilium(
            """
            ENDPOINT   POLICY (ingress)   POLICY (egress)   IDENTITY   LABELS (source:key[=value])   IPv6   IPv4         STATUS
                       ENFORCEMENT        ENFORCEMENT
            2585       Disabled           Enabled           24948      k8s:class=mediabot                   10.0.0.181   ready
                                                                       k8s:org=empire
            """);
    assertEquals(1, all.size());
    assertEquals("10.0.0.181", Lines.of(all.get(0), Attribute.ADDRESSES));
    assertEquals("k8s:class=mediabot", Lines.of(all.get(0), Attribute.CLIENT_LABELS));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KVStore:                 Ok   Disabled | ''
          Cilium:                  Ok   1.15.3 (v1.15.3-22dfbc58) | OTHER
          Proxy Status:            OK, ip 10.0.0.114, 2 redirects active on ports 10000-20000, Envoy: embedded | OTHER
          Proxy Status:            No managed proxy redirect, error | CONFIGURATION
          Controller Status:       45/45 healthy | ''
          Controller Status:       43/45 healthy | CONFIGURATION
          Hubble:                  Warning   Server not initialized | CONFIGURATION
          """)
  void status(String line, String expected) {
    List<Sighting> all = cilium(line + "\n");
    assertEquals(expected, all.isEmpty() ? "" : all.get(0).event().toString());
  }

  @Test
  void theAgentsLog() {
    List<Sighting> all =
        Lines.read(
            sink -> new CiliumAgentLog("agent.log", sink),
            """
            level=info msg="Regenerated endpoint" subsys=endpoint
            time="2024-05-22T05:28:05Z" level=warning msg="Unable to read TLS secret" error="secrets \\"x\\" not found" secretName=x subsys=policy
            {"time":"2024-05-22T05:28:06Z","level":"error","msg":"Failed to import policy","error":"bad","subsys":"k8s"}
            no log line
            """);
    assertEquals(2, all.size());
    assertEquals(Event.CONFIGURATION, all.get(0).event());
    assertEquals(
        "Unable to read TLS secret: secrets \"x\" not found",
        Lines.of(all.get(0), Attribute.MESSAGE));
    assertEquals("x", Lines.of(all.get(0), Attribute.SECRET));
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:06Z")), all.get(1).time());
  }

  @Test
  void listsInJson() throws IOException {
    List<Sighting> all = new ArrayList<>();
    CiliumDbgJson json = new CiliumDbgJson("fqdn-cache.json", all::add);
    json.read(
        new ByteArrayInputStream(
            """
            [
              {"endpoint-id": 2395, "fqdn": "www.google.com.", "ips": ["74.125.206.105", "74.125.206.103"],
               "lookup-time": "2019-01-15T15:27:40.395Z", "ttl": 3600},
              {"endpointSelector": {}, "labels": [
                {"key": "io.cilium.k8s.policy.name", "value": "fqdn"},
                {"key": "io.cilium.k8s.policy.namespace", "value": "default"}]}
            ]
            Revision: 12
            """
                .getBytes(StandardCharsets.UTF_8)));
    assertEquals(2, all.size());
    assertEquals("www.google.com", Lines.of(all.get(0), Attribute.QUERY));
    assertEquals("74.125.206.105,74.125.206.103", Lines.of(all.get(0), Attribute.ADDRESSES));
    assertEquals(Optional.of(Instant.parse("2019-01-15T15:27:40.395Z")), all.get(0).time());
    assertEquals("default/fqdn", Lines.of(all.get(1), Attribute.POLICY));
    assertEquals(0, json.tally().unreadable());
  }

  @Test
  void theAgentsVersion() {
    assertEquals(
        "Cilium's agent is version 1.14.2",
        cilium("Client: 1.14.2 a6748946 x go\nDaemon: 1.14.2 a6748946 x go\n").get(0).what());
  }
}
