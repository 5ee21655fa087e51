package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.DropReason;
import dev.tlsdiag.mesh.hubble.EventType;
import dev.tlsdiag.mesh.hubble.FlowAddresses;
import dev.tlsdiag.mesh.hubble.FlowBuilder;
import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowType;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.PolicyMatch;
import dev.tlsdiag.mesh.hubble.PolicyReference;
import dev.tlsdiag.mesh.hubble.TcpFlags;
import dev.tlsdiag.mesh.hubble.TlsSummary;
import dev.tlsdiag.mesh.hubble.TrafficDirection;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.cilium.Pod;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Verdicts as the flows that Hubble would show for them. */
final class VerdictFlows {
  private static final String NODE = "tlsdiag";
  private static final long FIRST_POD_IDENTITY = 256;
  private static final int IDENTITIES = 1 << 15;

  private final Redaction redaction;

  VerdictFlows(Redaction redaction) {
    this.redaction = requireNonNull(redaction, "redaction is null");
  }

  FlowRecord of(VerdictRecord verdict) {
    boolean response = verdict.kind() == VerdictRecord.Kind.RESPONSE;
    FlowBuilder flow =
        new FlowBuilder()
            .time(verdict.time())
            .uuid(UUID.randomUUID().toString())
            .nodeName(NODE)
            .verdict(verdict(verdict))
            .direction(TrafficDirection.EGRESS);
    if (!verdict.ruling().verdict().denied()) {
      flow.isReply(response);
    }
    sides(flow, verdict, response);
    if (verdict.kind() == VerdictRecord.Kind.CONNECTION) {
      connection(flow, verdict);
    } else {
      flow.type(FlowType.L7).event(EventType.L7, 0);
      verdict.http().ifPresent(http -> http(flow, http, response));
      verdict.dns().ifPresent(dns -> flow.l7(dns(dns, response)).summary(VerdictSummary.of(dns)));
    }
    return flow.build();
  }

  private static Verdict verdict(VerdictRecord verdict) {
    return switch (verdict.ruling().verdict()) {
      case ALLOWED -> Verdict.FORWARDED;
      case REDIRECTED ->
          verdict.kind() == VerdictRecord.Kind.CONNECTION ? Verdict.REDIRECTED : Verdict.FORWARDED;
      case DENIED_BY_DEFAULT, DENIED_BY_RULE, DENIED_SERVER_NAME, DENIED_REQUEST, DENIED_LOOKUP ->
          Verdict.DROPPED;
    };
  }

  private static void sides(FlowBuilder flow, VerdictRecord verdict, boolean response) {
    String client = verdict.client().host();
    String server = address(verdict.server().host());
    int port = verdict.server().port();
    boolean udp = verdict.protocol().equals("UDP");
    int from = response ? port : verdict.client().port();
    int to = response ? verdict.client().port() : port;
    flow.ip(response ? FlowAddresses.of(server, client) : FlowAddresses.of(client, server));
    boolean first = verdict.kind() == VerdictRecord.Kind.CONNECTION;
    flow.l4(
        udp
            ? Layer4.udp(from, to)
            : Layer4.tcp(from, to, first ? TcpFlags.of(TcpFlags.SYN) : TcpFlags.NONE));
    FlowEndpoint pod = pod(verdict.pod());
    FlowEndpoint peer = peer(verdict.peer());
    List<String> names = names(verdict);
    if (response) {
      flow.source(peer).destination(pod).sourceNames(names);
    } else {
      flow.source(pod).destination(peer).destinationNames(names);
    }
  }

  /** Of a listener for all addresses nobody knows which of them it was. */
  private static String address(String host) {
    return HostName.isAddress(host) && !host.equals("0.0.0.0") && !host.equals("::") ? host : "";
  }

  /** Where the client left it to the proxy to look a name up there is nothing but the name. */
  private static List<String> names(VerdictRecord verdict) {
    Endpoint server = verdict.server();
    return verdict.peer().names().isEmpty() && !HostName.isAddress(server.host())
        ? List.of(HostName.canonical(server.host()))
        : verdict.peer().names();
  }

  private static FlowEndpoint pod(Pod pod) {
    List<String> labels = new ArrayList<>(pod.labels());
    String namespace = "k8s:io.kubernetes.pod.namespace=" + pod.namespace();
    if (!labels.contains(namespace)) {
      labels.add(namespace);
    }
    labels.sort(null);
    return new FlowEndpoint(
        1, identity(labels), "default", pod.namespace(), labels, pod.name(), List.of());
  }

