package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.mesh.hubble.DropReason;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.cilium.Pod;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord.Kind;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictRecordsTest {
  private static final Instant TIME = Instant.parse("2026-11-21T12:00:00Z");
  private static final Pod POD = new Pod("default", "web-0", Set.of("k8s:app=web"));
  private static final Endpoint CLIENT = new Endpoint("10.0.0.7", 40_000);
  private static final Endpoint SERVER = new Endpoint("192.0.2.1", 443);
  private static final Ruling.Decider DECIDER =
      new Ruling.Decider(
          Policy.Kind.CILIUM,
          "default/app",
          "spec.egress[0].toPorts[0]",
          new Evidence.ConfigLine("app.yaml", 7, 5));

  private static VerdictRecord verdict(
      Kind kind,
      Ruling.Verdict what,
      Optional<VerdictRecord.Http> http,
      Optional<VerdictRecord.Dns> dns) {
    return new VerdictRecord(
        TIME,
        kind,
        1,
        new Ruling(what, "a reason", List.of(DECIDER), Optional.empty(), List.of()),
        POD,
        CLIENT,
        dns.isPresent() ? new Endpoint("0.0.0.0", 53) : SERVER,
        Peer.world(Optional.of(SERVER.host()), List.of("api.example.test")),
        dns.isPresent() ? "UDP" : "TCP",
        Optional.empty(),
        http,
        dns);
  }

  private static FlowRecord flow(VerdictRecord verdict) {
    return new VerdictFlows(Redaction.ON).of(verdict);
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        arguments(Ruling.Verdict.ALLOWED, Verdict.FORWARDED, 0, 2, "allowed"),
        arguments(Ruling.Verdict.REDIRECTED, Verdict.REDIRECTED, 0, 2, "allowed"),
        arguments(Ruling.Verdict.DENIED_BY_DEFAULT, Verdict.DROPPED, 133, 0, ""),
        arguments(Ruling.Verdict.DENIED_BY_RULE, Verdict.DROPPED, 181, 2, "denied"),
        arguments(Ruling.Verdict.DENIED_SERVER_NAME, Verdict.DROPPED, 133, 2, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("connections")
  void connectionsAsHubbleShowsThem(
      Ruling.Verdict what, Verdict verdict, int reason, int match, String by) {
    FlowRecord flow = flow(verdict(Kind.CONNECTION, what, Optional.empty(), Optional.empty()));
    assertEquals(verdict, flow.verdict());
    assertEquals(reason, DropReason.ofCode(flow.dropReason().code()).code());
    assertEquals(match, flow.policyMatch());
    assertEquals(by.equals("allowed"), !flow.egressAllowedBy().isEmpty());
    assertEquals(by.equals("denied"), !flow.egressDeniedBy().isEmpty());
    assertEquals("10.0.0.7 192.0.2.1", flow.sourceIp() + " " + flow.destinationIp());
    assertEquals(List.of("api.example.test"), flow.destinationNames());
  }

  @Test
  void responsesComeFromTheServerAndHoldNoSecret() {
    VerdictRecord.Http http =
        new VerdictRecord.Http(
            "GET",
            "https://api.example.test/a?token=s3cr3t",
            "h2",
            List.of(new Header("set-cookie", "s3cr3t")),
            OptionalInt.of(200),
            Duration.ofMillis(12));
    VerdictRecord record =
        verdict(Kind.RESPONSE, Ruling.Verdict.REDIRECTED, Optional.of(http), Optional.empty());
    FlowRecord flow = flow(record);
    assertEquals("192.0.2.1", flow.sourceIp());
    assertTrue(flow.summary().startsWith("HTTP/2 200 12ms (GET https://api"), flow.summary());
    assertFalse(flow.toString().contains("s3cr3t"), flow.toString());
    assertFalse(line(record).contains("s3cr3t"), line(record));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(
            new LookupAnswer(
                0,
                List.of("192.0.2.1", "192.0.2.2"),
                Duration.ofSeconds(30),
                List.of("edge.test."),
                List.of("CNAME", "A")),
            "DNS Answer \"192.0.2.1,192.0.2.2\" CNAMEs: \"edge.test.\" TTL: 30"
                + " (Proxy api.example.test. A)"),
        arguments(
            LookupAnswer.of(3),
            "DNS Answer RCode: Non-Existent Domain TTL: 4294967295 (Proxy api.example.test. A)"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answersOfDns(LookupAnswer answer, String summary) {
    VerdictRecord.Dns dns =
        new VerdictRecord.Dns("api.example.test.", "A", Optional.of(answer), Duration.ZERO);
    FlowRecord flow =
        flow(verdict(Kind.RESPONSE, Ruling.Verdict.ALLOWED, Optional.empty(), Optional.of(dns)));
    assertEquals(summary, flow.summary());
    assertEquals("", flow.sourceIp(), "nobody knows which of all addresses it was");
    assertEquals(answer.addresses(), flow.dns().orElseThrow().addresses());
  }

  @Test
  void aLineNamesTheRuleAndItsPlace() {
    assertEquals(
        "Nov 21 12:00:00.000: default/web-0:40000 -> api.example.test:443 policy-verdict EGRESS"
            + " DENIED (TCP): a reason by default/app (app.yaml:7:5)\n",
        line(
            verdict(
                Kind.CONNECTION,
                Ruling.Verdict.DENIED_BY_RULE,
                Optional.empty(),
                Optional.empty())));
  }

  private static String line(VerdictRecord verdict) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveLines lines = new LiveLines(bytes, Theme.PLAIN, ZoneOffset.UTC, Redaction.ON);
    lines.onVerdict(verdict);
    lines.finish(Duration.ofSeconds(10));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
