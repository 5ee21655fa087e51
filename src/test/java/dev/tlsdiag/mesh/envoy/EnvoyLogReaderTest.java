package dev.tlsdiag.mesh.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tlsdiag.Golden;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.trace.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvoyLogReaderTest {
  @Test
  void tellsTheStoryOfAServerThatStaysSilentWithoutSni() {
    List<Sighting> seen = LogLines.read(Samples.text("seed.log"));
    assertEquals(
        """
        ACCEPTED DOWNSTREAM C4 from 10.0.0.181:56816
        ACCEPTED DOWNSTREAM C4 from 10.0.0.181:56816
        REQUEST DOWNSTREAM C4 from 10.0.0.181:56816
        ROUTED DOWNSTREAM C4 from 10.0.0.181:56816
        CONNECTING UPSTREAM C8 for C4 to 52.219.16.10:443
        CONNECTED UPSTREAM C8 for C4 to 52.219.16.10:443
        CONNECT_TIMEOUT UPSTREAM C8 for C4 to 52.219.16.10:443
        RESET UPSTREAM C8 for C4 to 52.219.16.10:443
        LOCAL_REPLY DOWNSTREAM C4 from 10.0.0.181:56816
        """,
        LogLines.shortly(seen));
    assertEquals(
        """
        connection from 10.0.0.181:56816 accepted
        the client sent server_name mraps3sample.mrap.accesspoint.s3-global.amazonaws.com
        request GET mraps3sample.mrap.accesspoint.s3-global.amazonaws.com/?list-type=2
        cluster egress-cluster-tls chosen
        TCP to 52.219.16.10:443 begun
        TCP to 52.219.16.10:443 connected
        connect timeout: TCP was connected, and nothing more came
        the try failed: connection failure, Envoy knows no reason
        Envoy answers 503 by itself: upstream_reset_before_response_started{connection_failure}
        """,
        String.join("\n", seen.stream().map(Sighting::what).toList()) + "\n");
    assertEquals(Optional.of(Instant.parse("2023-01-05T20:29:15.612Z")), seen.get(0).time());
    assertEquals(new Evidence.LogLine("x.log", 28), seen.get(6).evidence());
    assertEquals(503, seen.get(8).status().orElseThrow());
    assertEquals(
        Optional.of("2f3c2d0a-8d5e-4d43-9bb5-0a2a5b1c7d31"),
        seen.get(2).attribute(Attribute.REQUEST_ID));
    assertEquals(Optional.of("egress-cluster-tls"), seen.get(4).attribute(Attribute.CLUSTER));
  }

  @Test
  void keepsNoCredentials() {
    String all = LogLines.read(Samples.text("seed.log")).toString();
    assertFalse(all.contains("AKIAEXAMPLE"), all);
    assertFalse(all.contains("verysecret"), all);
  }

  /** Where only the end was quoted, the reset says for whom the connection was. */
  @Test
  void joinsATimeoutWithTheResetThatFollowsIt() {
    assertEquals(
        """
        ROUTED DOWNSTREAM C1
        CONNECT_TIMEOUT UPSTREAM C8 for C4
        RESET UPSTREAM C8 for C4
        LOCAL_REPLY DOWNSTREAM C4
        CLOSED UNKNOWN C4015
        """,
        LogLines.shortly(LogLines.read(Samples.text("quoted.log"))));
  }

  @Test
  void readsEveryFormOfALine() {
    String text =
        """
        [2024-05-22 05:28:05.360][16][debug][connection] [external/envoy/source/common/network/connection_impl.cc:714] [Tags: "ConnectionId":"4015"] connecting to 10.0.0.1:443
        [2024-05-22 05:28:05.360][16][debug][connection] [C31] connecting to 10.0.0.2:443
        level=debug msg="[[C32] connecting to 10.0.0.3:443" subsys=envoy-connection threadID=492
        time="2024-05-22T05:28:05Z" level=debug msg="[[Tags: \\"ConnectionId\\":\\"33\\"] connecting to 10.0.0.4:443" subsys=envoy-connection threadID=492
        {"Level":"debug","Time":"2024-05-22T05:28:05.360Z","Message":"connecting to 10.0.0.5:443","ConnectionId":"52","Component":"connection"}
        2024-01-01T00:00:00.000000Z\tdebug\tenvoy connection external/envoy/source/common/network/connection_impl.cc:714\t[Tags: "ConnectionId":"53"] connecting to 10.0.0.6:443\tthread=25
        2024-05-22T05:28:05.360123456Z stderr F [2024-05-22 05:28:05.360][16][debug][connection] [C54] connecting to [2001:db8::1]:443
        {"log":"[2024-05-22 05:28:05.360][16][debug][connection] [C55] connecting to 10.0.0.7:443\\n","stream":"stderr","time":"2024-05-22T05:28:05.36Z"}
        [pod/cilium-envoy-x/cilium-envoy] [2024-05-22 05:28:05.360][16][debug][connection] [C56] connecting to 10.0.0.8:443
        """;
    List<Sighting> seen = new ArrayList<>();
    EnvoyLogReader reader = LogLines.feed(text, new EnvoyLogReader("x.log", seen::add));
    assertEquals(
        """
        CONNECTING UPSTREAM C4015 to 10.0.0.1:443
        CONNECTING UPSTREAM C31 to 10.0.0.2:443
        CONNECTING UPSTREAM C32 to 10.0.0.3:443
        CONNECTING UPSTREAM C33 to 10.0.0.4:443
        CONNECTING UPSTREAM C52 to 10.0.0.5:443
        CONNECTING UPSTREAM C53 to 10.0.0.6:443
        CONNECTING UPSTREAM C54 to [2001:db8::1]:443
        CONNECTING UPSTREAM C55 to 10.0.0.7:443
        CONNECTING UPSTREAM C56 to 10.0.0.8:443
        """,
        LogLines.shortly(seen));
    assertEquals(9, reader.tally().records());
    assertEquals(0, reader.tally().unreadable());
    assertEquals(Optional.empty(), seen.get(2).time());
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:05Z")), seen.get(3).time());
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:05.360Z")), seen.get(4).time());
  }

  @Test
  void readsAFormWithinAForm() {
    String inner =
        "level=debug msg=\\\"[[C32] connecting to 10.0.0.3:443\\\" subsys=envoy-connection";
    assertEquals(
        "CONNECTING UPSTREAM C32 to 10.0.0.3:443\n",
        LogLines.shortly(LogLines.read("{\"log\":\"" + inner + "\",\"stream\":\"stderr\"}\n")));
  }

  @Test
  void takesHeadersOutOfTheAgentsLine() {
    List<Sighting> seen =
        LogLines.read(
            "level=debug msg=\"[[C1][S2] request headers complete (end_stream=true):\\n"
                + "':authority', 'artii.herokuapp.com'\\n':path', '/make'\\n':method', 'GET'\\n\""
                + " subsys=envoy-http threadID=1\n");
    assertEquals("request GET artii.herokuapp.com/make", seen.get(0).what());
  }

  @Test
  void tellsTlsFailuresOfBothSidesApart() {
    String text =
        """
        [2024-05-22 05:28:05.360][16][debug][conn_handler] [Tags: "ConnectionId":"1"] new connection from 10.0.0.9:40000
        [2024-05-22 05:28:05.361][16][debug][connection] [Tags: "ConnectionId":"1"] remote address:10.0.0.9:40000,TLS_error:|268436504:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end
        [2024-05-22 05:28:05.362][16][debug][connection] [Tags: "ConnectionId":"2"] connecting to 10.0.0.1:443
        [2024-05-22 05:28:05.363][16][debug][connection] [Tags: "ConnectionId":"2"] remote address:10.0.0.1:443,TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end
        [2024-05-22 05:28:05.363][16][debug][pool] [Tags: "ConnectionId":"2"] client disconnected, failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end
        [2024-05-22 05:28:05.364][16][debug][connection] [C7] TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER
        [2024-05-22 05:28:05.365][16][debug][connection] [C8] delayed connect error: 111
        [2024-05-22 05:28:05.366][16][debug][connection] [C9] immediate connect error: 99|Cannot assign requested address
        """;
    List<Sighting> seen = LogLines.read(text);
    assertEquals(
        """
        ACCEPTED DOWNSTREAM C1 from 10.0.0.9:40000
        TLS_FAILED DOWNSTREAM C1 from 10.0.0.9:40000
        CONNECTING UPSTREAM C2 to 10.0.0.1:443
        TLS_FAILED UPSTREAM C2 to 10.0.0.1:443
        TLS_FAILED UNKNOWN C7
        CONNECT_FAILED UPSTREAM C8
        CONNECT_FAILED UPSTREAM C9
        """,
        LogLines.shortly(seen));
    assertEquals(
        Optional.of(
            "TLS_error:|268436504:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end"),
        seen.get(1).attribute(Attribute.TRANSPORT_FAILURE));
  }

  @Test
  void readsWhatCiliumsFiltersSay() {
    String text =
        """
        [2024-05-22 05:28:05.360][16][debug][filter] [Tags: "ConnectionId":"1"] cilium.network: policy DENY on id: 2 port: 443 sni: "x.example"
        [2024-05-22 05:28:05.360][16][debug][filter] cilium.l7policy: Pod 10.0.0.181 HTTP egress policy DENY on proxy_id: 0 id: 16777223 port: 443
        [2024-05-22 05:28:05.360][16][trace][filter] [Tags: "ConnectionId":"1"] cilium.network: Passing SNI x.example to upstream connection
        [2024-05-22 05:28:05.360][16][warning][connection] [Tags: "ConnectionId":"2"] cilium.tls_wrapper: Could not get client TLS context for pod 10.0.0.181 on destination IP 52.1.2.3 (id 16777223) port 443 sni "api.example.com" and raw socket is not allowed
        [2022-11-22 05:28:05.360][16][warning][connection] cilium.tls_wrapper: Could not get client TLS context for port 443!
        [2022-11-22 05:28:05.360][16][warning][connection] cilium.tls_wrapper: Policy not found for port 443!
        [2024-05-22 05:28:05.360][16][debug][filter] [C3] EGRESS POD IP: 10.0.0.181, destination IP: 52.1.2.3 sni: ""
        """;
    List<Sighting> seen = LogLines.read(text);
    assertEquals(
        """
        DENIED DOWNSTREAM C1
        DENIED DOWNSTREAM from 10.0.0.181:0
        OTHER UPSTREAM for C1
        CONFIGURATION UPSTREAM C2 from 10.0.0.181:0 to 52.1.2.3:443
        CONFIGURATION UPSTREAM
        CONFIGURATION DOWNSTREAM
        ACCEPTED DOWNSTREAM C3 from 10.0.0.181:0
        """,
        LogLines.shortly(seen));
    assertEquals(Optional.of("x.example"), seen.get(0).attribute(Attribute.SNI));
    assertEquals(Optional.of("x.example"), seen.get(2).attribute(Attribute.UPSTREAM_SNI));
    assertEquals(Optional.of("api.example.com"), seen.get(3).attribute(Attribute.SNI));
    assertEquals("the client sent no server_name", seen.get(6).what());
    assertEquals(Optional.of("52.1.2.3"), seen.get(6).attribute(Attribute.DOWNSTREAM_SERVER));
  }

  /** Every message that is known, with what it becomes. */
  @Test
  void knowsEveryMessage() {
    List<Sighting> seen = LogLines.read(Samples.text("messages.log"));
    StringBuilder table = new StringBuilder();
    for (Sighting one : seen) {
      table
          .append(((Evidence.LogLine) one.evidence()).line())
          .append("  ")
          .append(LogLines.shortly(one))
          .append("\n    ")
          .append(one.what())
          .append('\n');
    }
    Golden.assertMatches("mesh/envoy-messages.txt", table.toString());
  }

  /** Retries make further connections for the same stream; another client's are not mixed in. */
  @Test
  void joinsEachTryWithItsStream() {
    String text =
        """
        [2024-05-22 05:28:05.360][16][debug][router] [C1][S5] cluster 'a' match for URL '/'
        [2024-05-22 05:28:05.360][17][debug][router] [C2][S6] cluster 'b' match for URL '/'
        [2024-05-22 05:28:05.360][16][debug][client] [C3] connecting
        [2024-05-22 05:28:05.360][16][debug][connection] [C3] connecting to 10.0.0.1:443
        [2024-05-22 05:28:05.360][17][debug][client] [C4] connecting
        [2024-05-22 05:28:05.360][17][debug][connection] [C4] connecting to 10.0.0.2:443
        [2024-05-22 05:28:05.460][16][debug][pool] [C3] connect timeout
        [2024-05-22 05:28:05.460][16][debug][router] [C1][S5] upstream reset: reset reason: connection failure, transport failure reason:
        [2024-05-22 05:28:05.460][16][debug][router] [C1][S5] performing retry
        [2024-05-22 05:28:05.460][16][debug][client] [C5] connecting
        [2024-05-22 05:28:05.460][16][debug][connection] [C5] connecting to 10.0.0.1:443
        [2024-05-22 05:28:05.461][16][debug][connection] [C1] remote close
        [2024-05-22 05:28:05.461][16][debug][client] [C6] connecting
        [2024-05-22 05:28:05.461][16][debug][connection] [C2] remote close
        [2024-05-22 05:28:05.461][16][debug][connection] [C6] connecting to 10.0.0.3:443
        """;
    assertEquals(
        """
        ROUTED DOWNSTREAM C1
        ROUTED DOWNSTREAM C2
        CONNECTING UPSTREAM C3 for C1 to 10.0.0.1:443
        CONNECTING UPSTREAM C4 for C2 to 10.0.0.2:443
        CONNECT_TIMEOUT UPSTREAM C3 for C1 to 10.0.0.1:443
        RESET UPSTREAM C3 for C1 to 10.0.0.1:443
        RETRY UPSTREAM for C1
        CONNECTING UPSTREAM C5 for C1 to 10.0.0.1:443
        CLOSED UNKNOWN C1
        CLOSED UNKNOWN C2
        CONNECTING UPSTREAM C6 to 10.0.0.3:443
        """,
        LogLines.shortly(LogLines.read(text)));
  }

  @Test
  void countsWhatIsNoLogAndKeepsOn() {
    String text =
        """
        hello
        [2024-05-22 05:28:05.360][16][info][main] initializing epoch 0
          a line that belongs to it
        2024-01-01T00:00:00.000000Z\tinfo\tads\tXDS: Incremental Pushing
        level=info msg="Regenerated endpoint" subsys=endpoint
        """;
    EnvoyLogReader reader = LogLines.feed(text, new EnvoyLogReader("x.log", unused -> {}));
    assertEquals(3, reader.tally().records());
    assertEquals(1, reader.tally().unreadable());
    assertEquals(Optional.of("line 1: no line of Envoy's log"), reader.tally().firstUnreadable());
  }
}
