package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.Layer7.Kind;
import dev.tlsdiag.trace.Redaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns that all text forms have, made a flow. Setters take them as they are printed. */
final class FlowColumns {
  private static final Pattern LAYER7_TYPE =
      Pattern.compile("([a-z0-9]{1,16})-(request|response|sample|unknown_l7_type)(?: (\\S*))?");
  private static final Pattern VERDICT_TYPE =
      Pattern.compile("(?:policy-verdict:)?([A-Za-z0-9-]{1,16})(?: (INGRESS|EGRESS|\\S+))?");
  private static final Pattern TRACE_ID = Pattern.compile("IP Trace ID: ([0-9]{1,19}); (.*)");
  private static final Pattern AUTH = Pattern.compile("(.*); (?:Auth: )?(SPIRE|TEST_ALWAYS_FAIL)");

  private final Redaction redaction;
  private Optional<Instant> time = Optional.empty();
  private String node = "";
  private String source = "";
  private String destination = "";
  private String sourceIdentity = "";
  private String destinationIdentity = "";
  private Optional<Boolean> reply = Optional.empty();
  private String type = "";
  private String verdict = "";
  private List<PolicyReference> policies = List.of();
  private String summary = "";

  FlowColumns(Redaction redaction) {
    this.redaction = redaction;
  }

  static boolean isVerdict(String word) {
    return switch (word) {
      case "ALLOWED", "DENIED", "AUDITED" -> true;
      default -> Verdict.named(word).isPresent() && word.charAt(1) < 'a';
    };
  }

  FlowColumns time(Optional<Instant> given) {
    time = given;
    return this;
  }

  FlowColumns node(String given) {
    node = given;
    return this;
  }

  /** Who sent the packet, and to whom. */
  FlowColumns sides(String from, String to) {
    source = from;
    destination = to;
    return this;
  }

  /** {@code ID:12345} or {@code world}; empty text where there is none. */
  FlowColumns identities(String from, String to) {
    sourceIdentity = from;
    destinationIdentity = to;
    return this;
  }

  FlowColumns reply(Optional<Boolean> given) {
    reply = given;
    return this;
  }

  FlowColumns type(String given) {
    type = given;
    return this;
  }

  /** {@code DENIED BY my-policy (CiliumNetworkPolicy)}; the names may be missing. */
  FlowColumns verdict(String given) {
    int by = given.indexOf(" BY ");
    verdict = by < 0 ? given : given.substring(0, by);
    policies = by < 0 ? List.of() : policies(given.substring(by + 4));
    return this;
  }

  FlowColumns summary(String given) {
    summary = given;
    return this;
  }

  static List<PolicyReference> policies(String text) {
    List<PolicyReference> all = new ArrayList<>();
    for (String one : text.split(", ", -1)) {
      int bracket = one.endsWith(")") ? one.lastIndexOf(" (") : -1;
      String name = bracket < 0 ? one : one.substring(0, bracket);
      String kind = bracket < 0 ? "" : one.substring(bracket + 2, one.length() - 1);
      int slash = name.indexOf('/');
      all.add(
          new PolicyReference(
              name.substring(slash + 1),
              slash < 0 ? "" : name.substring(0, slash),
              List.of(),
              0,
              kind));
    }
    return all;
  }

  FlowRecord flow() {
    FlowBuilder flow = new FlowBuilder().time(time).nodeName(node);
    words(flow);
    HostText from = HostText.parse(source);
    HostText to = HostText.parse(destination);
    boolean addressed = from.ip() || to.ip();
    if (addressed) {
      flow.ip(FlowAddresses.of(from.ip() ? from.host() : "", to.ip() ? to.host() : ""));
    }
    flow.sourceNames(from.names()).destinationNames(to.names());
    endpoint(from, sourceIdentity).ifPresent(flow::source);
    endpoint(to, destinationIdentity).ifPresent(flow::destination);
    flow.l4(SummaryText.layer4(summary, from.port(), to.port()));
    type(flow);
    return flow.build();
  }

  private void words(FlowBuilder flow) {
    Matcher trace = TRACE_ID.matcher(summary);
    if (trace.matches()) {
      summary = trace.group(2);
      flow.origin(FlowOrigin.ofTrace(Long.parseUnsignedLong(trace.group(1))));
    }
    Matcher auth = AUTH.matcher(summary);
    if (auth.matches()) {
      summary = auth.group(1);
      flow.authType(auth.group(2));
    }
    if (summary.startsWith("HTTP/")) {
      summary = redaction.url(summary);
    }
    flow.summary(summary);
  }

