package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProfilesTest {
  private static LocalReply reply(String profile, Kind kind, String detail) {
    UpstreamFailure failure = new UpstreamFailure(kind, detail, Duration.ofMillis(1500));
    return Profiles.named(profile).orElseThrow().replies().apply(failure);
  }

  @Test
  void namesAreThoseOfTheHelpPage() {
    assertEquals(
        List.of(
            "tlsdiag",
            "envoy",
            "cilium-before-sni-fix",
            "cilium",
            "istio-sidecar",
            "nginx",
            "haproxy",
            "mitmproxy"),
        Profiles.ALL.stream().map(Profile::name).toList());
    assertEquals(Optional.empty(), Profiles.named("squid"));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void everyProfileHasAReplyForEveryFailure(Kind kind) {
    for (Profile profile : Profiles.ALL) {
      LocalReply reply = reply(profile.name(), kind, "why \"it\" failed\n");
      assertTrue(reply.status() >= 500 && reply.status() <= 504, profile.name());
      assertFalse(reply.body().isEmpty(), profile.name());
      assertTrue(
          reply.headers().stream().anyMatch(h -> h.name().equalsIgnoreCase("content-type")),
          profile.name());
    }
  }

  /** Status and length as the products send them; the texts are in the tests below. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "envoy, CONNECT_TIMEOUT, 503, 91",
    "envoy, TLS_TIMEOUT, 503, 91",
    "envoy, TLS_CLOSED, 503, 98",
    "envoy, CLOSED, 503, 95",
    "envoy, OVERLOAD, 503, 81",
    "envoy, PROTOCOL, 502, 87",
    "envoy, RESPONSE_TIMEOUT, 504, 24",
    "envoy, RESOLVE, 503, 19",
    "cilium, TLS_TIMEOUT, 503, 114",
    "cilium, TLS_CLOSED, 503, 121",
    "cilium-before-sni-fix, TLS_TIMEOUT, 503, 91",
    "cilium-before-sni-fix, TLS_CLOSED, 503, 91",
    "istio-sidecar, CONNECT_TIMEOUT, 503, 114",
    "nginx, CONNECT, 502, 157",
    "nginx, TLS_ALERT, 502, 157",
    "nginx, TLS_TIMEOUT, 504, 167",
    "haproxy, CONNECT, 503, 107",
    "haproxy, TLS_ALERT, 503, 107",
    "haproxy, TLS_TIMEOUT, 503, 107",
    "haproxy, CLOSED, 502, 107",
    "haproxy, RESPONSE_TIMEOUT, 504, 92",
  })
  void sendsTheBodyOfTheProduct(String profile, Kind kind, int status, int length) {
    LocalReply reply = reply(profile, kind, "");
    assertEquals(status, reply.status());
    assertEquals(length, reply.body().getBytes(StandardCharsets.UTF_8).length, reply.body());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          CONNECT; Connection refused; delayed connect error: Connection refused
          CONNECT; Network is unreachable; immediate connect error: Network is unreachable
          TLS_ALERT; alert 112 unrecognized_name; 268436568 TLSV1_ALERT_UNRECOGNIZED_NAME
          TLS_ALERT; Received fatal alert: handshake_failure; 268436496 SSLV3_ALERT_HANDSHAKE_FAILURE
          TLS_ALERT; error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA; 268436504 TLSV1_ALERT_UNKNOWN_CA
          CERTIFICATE; unable to find valid path; 268435581 CERTIFICATE_VERIFY_FAILED
          TLS; not an SSL record; 268435703 WRONG_VERSION_NUMBER
          """)
  void envoyTellsTheTransportFailure(Kind kind, String detail, String reason) {
    String told =
        reason.replaceFirst(
            "^(\\d+) (.*)$", "TLS_error:|$1:SSL routines:OPENSSL_internal:$2:TLS_error_end");
    assertEquals(
        "upstream connect error or disconnect/reset before headers. reset reason: remote connection"
            + " failure, transport failure reason: "
            + told,
        reply("envoy", kind, detail).body());
  }

  @Test
  void envoyOf2022HasOneReasonForAll() {
    assertEquals(
        "upstream connect error or disconnect/reset before headers. reset reason: connection"
            + " failure, transport failure reason: TLS error: 268436496:SSL"
            + " routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE",
        reply("cilium-before-sni-fix", Kind.TLS_ALERT, "alert 40 handshake_failure").body());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "envoy, server, envoy",
    "cilium, server, envoy",
    "istio-sidecar, server, istio-envoy",
    "nginx, Server, nginx/1.22.1",
    "haproxy, cache-control, no-cache",
    "mitmproxy, Server, mitmproxy 8.1.1",
    "tlsdiag, server, tlsdiag",
  })
  void sendsTheHeadersOfTheProduct(String profile, String name, String value) {
    assertTrue(
        reply(profile, Kind.TLS_TIMEOUT, "").headers().contains(new Header(name, value)), profile);
  }

  @Test
  void itsOwnReplySaysHopAndReasonAsJson() {
    assertEquals(
        """
        {"error":"no answer from the server","hop":"proxy -> server","step":"tls",\
        "reason":"tls-alert","detail":"alert \\"112\\"\\u000a","waitedMs":1500,"by":"tlsdiag"}
        """,
        reply("tlsdiag", Kind.TLS_ALERT, "alert \"112\"\n").body());
  }

  @Test
  void mitmproxyQuotesOpenSsl() {
    assertTrue(
        reply("mitmproxy", Kind.TLS_ALERT, "alert 112 unrecognized_name")
            .body()
            .contains(
                "<p>OpenSSL Error([(&#x27;SSL routines&#x27;, &#x27;&#x27;, &#x27;tlsv1"
                    + " unrecognized name&#x27;)])</p>"));
  }

  /** Names that do not exist would be left out in silence. */
  @Test
  void ciphersAndGroupsAreRegistered() {
    List<String> suites =
        IntStream.range(0, 0x10000).mapToObj(code -> CipherSuite.of(code).name()).toList();
    List<String> groups =
        IntStream.range(0, 0x10000).mapToObj(code -> NamedGroup.of(code).name()).toList();
    for (Profile profile : Profiles.ALL) {
      assertAll(
          profile.name(),
          () -> assertEquals(List.of(), missing(profile.tls().ciphers(), suites)),
          () -> assertEquals(List.of(), missing(profile.tls().groups(), groups)));
    }
  }

  private static List<String> missing(List<String> names, List<String> known) {
    return names.stream().filter(name -> !known.contains(name)).collect(Collectors.toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "tlsdiag, auto, true, true, 0x0303, 0x0304",
    "envoy, none, false, false, 0x0303, 0x0303",
    "cilium-before-sni-fix, none, true, false, 0x0303, 0x0303",
    "cilium, auto, true, true, 0x0303, 0x0303",
    "istio-sidecar, host, true, true, 0x0303, 0x0304",
    "nginx, none, false, false, 0x0301, 0x0303",
    "haproxy, none, true, false, 0x0301, 0x0304",
    "mitmproxy, auto, true, true, 0x0303, 0x0304",
  })
  void speaksTlsAsTheProduct(
      String name, String sni, boolean chain, boolean verifiesName, String min, String max) {
    UpstreamTls tls = Profiles.named(name).orElseThrow().tls();
    assertEquals(sni, tls.sni().text());
    assertEquals(chain, tls.verifyChain());
    assertEquals(verifiesName, tls.verifyName());
    assertEquals(ProtocolVersion.of(Integer.decode(min)), tls.minVersion());
    assertEquals(ProtocolVersion.of(Integer.decode(max)), tls.maxVersion());
  }
}
