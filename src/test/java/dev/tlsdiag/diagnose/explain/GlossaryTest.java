package dev.tlsdiag.diagnose.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.TlsErrorNumber;
import dev.tlsdiag.tls.AlertDescription;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlossaryTest {
  static Stream<AlertDescription> registered() {
    return IntStream.range(0, 256)
        .mapToObj(AlertDescription::of)
        .filter(alert -> !alert.name().equals("unknown_" + alert.code()));
  }

  @ParameterizedTest
  @MethodSource("registered")
  void knowsEveryAlert(AlertDescription alert) {
    Term term = Glossary.named("alert " + alert.code()).get(0);
    assertEquals(alert.name(), term.name());
    assertEquals(List.of(term), Glossary.named(alert.name()));
    assertTrue(Glossary.named("" + alert.code()).contains(term));
    assertFalse(term.side().isEmpty(), "who sends it");
    assertTrue(term.meaning().endsWith("."), term.meaning());
  }

  @Test
  void inventsNoAlert() {
    assertEquals(
        registered().count(),
        Glossary.ALL.stream().filter(term -> term.kind() == Term.Kind.ALERT).count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UH",
        "UF",
        "UO",
        "NR",
        "URX",
        "NC",
        "DT",
        "DC",
        "LH",
        "UT",
        "LR",
        "UR",
        "UC",
        "DI",
        "FI",
        "RL",
        "UAEX",
        "RLSE",
        "IH",
        "SI",
        "DPE",
        "UPE",
        "UMSDR",
        "RFCF",
        "NFCF",
        "OM",
        "DF",
        "DO",
        "NoHealthyUpstream",
        "UpstreamConnectionFailure",
        "UpstreamOverflow",
        "NoRouteFound",
        "UpstreamRetryLimitExceeded",
        "NoClusterFound",
        "DurationTimeout",
        "DownstreamConnectionTermination",
        "FailedLocalHealthCheck",
        "UpstreamRequestTimeout",
        "LocalReset",
        "UpstreamRemoteReset",
        "UpstreamConnectionTermination",
        "DelayInjected",
        "FaultInjected",
        "RateLimited",
        "UnauthorizedExternalService",
        "RateLimitServiceError",
        "InvalidEnvoyRequestHeaders",
        "StreamIdleTimeout",
        "DownstreamProtocolError",
        "UpstreamProtocolError",
        "UpstreamMaxStreamDurationReached",
        "ResponseFromCacheFilter",
        "NoFilterConfigFound",
        "OverloadManagerTerminated",
        "DnsResolutionFailed",
        "DropOverload",
        "DownstreamRemoteReset",
        "UnconditionalDropOverload"
      })
  void knowsEveryFlag(String flag) {
    List<Term> terms = Glossary.named(flag);
    assertEquals(List.of(Term.Kind.ENVOY_FLAG), terms.stream().map(Term::kind).toList());
  }

  @Test
  void readsSeveralFlags() {
    assertEquals(List.of("UF", "URX"), Glossary.named("UF,URX").stream().map(Term::key).toList());
    assertEquals(List.of(), Glossary.named("UF and more"));
  }

  @Test
  void knowsEveryExitCodeOfCurl() {
    IntStream.range(1, 100)
        .forEach(
            code -> {
              List<Term> terms = Glossary.named("curl " + code);
              assertEquals(1, terms.size(), "curl " + code);
              assertEquals(Term.Kind.CURL_EXIT, terms.get(0).kind());
              assertTrue(Glossary.named("" + code).contains(terms.get(0)));
            });
  }

  @Test
  void knowsEveryDropReason() {
    IntStream.rangeClosed(130, 207)
        .filter(code -> code != 159)
        .forEach(code -> assertFalse(Glossary.named("drop " + code).isEmpty(), "drop " + code));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          112                 | ALERT
          SSL alert number 40 | ALERT
          TLS alert 40        | ALERT
          unrecognized_name   | ALERT
          curl: (35)          | CURL_EXIT
          exit code 28        | CURL_EXIT
          curl exit 7         | CURL_EXIT
          503                 | HTTP_STATUS
          HTTP/1.1 503        | HTTP_STATUS
          HTTP 421            | HTTP_STATUS
          errno 107           | ERRNO
          ECONNRESET          | ERRNO
          104                 | ERRNO
          drop reason 133     | DROP_REASON
          POLICY_DENIED       | DROP_REASON
          133                 | DROP_REASON
          flag uf             | ENVOY_FLAG
          uaex                | ENVOY_FLAG
          via_upstream        | ENVOY_DETAIL
          """)
  void findsTheTermThatIsMeant(String wanted, Term.Kind kind) {
    assertEquals(kind, Glossary.named(wanted).get(0).kind());
  }

  @Test
  void tellsAllThatANumberIs() {
    assertEquals(
        List.of(Term.Kind.ALERT, Term.Kind.CURL_EXIT),
        Glossary.named("42").stream().map(Term::kind).toList());
  }

  /** The numbers that OpenSSL and BoringSSL print, with and without the words around them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          268435581 | boringssl:125
          268435703 | boringssl:247
          1408F10B  | openssl:267
          268435736 | boringssl:280
          268435660 | boringssl:204
          268435610 | boringssl:154
          268436496 | 40
          14094410  | 40
          0A000410  | 40
          0A000418  | 48
          268436526 | 70
          0A00042E  | 70
          1404B42E  | 70
          0A000438  | 80
          14094458  | 112
          0A000458  | 112
          0A000126  | openssl:294
          0A000152  | openssl:338
          """)
  void decodesNumbers(String number, String key) {
    assertEquals(
        List.of(key),
        TlsErrorNumber.mentioned("x " + number + " y").stream()
            .map(n -> Glossary.of(n).orElseThrow().key())
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"33556294", "67108971", "id 14000001", "1732200000", "12345678"})
  void leavesOtherNumbersAlone(String number) {
    assertEquals(List.of(), TlsErrorNumber.mentioned(number));
  }
}
