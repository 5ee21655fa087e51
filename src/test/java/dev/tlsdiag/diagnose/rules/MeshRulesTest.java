package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.experiment.evidence.Evidences;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What flows, logs and configuration come to: a row for each pattern that is known. */
class MeshRulesTest {
  private static final String NAMES = "\"destination_names\":[\"app.example.test\"],";
  private static final String TO_PROXY =
      NAMES + "\"trace_observation_point\":\"TO_PROXY\",\"proxy_port\":14536,";
  private static final String VERDICT = "{\"type\":5}";
  private static final String TRACE = "{\"type\":4,\"sub_type\":1}";
  private static final String DENIED =
      "\"drop_reason\":133,\"drop_reason_desc\":\"POLICY_DENIED\",";
  private static final String DENY_RULE =
      "\"drop_reason\":181,\"drop_reason_desc\":\"POLICY_DENY\",";
  private static final String AUTH = "\"drop_reason\":189,\"drop_reason_desc\":\"AUTH_REQUIRED\",";
  private static final String LATENCY = "\"latency_ns\":\"4058681986\",";

  private static String syn(String verdict, String more) {
    return Flows.out("33.884", verdict, Flows.set("SYN"), VERDICT, more);
  }

  private static String toProxy(String time, String... flags) {
    return Flows.out(time, "FORWARDED", Flows.set(flags), TRACE, TO_PROXY);
  }

  private static String back(String time, String point, String... flags) {
    return Flows.tcp(
        time,
        "FORWARDED",
        56816,
        Flows.set(flags),
        "{\"type\":4}",
        Flows.NAMED,
        true,
        "\"trace_observation_point\":\"" + point + "\",");
  }

  private static String plain(String time, String point, String... flags) {
    return Flows.out(
        time,
        "FORWARDED",
        Flows.set(flags),
        "{\"type\":4,\"sub_type\":5}",
        NAMES + "\"trace_observation_point\":\"" + point + "\",");
  }

