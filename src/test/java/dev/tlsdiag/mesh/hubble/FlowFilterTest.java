package dev.tlsdiag.mesh.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row for each flag: which of the sample flows it lets through. */
class FlowFilterTest {
  /** Ten of the samples, and four that have what those lack. */
  private static final String MORE =
      """
      {"flow":{"uuid":"u-1","IP":{"source":"fd00::1","source_xlated":"192.0.2.9","destination":"fd00::2","ipVersion":"IPv6","encrypted":true},"l4":{"ICMPv6":{"type":133}},"source":{"cluster_name":"prod-1","workloads":[{"name":"web","kind":"Deployment"}],"labels":["k8s:app=web","k8s:tier=front"]},"destination":{"identity":1},"node_name":"k8s1","node_labels":["zone=a"],"interface":{"index":2,"name":"eth0"},"trace_context":{"parent":{"trace_id":"t-7"}},"ip_trace_id":{"trace_id":"1234"},"event_type":{"type":4,"sub_type":11}}}
      {"flow":{"l4":{"TCP":{"source_port":1,"destination_port":2,"flags":{"SYN":true,"ACK":true}}},"destination_service":{"name":"tiefighter","namespace":"deathstar"},"source":{"namespace":"deathstar","pod_name":"x"},"traffic_direction":"INGRESS","event_type":{"type":5},"verdict":"AUDIT","is_reply":true}}
      {"flow":{"Summary":"TLS ClientHello SNI: app.example.test; ok","l4":{"TCP":{"source_port":5,"destination_port":6}}}}
      {"flow":{"Summary":"TLS ClientHello without SNI; reset by server","l4":{"SCTP":{"source_port":5,"destination_port":6}}}}
      """;

  private static final List<FlowRecord> FLOWS =
      FlowLog.read(FlowLog.resource("flows.jsonl") + MORE).flows;