  /** The same labels have the same identity, as in a cluster. */
  private static long identity(List<String> labels) {
    return FIRST_POD_IDENTITY + Math.floorMod(labels.hashCode(), IDENTITIES);
  }

  private static FlowEndpoint peer(Peer peer) {
    List<String> labels = new ArrayList<>(peer.labels());
    boolean world = labels.contains("reserved:world");
    peer.names().forEach(name -> labels.add("fqdn:" + name));
    labels.sort(null);
    long identity =
        !world
            ? identity(labels)
            : peer.names().isEmpty()
                ? FlowEndpoint.WORLD
                : FlowEndpoint.FIRST_LOCAL + Math.floorMod(labels.hashCode(), IDENTITIES);
    return new FlowEndpoint(0, identity, "", peer.namespace().orElse(""), labels, "", List.of());
  }

  private static void connection(FlowBuilder flow, VerdictRecord verdict) {
    Ruling ruling = verdict.ruling();
    flow.type(FlowType.L3_L4).event(EventType.POLICY_VERDICT, 0);
    boolean ruled =
        !ruling.deciders().isEmpty() && ruling.verdict() != Ruling.Verdict.DENIED_BY_DEFAULT;
    boolean ports = ruling.deciders().stream().anyMatch(each -> each.path().contains("toPorts"));
    flow.policyMatch(
        !ruled
            ? ruling.verdict().denied() ? PolicyMatch.NONE : PolicyMatch.ALL
            : ports ? PolicyMatch.L3_L4 : PolicyMatch.L3_ONLY);
    List<PolicyReference> by = ruled ? references(ruling) : List.of();
    switch (ruling.verdict()) {
      case DENIED_BY_DEFAULT, DENIED_SERVER_NAME, DENIED_REQUEST, DENIED_LOOKUP ->
          flow.dropReason(DropReason.POLICY_DENIED);
      case DENIED_BY_RULE -> flow.dropReason(DropReason.POLICY_DENY).egressDeniedBy(by);
      case ALLOWED, REDIRECTED -> flow.egressAllowedBy(by);
    }
    boolean hello = verdict.sni().isPresent();
    flow.summary(
        hello || ruling.verdict() == Ruling.Verdict.DENIED_SERVER_NAME
            ? TlsSummary.of(verdict.sni(), "")
            : verdict.protocol().equals("UDP") ? "UDP" : "TCP Flags: SYN");
  }

  private static List<PolicyReference> references(Ruling ruling) {
    return ruling.deciders().stream()
        .map(
            decider -> {
              int slash = decider.policy().indexOf('/');
              return new PolicyReference(
                  decider.policy().substring(slash + 1),
                  slash < 0 ? "" : decider.policy().substring(0, slash),
                  List.of(),
                  0,
                  decider.kind().label());
            })
        .distinct()
        .toList();
  }

  private void http(FlowBuilder flow, VerdictRecord.Http http, boolean response) {
    String url = redaction.url(http.url());
    String protocol = protocol(http.protocol());
    flow.summary(VerdictSummary.of(http, url, protocol))
        .l7(
            Layer7.of(
                response ? Layer7.Kind.RESPONSE : Layer7.Kind.REQUEST,
                http.duration().toNanos(),
                new Layer7.Http(
                    http.status().orElse(0),
                    http.method(),
                    url,
                    protocol,
                    redaction.headers(http.headers()))));
  }

  private static String protocol(String alpn) {
    return switch (alpn) {
      case "h2" -> "HTTP/2";
      case "http/1.0" -> "HTTP/1.0";
      default -> "HTTP/1.1";
    };
  }

  private static Layer7 dns(VerdictRecord.Dns dns, boolean response) {
    Optional<LookupAnswer> answer = dns.answer();
    return Layer7.of(
        response ? Layer7.Kind.RESPONSE : Layer7.Kind.REQUEST,
        dns.duration().toNanos(),
        new Layer7.Dns(
            dns.name(),
            answer.map(LookupAnswer::addresses).orElse(List.of()),
            answer.map(each -> each.ttl().toSeconds()).orElse(0L),
            answer.map(LookupAnswer::canonicalNames).orElse(List.of()),
            "proxy",
            answer.map(LookupAnswer::responseCode).orElse(0),
            List.of(dns.type()),
            answer.map(LookupAnswer::recordTypes).orElse(List.of())));
  }
}
