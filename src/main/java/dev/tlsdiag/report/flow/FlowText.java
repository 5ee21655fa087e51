package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.DropReason;
import dev.tlsdiag.mesh.hubble.EventType;
import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.PolicyMatch;
import dev.tlsdiag.mesh.hubble.PolicyReference;
import dev.tlsdiag.mesh.hubble.ReservedIdentity;
import dev.tlsdiag.mesh.hubble.ServiceName;
import dev.tlsdiag.mesh.hubble.TlsSummary;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The columns of a flow in Hubble's words; everything is escaped. */
final class FlowText {
  /** Of a side that the flow does not tell: an empty word would shift the columns. */
  private static final String NOBODY = "-";

  private final FlowStyle style;
  private final Theme theme;

  FlowText(FlowStyle style) {
    this.style = requireNonNull(style, "style is null");
    theme = style.theme();
  }

  String time(FlowRecord flow) {
    return style.time().text(flow.time());
  }

  /** Who sent the packet, or whom it went to. */
  String host(FlowRecord flow, boolean source) {
    String host = plainHost(flow, source);
    int port =
        flow.l4().filter(l4 -> l4.protocol().hasPorts()).map(l4 -> port(l4, source)).orElse(0);
    String shown = theme.paint(Role.HINT, Printable.name(host));
    if (port == 0) {
      return shown;
    }
    boolean v6 = host.indexOf(':') >= 0;
    return (v6 ? "[" + shown + "]" : shown) + ":" + theme.paint(Role.ODD, Integer.toString(port));
  }

  private static int port(Layer4 l4, boolean source) {
    return source ? l4.sourcePort() : l4.destinationPort();
  }

  private String plainHost(FlowRecord flow, boolean source) {
    String ip = source ? flow.sourceIp() : flow.destinationIp();
    String named = name(flow, source);
    if (named.isEmpty() || !style.names() && !ip.isEmpty()) {
      String mac = source ? flow.origin().sourceMac() : flow.origin().destinationMac();
      return !ip.isEmpty() ? ip : mac.isEmpty() ? NOBODY : mac;
    }
    return named;
  }

  /** Pod, else service, else DNS names; empty text where none is known. */
  static String name(FlowRecord flow, boolean source) {
    Optional<FlowEndpoint> endpoint = source ? flow.source() : flow.destination();
    Optional<ServiceName> service = source ? flow.sourceService() : flow.destinationService();
    String namespace =
        service
            .map(ServiceName::namespace)
            .orElse(endpoint.map(FlowEndpoint::namespace).orElse(""));
    String pod = endpoint.map(FlowEndpoint::podName).orElse("");
    String name = pod.isEmpty() ? service.map(ServiceName::name).orElse("") : pod;
    if (!name.isEmpty()) {
      return namespace.isEmpty() ? name : namespace + "/" + name;
    }
    return String.join(",", source ? flow.sourceNames() : flow.destinationNames());
  }

  /** {@code (ID:12345)}, {@code (world)}. */
  String identity(FlowRecord flow, boolean source) {
    Optional<FlowEndpoint> endpoint = source ? flow.source() : flow.destination();
    long number = endpoint.map(FlowEndpoint::identity).orElse(0L);
    return theme.paint(Role.DIM, "(" + ReservedIdentity.text(number) + ")");
  }

  static String type(FlowRecord flow) {
    if (flow.l7().isPresent()) {
      return layer7(flow.l7().get());
    }
    return switch (flow.event()) {
      case EventType.TRACE -> EventType.pointText(flow.eventType().get().subType());
      case EventType.DROP -> drop(flow);
      case EventType.POLICY_VERDICT ->
          "policy-verdict:" + PolicyMatch.text(flow.policyMatch()) + " " + flow.direction().name();
      case EventType.TRACE_SOCK -> socket(flow.origin().socketPoint());
      case EventType.CAPTURE -> TlsSummary.isHello(flow.summary()) ? "tls-hello" : "capture";
      default -> TlsSummary.isHello(flow.summary()) ? "tls-hello" : "UNKNOWN";
    };
  }

  private static String layer7(Layer7 l7) {
    String kind = l7.kind().name().toLowerCase(Locale.ROOT);
    if (l7.http().isPresent()) {
      return "http-" + kind;
    }
    if (l7.dns().isPresent()) {
      return "dns-" + kind + " " + Printable.name(l7.dns().get().observationSource());
    }
    return (l7.otherProtocol().equals("kafka") ? "kafka-" : "l7-") + kind;
  }

  private static String drop(FlowRecord flow) {
    DropReason reason = DropReason.ofCode(flow.eventType().get().subType());
    String text = reason.isNone() ? flow.dropReason().text() : reason.text();
    return text.isEmpty() ? "0" : Printable.escape(text);
  }

  private static String socket(String point) {
    String prefix = "SOCK_XLATE_POINT_";
    return switch (point) {
      case "SOCK_XLATE_POINT_POST_DIRECTION_FWD" -> "post-xlate-fwd";
      case "SOCK_XLATE_POINT_POST_DIRECTION_REV" -> "post-xlate-rev";
      case "SOCK_XLATE_POINT_PRE_DIRECTION_FWD" -> "pre-xlate-fwd";
      case "SOCK_XLATE_POINT_PRE_DIRECTION_REV" -> "pre-xlate-rev";
      default -> point.isEmpty() ? prefix + "UNKNOWN" : Printable.name(point);
    };
  }

  /** With the policies that decided, where they are asked for. */
  String verdict(FlowRecord flow) {
    boolean decided = flow.event() == EventType.POLICY_VERDICT;
    Verdict verdict = flow.verdict();
    String shown =
        switch (verdict) {
          case FORWARDED, REDIRECTED -> theme.paint(Role.OK, decided ? "ALLOWED" : verdict.name());
          case DROPPED, ERROR -> theme.paint(Role.BAD, decided ? "DENIED" : verdict.name());
          case AUDIT -> theme.paint(Role.ODD, decided ? "AUDITED" : verdict.name());
          case TRACED, TRANSLATED -> theme.paint(Role.ODD, verdict.name());
          case VERDICT_UNKNOWN -> verdict.name();
        };
    List<String> names = decided && style.policyNames() ? policies(flow) : List.of();
    return names.isEmpty() ? shown : shown + " BY " + String.join(", ", names);
  }

  private static List<String> policies(FlowRecord flow) {
    return Stream.of(
            flow.egressAllowedBy(),
            flow.ingressAllowedBy(),
            flow.egressDeniedBy(),
            flow.ingressDeniedBy())
        .flatMap(List::stream)
        .map(FlowText::policy)
        .distinct()
        .toList();
  }

  private static String policy(PolicyReference policy) {
    String kind = policy.kind().isEmpty() ? "" : " (" + Printable.name(policy.kind()) + ")";
    return Printable.name(policy.name()) + kind;
  }

  String summary(FlowRecord flow) {
    String trace =
        flow.origin().ipTraceId() == 0
            ? ""
            : "IP Trace ID: " + Long.toUnsignedString(flow.origin().ipTraceId()) + "; ";
    String auth = flow.authType().isEmpty() ? "" : "; Auth: " + Printable.name(flow.authType());
    return trace + Printable.escape(flow.summary()) + auth;
  }
}