  private static String passing(FlowSelection selection) {
    return IntStream.range(0, FLOWS.size())
        .filter(i -> selection.test(FLOWS.get(i)))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(" "));
  }

  /** Flags as on a command line; {@code --not} is tested with the command. */
  private static FlowFilterDraft draft(String flags) {
    FlowFilterDraft draft = new FlowFilterDraft();
    for (String flag : flags.split(" (?=--)", -1)) {
      String[] parts = flag.substring(2).split(" ", 2);
      assertTrue(FlowFilterDraft.knows(parts[0]), flag);
      draft.add(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return draft;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --pod mediabot                           | 2 3 4 5 6 7 8 9
          --pod default/media                      | 2 3 4 5 6 7 8 9
          --pod kube-system/coredns                | 2 3
          --pod coredns                            |
          --from-pod mediabot                      | 2 4 5 6 8 9
          --to-pod mediabot                        | 3 7
          --to-pod kube-system/                    | 2
          --namespace kube-system                  | 2 3
          --from-namespace kube-system             | 3
          --to-namespace kube-system               | 2
          --to-namespace kube-system --from-pod med | 2
          --namespace deathstar --service tie      | 11
          --all-namespaces                         | 0 2 3 4 5 6 7 8 9 11
          --from-all-namespaces                    | 0 2 3 4 5 6 8 9 11
          --to-all-namespaces                      | 0 2 3 7
          --service deathstar/tiefighter           | 11
          --to-service deathstar/tie               | 11
          --from-service deathstar/tie             |
          --workload coredns                       | 2 3
          --workload Deployment/web                | 10
          --workload DaemonSet/web                 |
          --from-workload coredns                  | 3
          --to-workload coredns                    | 2
          --label org=empire                       | 2 3 4 5 6 7 8 9
          --label k8s:k8s-app=kube-dns             | 2 3
          --label any:k8s-app                      | 2 3
          --label reserved:world                   | 4 5 6 7 8 9
          --from-label app=web,tier!=back          | 10
          --from-label app=web,tier=back           |
          --from-label app in (api, web)           | 10
          --from-label app,!canary                 | 10
          --to-label class=mediabot                | 3 7
          --ip 52.219.16.10                        | 4 5 6 7 8
          --from-ip 52.219.16.0/24                 | 7
          --to-ip 10.0.0.0/8                       | 0 2 3 7
          --ip fd00::/16                           | 10
          --snat-ip 192.0.2.0/24                   | 10
          --ipv6                                   | 10
          --ipv4                                   | 0 2 3 4 5 6 7 8 9
          --ip-version none                        | 1 11 12 13
          --fqdn example.com                       | 9
          --fqdn *.amazonaws.com                   | 4 5 6 7
          --to-fqdn *.AMAZONAWS.com.               | 4 5 6
          --from-fqdn mraps3sample*                | 7
          --sni app.*                              | 12
          --no-sni                                 | 13
          --port 53                                | 2 3
          --from-port 443                          | 7
          --to-port 443                            | 4 5 6 8 9
          --port 80 --port 8080                    | 0 1
          --protocol udp                           | 2 3
          --protocol http                          | 6 7 8
          --protocol dns                           | 2 3
          --protocol icmp                          | 10
          --protocol icmpv4                        |
          --protocol SCTP                          | 13
          --tcp-flags SYN                          | 0 4 5 9 11
          --tcp-flags syn,ack                      | 11
          --verdict DROPPED                        | 0 1 8 9
          --verdict REDIRECTED --verdict AUDIT     | 4 11
          --drop-reason-desc POLICY_DENIED         | 0 1 9
          --type drop                              | 1
          --type l7                                | 2 3 6 7 8
          --type policy-verdict                    | 4 9 11
          --type trace                             | 5 10
          --type trace:to-proxy                    | 5
          --type trace:to-network                  | 10
          --type 4:1                               | 5
          --type drop:133                          | 1
          --traffic-direction ingress              | 11
          --traffic-direction EGRESS               | 2 3 4 5 6 7 8 9
          --http-status 503                        | 7
          --http-status 5+                         | 7
          --http-status 2+                         |
          --http-method get                        | 6 7
          --http-method get --http-method delete   | 6 7 8
          --http-path ^/key$                       | 8
          --http-path list-type                    |
          --http-url list-type=2                   | 6 7
          --http-header user-agent:aws-cli/2.9.19  | 6
          --identity world                         | 9
          --identity 24948                         | 2 3 4 5 6 7 8 9
          --from-identity 4                        | 1
          --to-identity reserved:host              | 10
          --cluster prod-*                         | 10
          --from-cluster default                   | 2 3 4 5 6 8 9
          --to-cluster default                     | 2 3 7
          --node-name k8s*                         | 1 10
          --node-name kind-kind/                   | 0 2 3 4 5 6 7 8 9
          --node-name kind-worker                  | 0 2 3 4 5 6 7 8 9
          --node-label zone=a                      | 10
          --interface eth0                         | 10
          --encrypted                              | 10
          --unencrypted                            | 0 1 2 3 4 5 6 7 8 9
          --trace-id t-7                           | 10
          --ip-trace-id 1234                       | 10
          --uuid u-1                               | 10
          --uuid u-1 --port 53                     |
          """)
  void letsThrough(String flags, String flows) {
    FlowSelection selection = new FlowSelection(draft(flags).filters(), List.of());
    assertEquals(flows == null ? "" : flows, passing(selection), flags);
  }

  /** What {@code --print-raw-filters} prints is the same filter when it is read again. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --pod mediabot --to-port 443          | {"source_pod":["mediabot"],"destination_port":["443"]}
          --type trace:to-proxy                 | {"event_type":[{"type":4,"match_sub_type":true,"sub_type":1}]}
          --tcp-flags SYN,ACK                   | {"tcp_flags":[{"SYN":true,"ACK":true}]}
          --verdict DROPPED                     | {"verdict":["DROPPED"]}
          --http-header user-agent:aws-cli/2.9.19 | {"http_header":[{"key":"user-agent","value":"aws-cli/2.9.19"}]}
          --to-workload Deployment/coredns      | {"destination_workload":[{"name":"coredns","kind":"Deployment"}]}
          --from-identity world                 | {"source_identity":[2]}
          --interface eth0                      | {"interface":[{"name":"eth0"}]}
          --ipv6                                | {"ip_version":["IPv6"]}
          --encrypted                           | {"encrypted":[true]}
          """)
  void asJson(String flags, String json) {
    List<FlowFilter> made = draft(flags).filters();
    assertEquals(json, FlowFilterJson.text(made.get(0)));
    List<FlowFilter> read = FlowFilterJson.parse(json);
    assertEquals(
        passing(new FlowSelection(List.of(made.get(0)), List.of())),
        passing(new FlowSelection(read, List.of())));
  }

  @Test
  void severalObjectsAreAlternatives() {
    List<FlowFilter> filters =
        FlowFilterJson.parse(
            "{\"sourcePod\":[\"mediabot\"],\"dns_query\":[\"mrap\"]} {\"reply\":[true]}");
    assertEquals("2 3 7 11", passing(new FlowSelection(filters, List.of())));
    assertEquals("0 1 4 5 6 8 9 10 12 13", passing(new FlowSelection(List.of(), filters)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --verdict GONE               | 'GONE' is no verdict of Hubble; there are VERDICT_UNKNOWN, FORWARDED, DROPPED, ERROR, AUDIT, REDIRECTED, TRACED, TRANSLATED
          --port 65536                 | '65536' is no number up to 65535
          --ip 10.0.0.300              | '10.0.0.300' is no IP address and no block like 10.0.0.0/8
          --http-status 6+             | '6+' is no status: 404, or 5+ for all that begin so
          --type tracing               | 'tracing' is no event type: capture, drop, l7, policy-verdict, trace, trace-sock
          --fqdn a b                   | ' ' in 'a b' belongs to no host name or pattern
          --http-path [                | '[' is no regular expression: Unclosed character class
          --tcp-flags SIN              | 'SIN' are no TCP flags
          --label =x                   | '=x' is no label selector
          --http-header x              | 'x' is not NAME:VALUE
          --port 1 --to-port 2         | '--port' and '--to-port' do not go together
          --pod a --from-ip 10.0.0.1   | '--pod' and '--from-ip' do not go together
          """)
  void saysWhatIsWrong(String flags, String problem) {
    String message = problem.replaceAll("^\\(|\\)$", "");
    var e = assertThrows(IllegalArgumentException.class, () -> draft(flags).filters());
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                     | no JSON
          [1]                   | a FlowFilter is a JSON object
          {"pod":["x"]}         | a FlowFilter has no field 'pod'
          """)
  void saysWhatIsWrongInJson(String json, String problem) {
    var e = assertThrows(IllegalArgumentException.class, () -> FlowFilterJson.parse(json));
    assertTrue(e.getMessage().startsWith(problem), e.getMessage());
  }
}
