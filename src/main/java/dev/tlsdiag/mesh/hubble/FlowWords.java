package dev.tlsdiag.mesh.hubble;

import java.util.Optional;

/** A flow in half a sentence. */
final class FlowWords {
  private static final String[] RESPONSE_CODES = {
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"
  };

  private FlowWords() {}

  /** {@code NXDOMAIN}; {@code RCODE17} where the code has no name here. */
  static String responseCode(int code) {
    return code >= 0 && code < RESPONSE_CODES.length ? RESPONSE_CODES[code] : "RCODE" + code;
  }

  static String of(FlowRecord flow) {
    if (flow.dns().isPresent()) {
      return dns(flow, flow.dns().get());
    }
    if (flow.http().isPresent()) {
      return http(flow, flow.http().get());
    }
    if (flow.l7().isPresent()) {
      return "a proxy's record: " + flow.summary();
    }
    return packet(flow);
  }

  private static String dns(FlowRecord flow, Layer7.Dns dns) {
    String question = String.join(",", dns.queryTypes()) + " " + dns.query();
    if (flow.verdict() == Verdict.DROPPED) {
      return "lookup of" + space(question) + " denied by policy";
    }
    if (flow.l7().get().kind() != Layer7.Kind.RESPONSE) {
      return "lookup of" + space(question);
    }
    return dns.responseCode() == 0
        ? "lookup of" + space(question) + " answered: " + String.join(", ", dns.addresses())
        : "lookup of" + space(question) + " failed: " + responseCode(dns.responseCode());
  }

  private static String space(String text) {
    return text.startsWith(" ") ? text : " " + text;
  }

  private static String http(FlowRecord flow, Layer7.Http http) {
    String request = http.method() + " " + http.url();
    if (flow.verdict() == Verdict.DROPPED) {
      return request + " denied by policy";
    }
    if (flow.l7().get().kind() != Layer7.Kind.RESPONSE) {
      return request;
    }
    String after =
        flow.l7().get().latencyNanos() > 0
            ? " after " + flow.l7().get().latencyNanos() / 1_000_000 + " ms"
            : "";
    return request + " answered with " + http.code() + after;
  }

  private static String packet(FlowRecord flow) {
    String subject = subject(flow);
    String verdict =
        switch (flow.verdict()) {
          case DROPPED, ERROR ->
              flow.whyDropped().isNone() ? "dropped" : "dropped: " + flow.whyDropped().text();
          case REDIRECTED -> "redirected to the proxy";
          case AUDIT -> "let pass, though policy would not have it";
          case FORWARDED ->
              flow.event() == EventType.POLICY_VERDICT ? "allowed by policy" : point(flow);
          case VERDICT_UNKNOWN, TRACED, TRANSLATED -> "seen";
        };
    return subject + " " + verdict;
  }

  private static String subject(FlowRecord flow) {
    if (TlsSummary.isHello(flow.summary())) {
      return flow.summary();
    }
    Optional<Layer4> l4 = flow.l4();
    if (l4.isEmpty()) {
      return flow.summary().isEmpty() ? "packet" : flow.summary();
    }
    String flags = l4.get().flags().toString();
    return l4.get().protocol() + (flags.isEmpty() ? "" : " " + flags);
  }

  private static String point(FlowRecord flow) {
    String side = flow.reply() ? ", on its way back" : "";
    return switch (flow.point()) {
      case "to-proxy" -> "forwarded to the proxy" + side;
      case "from-proxy" -> "forwarded by the proxy" + side;
      case "" -> "forwarded";
      default -> "seen at " + flow.point() + side;
    };
  }
}