  static Stream<Arguments> flows() {
    String asked = Flows.dns("33.860", "FORWARDED", "app.example.test", false, "");
    String answered =
        Flows.dns(
            "33.862",
            "FORWARDED",
            "app.example.test",
            true,
            "\"ips\":[\"198.51.100.10\"],\"ttl\":30,\"rrtypes\":[\"A\"],");
    return Stream.of(
        arguments(
            "a name resolves, and no rule is for it",
            "hop1 error high policy-drop-on-syn",
            Evidences.of().flows(asked, answered, syn("DROPPED", NAMES + DENIED))),
        arguments(
            "a deny rule",
            "hop1 error high policy-drop-on-syn",
            Evidences.of().flows(syn("DROPPED", NAMES + DENY_RULE))),
        arguments(
            "mutual authentication is required",
            "hop1 error high policy-drop-on-syn",
            Evidences.of().flows(syn("DROPPED", NAMES + AUTH))),
        arguments(
            "a name may not be asked for",
            "hop1 error high dns-proxy-refused",
            Evidences.of().flows(Flows.dns("33.860", "DROPPED", "other.example.test", false, ""))),
        arguments(
            "interception works",
            "same",
            Evidences.of()
                .flows(
                    asked,
                    answered,
                    syn("REDIRECTED", NAMES),
                    toProxy("33.885", "SYN"),
                    Flows.http("33.900", "FORWARDED", "GET", 0, false, ""),
                    Flows.http("33.950", "FORWARDED", "GET", 200, true, LATENCY))),
        arguments(
            "Envoy answers 503 after a connect timeout",
            "hop2 error low upstream-connect-timeout",
            Evidences.of()
                .flows(
                    syn("REDIRECTED", NAMES),
                    toProxy("33.885", "SYN"),
                    Flows.http("33.900", "FORWARDED", "GET", 0, false, ""),
                    Flows.http("37.950", "FORWARDED", "GET", 503, true, LATENCY))),
        arguments(
            "a request that no HTTP rule is for",
            "hop1 error high policy-403-access-denied",
            Evidences.of()
                .flows(
                    syn("REDIRECTED", NAMES),
                    Flows.http("33.900", "DROPPED", "DELETE", 0, false, ""))),
        arguments(
            "denied in the proxy, and not for a request",
            "hop1 error medium sni-policy-deny",
            Evidences.of()
                .flows(
                    syn("REDIRECTED", NAMES),
                    "{\"flow\":{\"time\":\"2026-11-20T14:15:33.890Z\",\"verdict\":\"DROPPED\","
                        + "\"IP\":{\"source\":\"10.0.0.181\",\"destination\":\"198.51.100.10\"},"
                        + "\"l4\":{\"TCP\":{\"source_port\":56816,\"destination_port\":443}},"
                        + "\"source\":"
                        + Flows.MEDIABOT
                        + ",\"destination\":"
                        + Flows.NAMED
                        + ",\"Type\":\"L7\",\"l7\":{\"type\":\"REQUEST\"},"
                        + "\"event_type\":{\"type\":129},\"is_reply\":false}}")),
        arguments(
            "the server resets after the first data",
            "hop1 error low reset-after-client-hello",
            Evidences.of()
                .flows(
                    plain("33.885", "TO_STACK", "SYN"),
                    back("33.890", "TO_ENDPOINT", "SYN", "ACK"),
                    plain("33.891", "TO_STACK", "ACK", "PSH"),
                    back("33.895", "TO_ENDPOINT", "RST"))),
        arguments(
            "silence behind the first data",
            "hop1 error low silence-after-client-hello",
            Evidences.of()
                .flows(
                    plain("33.885", "TO_STACK", "SYN"),
                    back("33.890", "TO_ENDPOINT", "SYN", "ACK"),
                    plain("33.891", "TO_STACK", "ACK", "PSH"),
                    plain("36.000", "TO_STACK", "ACK", "FIN"))),
        arguments(
            "a SYN that is sent again and again",
            "hop1 error low syn-unanswered",
            Evidences.of()
                .flows(
                    plain("33.885", "TO_STACK", "SYN"),
                    plain("34.890", "TO_STACK", "SYN"),
                    plain("36.900", "TO_STACK", "SYN"))),
        arguments(
            "an address that was a name's an hour ago",
            "hop1 error medium fqdn-address-aged-out",
            Evidences.of()
                .flows(
                    answered,
                    Flows.tcp(
                            "33.884",
                            "DROPPED",
                            56816,
                            Flows.set("SYN"),
                            VERDICT,
                            "{\"identity\":2,\"labels\":[\"reserved:world\"]}",
                            false,
                            DENIED)
                        .replace("T14:15:", "T15:15:"))),
        arguments(
            "a client that resets what it has closed",
            "same",
            Evidences.of()
                .flows(
                    plain("33.885", "TO_STACK", "SYN"),
                    back("33.890", "TO_ENDPOINT", "SYN", "ACK"),
                    plain("33.891", "TO_STACK", "ACK", "PSH"),
                    back("33.895", "TO_ENDPOINT", "ACK", "PSH"),
                    plain("33.900", "TO_STACK", "ACK", "FIN"),
                    plain("33.901", "TO_STACK", "RST"))),
        arguments(
            "a connection without a proxy that is answered",
            "same",
            Evidences.of()
                .flows(
                    plain("33.885", "TO_STACK", "SYN"),
                    back("33.890", "TO_ENDPOINT", "SYN", "ACK"),
                    plain("33.891", "TO_STACK", "ACK", "PSH"),
                    back("33.895", "TO_ENDPOINT", "ACK", "PSH"),
                    plain("36.000", "TO_STACK", "ACK", "FIN"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("flows")
  void flowsOfHubble(String name, String expected, Evidences evidence) {
    assertEquals(expected, evidence.answer(), name);
  }

  /** A record in the layout that Istio configures. */
  static String record(
      String request,
      String status,
      String flags,
      String details,
      String failure,
      String authority,
      String upstream,
      String cluster,
      String local,
      String sni,
      String route) {
    return ("[2024-08-27T20:00:10.142Z] \"%s\" %s %s %s - \"%s\" 0 0 41 - \"-\" \"curl/8.9.1\""
            + " \"58c0e2c6-1111-4a4a-9d9d-0123456789ab\" \"%s\" \"%s\" %s 10.244.0.7:51300 %s"
            + " 10.244.0.7:51234 %s %s")
        .formatted(
            request, status, flags, details, failure, authority, upstream, cluster, local, sni,
            route);
  }

  private static String upstreamFailed(String flags, String details, String failure) {
    return record(
        "GET /a HTTP/1.1",
        "503",
        flags,
        details,
        failure,
        "api.example.test",
        "198.51.100.10:443",
        "outbound|443||api.example.test",
        "10.96.12.7:443",
        "-",
        "default");
  }

  private static String tls(String error) {
    return "TLS_error:|" + error + ":TLS_error_end";
  }

  private static final String RESET = "upstream_reset_before_response_started{";
  private static final String VERIFY =
      "268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED";

  static Stream<Arguments> accessLogs() {
    return Stream.of(
        arguments(
            "the application's own 503",
            "hop2 error high server-made-status",
            Evidences.of().accessLog(upstreamFailed("-", "via_upstream", "-"))),
        arguments(
            "names that do not match, by the counter",
            "hop2 error medium certificate-wrong-name",
            Evidences.of()
                .accessLog(upstreamFailed("UF,URX", RESET + "x}", tls(VERIFY)))
                .counter("cluster.outbound|443||api.example.test.ssl.fail_verify_san", 3)),
        arguments(
            "names that do not match, by the words",
            "hop2 error high certificate-wrong-name",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF,URX",
                        RESET + "x}",
                        tls(VERIFY + ":verify_cert_failed:_verify_SAN_list")))),
        arguments(
            "an authority that is not known, by the words",
            "hop2 error high upstream-bundle-lacks-issuer",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF",
                        RESET + "x}",
                        tls(VERIFY + ":unable_to_get_local_issuer_certificate")))),
        arguments(
            "an authority, a date, an intermediate, by the counter",
            "hop2 error medium proxy-tls-error",
            Evidences.of()
                .accessLog(upstreamFailed("UF", RESET + "x}", tls(VERIFY)))
                .counter("cluster.outbound|443||api.example.test.ssl.fail_verify_error", 3)),
        arguments(
            "TLS to a port that speaks plain text",
            "hop2 error high plaintext-upstream-port",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF,URX",
                        RESET + "x}",
                        tls("268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER")))),
        arguments(
            "a timeout without a word",
            "hop2 error low upstream-connect-timeout",
            Evidences.of().accessLog(upstreamFailed("UF", RESET + "connection_timeout}", "-"))),
        arguments(
            "refused at once",
            "hop2 error high connection-refused",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF", RESET + "x}", "delayed_connect_error:_Connection_refused"))),
        arguments(
            "alert 40",
            "hop2 error low handshake-failure-alert",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF",
                        RESET + "x}",
                        tls(
                            "268436496:SSL_routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE")))),
        arguments(
            "alert 112",
            "hop2 error high sni-refused-by-server",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF",
                        RESET + "x}",
                        tls("268436568:SSL_routines:OPENSSL_internal:TLSV1_UNRECOGNIZED_NAME")))),
        arguments(
            "alert 70",
            "hop2 error high protocol-version-refused",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF",
                        RESET + "x}",
                        tls(
                            "268436526:SSL_routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION")))),
        arguments(
            "alert 116",
            "hop2 error high client-certificate-required",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF",
                        RESET + "x}",
                        tls(
                            "268436572:SSL_routines:OPENSSL_internal:TLSV1_CERTIFICATE_REQUIRED")))),
        arguments(
            "a name that no chain of the listener has",
            "hop1 error medium sni-no-filter-chain-match",
            Evidences.of()
                .accessLog(
                    record(
                        "- - -",
                        "0",
                        "NR",
                        "filter_chain_not_found",
                        "-",
                        "-",
                        "-",
                        "-",
                        "10.244.0.17:443",
                        "other.example.test",
                        "-"))),
        arguments(
            "a secret that was never delivered",
            "hop2 error high tls-secret-not-delivered",
            Evidences.of()
                .accessLog(
                    upstreamFailed(
                        "UF,URX",
                        RESET + "connection_failure,TLS_error:_Secret_is_not_supplied_by_SDS}",
                        "TLS_error:_Secret_is_not_supplied_by_SDS"))),
        arguments(
            "no healthy server",
            "hop2 error medium proxy-made-status",
            Evidences.of().accessLog(upstreamFailed("UH", "no_healthy_upstream", "-"))),
        arguments(
            "closed before a response",
            "hop1 error low proxy-made-status",
            Evidences.of().accessLog(upstreamFailed("UC", RESET + "connection_termination}", "-"))),
        arguments(
            "what the client has of Envoy's words",
            "hop1 error medium proxy-made-status",
            Evidences.of()
                .curl(
                    "* Connected to web.example.test (192.0.2.1) port 443",
                    "> GET / HTTP/1.1",
                    "< HTTP/1.1 503 Service Unavailable",
                    "< server: envoy",
                    "<",
                    "upstream connect error or disconnect/reset before headers. reset reason:"
                        + " connection failure")),
        arguments(
            "REGISTRY_ONLY, a request",
            "hop1 error high registry-only-blackhole",
            Evidences.of()
                .accessLog(
                    record(
                        "GET / HTTP/1.1",
                        "502",
                        "-",
                        "direct_response",
                        "-",
                        "edition.example.test",
                        "-",
                        "-",
                        "198.51.100.67:80",
                        "-",
                        "block_all"))),
        arguments(
            "REGISTRY_ONLY, TLS",
            "hop1 error high registry-only-blackhole",
            Evidences.of()
                .accessLog(
                    record(
                        "- - -",
                        "0",
                        "UH",
                        "-",
                        "-",
                        "-",
                        "-",
                        "BlackHoleCluster",
                        "198.51.100.67:443",
                        "edition.example.test",
                        "-"))),
        arguments(
            "plain text to a listener of mutual TLS",
            "hop1 error low strict-mtls-receives-plaintext",
            Evidences.of()
                .accessLog(
                    record(
                        "- - -",
                        "0",
                        "NR",
                        "filter_chain_not_found",
                        "-",
                        "-",
                        "-",
                        "-",
                        "10.244.0.17:8080",
                        "-",
                        "-"))),
        arguments(
            "a Host with its port",
            "hop1 error medium host-has-port-no-route",
            Evidences.of()
                .accessLog(
                    record(
                        "GET / HTTP/1.1",
                        "404",
                        "NR",
                        "route_not_found",
                        "-",
                        "web.example.test:8080",
                        "-",
                        "-",
                        "10.96.0.9:8080",
                        "-",
                        "-"))),
        arguments(
            "forbidden by a role",
            "hop1 error high policy-403-access-denied",
            Evidences.of()
                .accessLog(
                    record(
                        "GET / HTTP/1.1",
                        "403",
                        "-",
                        "rbac_access_denied_matched_policy[none]",
                        "-",
                        "web.example.test",
                        "-",
                        "inbound|8080||",
                        "10.244.0.17:8080",
                        "-",
                        "default"))),
        arguments(
            "a request that worked",
            "same",
            Evidences.of()
                .accessLog(
                    record(
                        "GET / HTTP/1.1",
                        "200",
                        "-",
                        "via_upstream",
                        "-",
                        "web.example.test",
                        "10.244.0.17:8080",
                        "outbound|80||web.default.svc.cluster.local",
                        "10.96.0.9:80",
                        "-",
                        "default"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accessLogs")
  void accessLogsOfEnvoy(String name, String expected, Evidences evidence) {
    assertEquals(expected, evidence.answer(), name);
  }

  private static String log(String component, String message) {
    return "[2026-11-20 14:15:33.885][446][debug][%s] %s".formatted(component, message);
  }

  static Stream<Arguments> logs() {
    String accepted = log("conn_handler", "[C4] new connection from 10.0.0.181:56816");
    return Stream.of(
        arguments(
            "a server_name that policy does not allow",
            "hop1 error high sni-policy-deny",
            Evidences.of()
                .envoyLog(
                    accepted,
                    log(
                        "filter",
                        "[C4] cilium.network: policy DENY on id: 2 port: 443 sni:"
                            + " \"app.example.test\""))),
        arguments(
            "a request that policy does not allow",
            "hop1 error high policy-403-access-denied",
            Evidences.of()
                .envoyLog(
                    accepted,
                    log(
                        "filter",
                        "[C4][S7205163356431684926] cilium.l7policy: Pod 10.0.0.181 HTTP egress"
                            + " policy DENY on proxy_id: 0 id: 16777223 port: 443"))),
        arguments(
            "no TLS context for the name",
            "hop2 error high tls-context-missing-for-sni",
            Evidences.of()
                .envoyLog(
                    accepted,
                    "[2026-11-20 14:15:33.885][446][warning][connection] [C8] cilium.tls_wrapper:"
                        + " Could not get client TLS context for pod 10.0.0.181 on destination IP"
                        + " 198.51.100.10 (id 16777223) port 443 sni \"app.example.test\" and raw"
                        + " socket is not allowed")),
        arguments(
            "the client does not trust the proxy",
            "hop1 error high untrusted-internal-ca",
            Evidences.of()
                .envoyLog(
                    accepted,
                    log(
                        "connection",
                        "[C4] remote address:10.0.0.181:56816,TLS_error:|268436504:SSL"
                            + " routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end"))));
  }

  private static String nginx(String message) {
    return ("2026/11/20 14:15:33 [error] 31#31: *41 %s while SSL handshaking to upstream, client:"
            + " 192.0.2.61, server: app.example.test, request: \"GET / HTTP/1.1\", upstream:"
            + " \"https://198.51.100.10:443/\", host: \"app.example.test\"")
        .formatted(message);
  }

  static Stream<Arguments> nginxLogs() {
    return Stream.of(
        arguments(
            "an authority that nginx does not know",
            "hop2 error high upstream-bundle-lacks-issuer",
            Evidences.of()
                .nginxErrorLog(
                    nginx(
                        "upstream SSL certificate verify error: (20:unable to get local issuer"
                            + " certificate)"))),
        arguments(
            "another name in the certificate",
            "hop2 error high certificate-wrong-name",
            Evidences.of()
                .nginxErrorLog(
                    nginx("upstream SSL certificate does not match \"api.example.test\""))),
        arguments(
            "plain text behind nginx",
            "hop2 error high plaintext-upstream-port",
            Evidences.of()
                .nginxErrorLog(
                    nginx(
                        "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version"
                            + " number)"))),
        arguments(
            "a name that nginx does not send by itself",
            "hop2 error medium upstream-sni-missing",
            Evidences.of()
                .nginxErrorLog(
                    nginx(
                        "SSL_do_handshake() failed (SSL: error:0A000458:SSL routines::tlsv1"
                            + " unrecognized name:SSL alert number 112)"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nginxLogs")
  void logsOfNginx(String name, String expected, Evidences evidence) {
    assertEquals(expected, evidence.answer(), name);
  }

  private static String connection(String flags, String details, String cluster, String sni) {
    return record(
        "- - -",
        "0",
        flags,
        details,
        "-",
        "-",
        "10.20.0.5:443",
        cluster,
        "198.51.100.67:443",
        sni,
        "-");
  }

  private static String resource(String kind, String api, String name, String more) {
    return "apiVersion: %s\nkind: %s\nmetadata: {name: %s, namespace: default}\n%s\n---\n"
        .formatted(api, kind, name, more);
  }

  static Stream<Arguments> resources() {
    String entry =
        resource(
            "ServiceEntry",
            "networking.istio.io/v1",
            "legacy",
            "spec:\n  hosts: [db.example.test]\n  ports: [{number: 443, name: tcp, protocol:"
                + " TCP}]\n  resolution: STATIC\n  endpoints: [{address: 10.20.0.5}]");
    String strict =
        resource(
            "PeerAuthentication",
            "security.istio.io/v1",
            "default",
            "spec: {mtls: {mode: STRICT}}");
    String pod =
        resource(
            "Pod",
            "v1",
            "web",
            "spec: {containers: [{name: istio-proxy, image: proxyv2}]}\n"
                + "status: {podIP: 198.51.100.67}");
    String rule =
        resource(
                "ServiceEntry",
                "networking.istio.io/v1",
                "web",
                "spec:\n  hosts: [app.example.test]\n  ports: [{number: 443, name: tls, protocol:"
                    + " TLS}]\n  resolution: DNS")
            + resource(
                "DestinationRule",
                "networking.istio.io/v1",
                "web",
                "spec: {host: app.example.test, trafficPolicy: {tls: {mode: SIMPLE}}}");
    return Stream.of(
        arguments(
            "an entry for TCP that takes the whole port",
            "hop2 error high port-hijacked-by-other-serviceentry",
            Evidences.of()
                .accessLog(
                    connection("-", "-", "outbound|443||db.example.test", "app.example.test"))
                .yaml(entry)),
        arguments(
            "plain text to a pod whose port is STRICT",
            "hop1 error high strict-mtls-receives-plaintext",
            Evidences.of()
                .accessLog(connection("NR", "filter_chain_not_found", "-", "-"))
                .yaml(strict + pod)),
        arguments(
            "TLS of the client in TLS of its sidecar",
            "hop2 error high double-tls",
            Evidences.of()
                .accessLog(
                    connection("UF,URX", "-", "outbound|443||app.example.test", "app.example.test"))
                .yaml(rule)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("resources")
  void resourcesOfIstio(String name, String expected, Evidences evidence) {
    assertEquals(expected, evidence.answer(), name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("logs")
  void logsOfEnvoy(String name, String expected, Evidences evidence) {
    assertEquals(expected, evidence.answer(), name);
  }
}
