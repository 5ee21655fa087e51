package dev.tlsdiag.mesh.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvoyAccessLogReaderTest {
  private static List<Sighting> read(String text, String... formats) {
    List<Sighting> seen = new ArrayList<>();
    List<AccessLogFormat> custom = List.of(formats).stream().map(AccessLogFormat::parse).toList();
    EnvoyAccessLogReader reader =
        LogLines.feed(
            text,
            new EnvoyAccessLogReader(
                "access.log", seen::add, new EnvoyAccessLogReader.Formats(custom)));
    assertEquals(Optional.empty(), reader.tally().firstUnreadable());
    return seen;
  }

  private static Sighting one(String line, String... formats) {
    List<Sighting> seen = read(line + "\n", formats);
    assertEquals(1, seen.size());
    return seen.get(0);
  }

  private static String attribute(Sighting one, Attribute name) {
    return one.attribute(name).orElse("");
  }

  @Test
  void readsTheDefaultLayout() {
    Sighting one =
        one(
            "[2016-04-15T20:17:00.310Z] \"POST /api/v1/locations HTTP/2\" 204 - 154 0 226 100"
                + " \"10.0.35.28\" \"nsq2http\" \"cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2\""
                + " \"locations\" \"tcp://10.0.2.1:80\"");
    assertEquals(Event.RESPONSE, one.event());
    assertEquals(Optional.of(Instant.parse("2016-04-15T20:17:00.310Z")), one.time());
    assertEquals(Optional.of(new Endpoint("10.0.2.1", 80)), one.server());
    assertEquals(
        Map.of(
            Attribute.METHOD, "POST",
            Attribute.PATH, "/api/v1/locations",
            Attribute.PROTOCOL, "HTTP/2",
            Attribute.STATUS, "204",
            Attribute.REQUEST_ID, "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2",
            Attribute.AUTHORITY, "locations",
            Attribute.DURATION_MILLIS, "226"),
        one.attributes());
  }

  @Test
  void knowsEnvoysOwnAnswer() {
    Sighting one =
        one(
            "[2023-02-01T21:45:19.998Z] \"GET /?list-type=2 HTTP/1.1\" 503 UF,URX 0 91 4058 - \"-\""
                + " \"aws-cli/2.9.19\" \"2f3c2d0a-8d5e-4d43-9bb5-0a2a5b1c7d31\""
                + " \"mraps3sample.mrap.accesspoint.s3-global.amazonaws.com\""
                + " \"52.219.16.10:443\"");
    assertEquals(Event.LOCAL_REPLY, one.event());
    assertEquals("UF,URX", attribute(one, Attribute.FLAGS));
    assertEquals(Optional.of(new Endpoint("52.219.16.10", 443)), one.server());
    assertEquals(
        "GET mraps3sample.mrap.accesspoint.s3-global.amazonaws.com/?list-type=2 answered 503 by"
            + " Envoy itself, flags UF,URX",
        one.what());
  }

  @Test
  void readsAllOfIstiosLayouts() {
    List<Sighting> seen = read(Samples.text("istio-access.log"));
    assertEquals(
        """
        RESPONSE from 10.44.1.23:46520 to 10.44.1.27:80 sni= cluster=outbound|8000||httpbin.foo.svc.cluster.local
        RESPONSE from 10.44.1.23:37652 to 127.0.0.1:80 sni=outbound_.8000_._.httpbin.foo.svc.cluster.local cluster=inbound|8000||
        CONNECT_FAILED from ? to 10.244.0.17:15008 sni= cluster=connect_originate
        CLOSED from 172.30.109.82:59478 to 172.217.161.36:443 sni=www.google.com cluster=outbound|443||www.google.com
        LOCAL_REPLY from 10.244.0.7:51234 to 10.244.0.30:80 sni= cluster=outbound|80||legacy.default.svc.cluster.local
        NOT_ROUTED from 10.244.0.9:40112 to 10.244.0.17:8080 sni= cluster=
        LOCAL_REPLY from 10.244.0.7:51300 to 151.101.1.67:80 sni= cluster=
        CONNECT_FAILED from 10.244.0.7:51302 to 151.101.1.67:443 sni=edition.example.com cluster=BlackHoleCluster
        LOCAL_REPLY from 10.1.2.3:39998 to 172.20.165.228:80 sni= cluster=PassthroughCluster
        LOCAL_REPLY from ? to ? sni= cluster=
        TLS_FAILED from ? to ? sni= cluster=
        RESPONSE from 10.44.1.23:46520 to 10.44.1.27:80 sni= cluster=outbound|8000||httpbin.foo.svc.cluster.local
        RESPONSE from 10.44.1.23:46520 to 10.44.1.27:80 sni= cluster=outbound|8000||httpbin.foo.svc.cluster.local
        """,
        String.join(
            "",
            seen.stream()
                .map(
                    s ->
                        "%s from %s to %s sni=%s cluster=%s\n"
                            .formatted(
                                s.event(),
                                s.client().map(Endpoint::toString).orElse("?"),
                                s.server().map(Endpoint::toString).orElse("?"),
                                attribute(s, Attribute.SNI),
                                attribute(s, Attribute.CLUSTER)))
                .toList()));
    assertEquals("via_upstream", attribute(seen.get(0), Attribute.DETAILS));
    assertEquals("default", attribute(seen.get(0), Attribute.ROUTE));
    assertEquals("10.0.45.184:8000", attribute(seen.get(0), Attribute.DOWNSTREAM_SERVER));
    assertEquals("10.44.1.23:37652", attribute(seen.get(0), Attribute.UPSTREAM_CLIENT));
    assertEquals(
        "delayed_connect_error:_Connection_refused",
        attribute(seen.get(2), Attribute.TRANSPORT_FAILURE));
    assertEquals("block_all", attribute(seen.get(6), Attribute.ROUTE));
    assertEquals("filter_chain_not_found", attribute(seen.get(5), Attribute.DETAILS));
    assertEquals("some_reason", attribute(seen.get(11), Attribute.TRANSPORT_FAILURE));
    assertEquals("some_reason", attribute(seen.get(12), Attribute.TRANSPORT_FAILURE));
  }

  @Test
  void readsJsonUnderAnyKeys() {
    String istio =
        "{\"start_time\":\"2024-08-27T20:00:10.142Z\",\"route_name\":null,\"method\":\"GET\","
            + "\"path\":\"/x\",\"protocol\":\"HTTP/1.1\",\"response_code\":503,"
            + "\"response_flags\":\"UF\",\"response_code_details\":"
            + "\"upstream_reset_before_response_started{connection_timeout}\","
            + "\"authority\":\"a.example\",\"upstream_host\":\"10.0.0.1:443\",\"duration\":4058,"
            + "\"requested_server_name\":\"a.example\",\"x_custom\":\"1\","
            + "\"downstream_remote_address\":\"10.0.0.9:40000\",\"upstream_cluster\":\"c\"}";
    Sighting one = one(istio);
    assertEquals(Event.LOCAL_REPLY, one.event());
    assertEquals("503", attribute(one, Attribute.STATUS));
    assertEquals("4058", attribute(one, Attribute.DURATION_MILLIS));
    assertEquals("a.example", attribute(one, Attribute.SNI));
    assertEquals(Optional.empty(), one.attribute(Attribute.ROUTE));
    assertEquals(Optional.of(new Endpoint("10.0.0.9", 40000)), one.client());

    Sighting operators =
        one(
            "{\"START_TIME\":\"2024-08-27T20:00:10.142Z\",\"REQ(:METHOD)\":\"GET\","
                + "\":authority\":\"b.example\",\"RESPONSE_CODE\":\"200\","
                + "\"x-envoy-origin-path\":\"/y\",\"UPSTREAM_HOST\":\"-\"}");
    assertEquals("b.example", attribute(operators, Attribute.AUTHORITY));
    assertEquals("/y", attribute(operators, Attribute.PATH));
    assertEquals(Optional.empty(), operators.server());
  }

  @Test
  void takesCustomFormatsApart() {
    String format =
        "%START_TIME(%s.%3f)% up=%UPSTREAM_HOST% sni=\"%REQUESTED_SERVER_NAME%\" %REQ(:METHOD):10%"
            + " %REQ(USER-AGENT)% %REQ(AUTHORIZATION)% 100%% %RESPONSE_CODE% %PROTOCOL%%DURATION%\n";
    Sighting one =
        one(
            "1724788810.142 up=10.0.0.1:443 sni=\"a.example\" GET Mozilla 5 (X 1) secrettoken 100%"
                + " 200 HTTP/1.17",
            format);
    assertEquals(Optional.of(Instant.parse("2024-08-27T20:00:10.142Z")), one.time());
    assertEquals("a.example", attribute(one, Attribute.SNI));
    assertEquals("200", attribute(one, Attribute.STATUS));
    assertEquals(Optional.of(new Endpoint("10.0.0.1", 443)), one.server());
    assertFalse(one.toString().contains("secrettoken"));
  }

  @Test
  void theDefaultFormatReadsAsAFormatToo() {
    String line =
        "[2016-04-15T20:17:00.310Z] \"POST /api HTTP/2\" 204 - 154 0 226 100 \"-\" \"a \"b\" c\""
            + " \"-\" \"locations\" \"10.0.2.1:80\"";
    assertEquals(one(line), one(line, AccessLogFormat.DEFAULT.format()));
  }

  @Test
  void linesOfBothLogsInOneFile() {
    String text =
        Samples.text("seed.log")
            + "\n[2016-04-15T20:17:00.310Z] \"POST /a HTTP/2\" 204 - 154 0 226 100 \"-\" \"-\" \"-\""
            + " \"locations\" \"10.0.2.1:80\"\n";
    List<Sighting> seen = LogLines.read(text);
    assertEquals(Event.LOCAL_REPLY, seen.get(8).event());
    assertEquals(Event.RESPONSE, seen.get(9).event());
  }

  @Test
  void countsWhatItCannotRead() {
    List<Sighting> seen = new ArrayList<>();
    EnvoyAccessLogReader reader =
        LogLines.feed(
            "hello\n{\"a\":1}\n{\"method\":\n[2016-04-15T20:17:00.310Z] x\n",
            new EnvoyAccessLogReader("access.log", seen::add));
    assertEquals(4, reader.tally().unreadable());
    assertEquals(
        Optional.of("line 1: no line of an access log of Envoy"), reader.tally().firstUnreadable());
    assertEquals(List.of(), seen);
  }
}