  private static Optional<FlowEndpoint> endpoint(HostText host, String identity) {
    OptionalLong number =
        identity.startsWith("ID:") && identity.substring(3).matches("[0-9]{1,10}")
            ? OptionalLong.of(Long.parseLong(identity.substring(3)))
            : ReservedIdentity.named(identity);
    if (number.isEmpty() && !host.pod()) {
      return Optional.empty();
    }
    int slash = host.pod() ? host.host().indexOf('/') : -1;
    return Optional.of(
        new FlowEndpoint(
            0,
            number.orElse(0),
            "",
            slash < 0 ? "" : host.host().substring(0, slash),
            List.of(),
            slash < 0 ? "" : host.host().substring(slash + 1),
            List.of()));
  }

  private void type(FlowBuilder flow) {
    Verdict decided =
        switch (verdict) {
          case "ALLOWED" -> Verdict.FORWARDED;
          case "DENIED" -> Verdict.DROPPED;
          case "AUDITED" -> Verdict.AUDIT;
          default -> Verdict.named(verdict).orElse(Verdict.VERDICT_UNKNOWN);
        };
    flow.verdict(decided).type(FlowType.L3_L4);
    reply.ifPresent(flow::isReply);
    Matcher layer7 = LAYER7_TYPE.matcher(type);
    OptionalInt point = EventType.point(type);
    Matcher match = VERDICT_TYPE.matcher(type);
    if (layer7.matches()) {
      layer7(flow, layer7);
    } else if (point.isPresent()) {
      flow.event(EventType.TRACE, point.getAsInt());
      flow.observationPoint(EventType.pointName(point.getAsInt()));
    } else if (match.matches()
        && (type.startsWith("policy-verdict:") || PolicyMatch.of(match.group(1)).isPresent())) {
      policyVerdict(flow, match, decided);
    } else if (type.matches("(pre|post)-xlate-(fwd|rev)")) {
      String[] words = type.split("-", -1);
      flow.event(EventType.TRACE_SOCK, 0).type(FlowType.SOCK);
      flow.origin(
          FlowOrigin.ofSocket(
              ("SOCK_XLATE_POINT_" + words[0] + "_DIRECTION_" + words[2])
                  .toUpperCase(Locale.ROOT)));
    } else if (type.equals("tls-hello") || type.equals("capture")) {
      flow.event(EventType.CAPTURE, 0);
    } else if (decided == Verdict.DROPPED) {
      DropReason reason = DropReason.ofText(type).orElse(new DropReason(0, "", type));
      flow.event(EventType.DROP, reason.code()).dropReason(reason);
    }
  }

  private void layer7(FlowBuilder flow, Matcher type) {
    Kind kind =
        switch (type.group(2)) {
          case "request" -> Kind.REQUEST;
          case "response" -> Kind.RESPONSE;
          case "sample" -> Kind.SAMPLE;
          default -> Kind.UNKNOWN_L7_TYPE;
        };
    String from = type.group(3) == null ? "" : type.group(3);
    flow.type(FlowType.L7).event(EventType.L7, 0);
    flow.l7(SummaryText.layer7(kind, type.group(1), from, summary));
    if (kind == Kind.RESPONSE) {
      flow.isReply(true); // before 2021 the arrow did not say so
    }
  }

  private void policyVerdict(FlowBuilder flow, Matcher match, Verdict decided) {
    flow.event(EventType.POLICY_VERDICT, 0);
    flow.policyMatch(PolicyMatch.of(match.group(1)).orElse(PolicyMatch.NONE));
    boolean egress = "EGRESS".equals(match.group(2));
    boolean ingress = "INGRESS".equals(match.group(2));
    if (egress || ingress) {
      flow.direction(egress ? TrafficDirection.EGRESS : TrafficDirection.INGRESS);
    }
    boolean denied = decided == Verdict.DROPPED || decided == Verdict.AUDIT;
    if (denied && ingress) {
      flow.ingressDeniedBy(policies);
    } else if (denied) {
      flow.egressDeniedBy(policies);
    } else if (ingress) {
      flow.ingressAllowedBy(policies);
    } else {
      flow.egressAllowedBy(policies);
    }
  }
}
