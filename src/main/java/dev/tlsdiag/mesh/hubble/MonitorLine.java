package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.Layer7.Kind;
import dev.tlsdiag.trace.Redaction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of {@code cilium monitor}. */
final class MonitorLine {
  private static final Pattern LAYER7 =
      Pattern.compile(
          "(->|<-|\\?\\?) (Request|Response) (\\S+) (?:from|to) (\\d{1,10}) \\(\\[([^\\]]*)\\]\\)"
              + " (?:to|from) (\\d{1,10}) \\(\\[([^\\]]*)\\]\\), identity (\\d{1,10})->(\\d{1,10}),"
              + " verdict (\\w+)(.*)");
  private static final Pattern HTTP = Pattern.compile(" (\\S+) (\\S*) => (\\d{1,4})");
  private static final Pattern DNS =
      Pattern.compile(
          " DNS (Query|Proxy|Poll): (\\S+) (\\S*?)(?: TTL: (\\d{1,10}) Answer: '([^']*)')?"
              + "(?: CNAMEs: (\\S+))?");
  private static final Pattern DROP =
      Pattern.compile(
          "xx drop \\((.{1,120}?)\\) flow 0x[0-9a-f]+ to endpoint (\\d{1,10}),"
              + "(?: ifindex ([^ ,]+),)?(?: file ([^ ,:]+):(\\d{1,9}),)?[ ,]*"
              + "identity ([^ >]+)->([^ :]+): (.*)");
  private static final Pattern TRACE =
      Pattern.compile(
          "(->|<-) (?:(endpoint) (\\d{1,10})|(proxy|host|stack|overlay|network|crypto))(?: from)?"
              + " flow 0x[0-9a-f]+ ?,? identity ([^ >]+)->(\\S+) state (\\S+)"
              + "(?: ifindex ([^ :]+))?(?: orig-ip ([^ ]+?))?: (.*)");
  private static final Pattern VERDICT =
      Pattern.compile(
          "Policy verdict log: flow 0x[0-9a-f]+ local EP ID (\\d{1,10}), remote ID ([^ ,]+),"
              + "(?: [a-z][a-z ]* [0-9]+,)*? (?:ingress (true|false)|(ingress|egress)), action"
              + " ([a-z]+),(?: auth: \\S+,)? match ([^ ,]+), (.*)");
  private static final Pattern PACKET =
      Pattern.compile("(\\S+) -> (\\S+)(?: (tcp|udp|sctp|icmp\\S*))?(?: (.*))?");

  private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace=";

  private final Redaction redaction;

  MonitorLine(Redaction redaction) {
    this.redaction = redaction;
  }

  Optional<FlowRecord> parse(String line) {
    Matcher layer7 = LAYER7.matcher(line);
    if (layer7.matches()) {
      return Optional.of(layer7(layer7));
    }
    Matcher drop = DROP.matcher(line);
    if (drop.matches()) {
      return drop(drop);
    }
    Matcher trace = TRACE.matcher(line);
    if (trace.matches()) {
      return trace(trace);
    }
    Matcher verdict = VERDICT.matcher(line);
    return verdict.matches() ? verdict(verdict) : Optional.empty();
  }

  private FlowRecord layer7(Matcher said) {
    Kind kind = said.group(2).equals("Request") ? Kind.REQUEST : Kind.RESPONSE;
    FlowEndpoint client = endpoint(said.group(4), said.group(5), said.group(8));
    FlowEndpoint server = endpoint(said.group(6), said.group(7), said.group(9));
    FlowBuilder flow =
        new FlowBuilder()
            .type(FlowType.L7)
            .event(EventType.L7, 0)
            .verdict(Verdict.named(said.group(10)).orElse(Verdict.VERDICT_UNKNOWN))
            .isReply(kind == Kind.RESPONSE)
            .source(kind == Kind.RESPONSE ? server : client)
            .destination(kind == Kind.RESPONSE ? client : server);
    if (!said.group(1).equals("??")) {
      flow.direction(
          said.group(1).equals("->") ? TrafficDirection.EGRESS : TrafficDirection.INGRESS);
    }
    String tail = said.group(11);
    Matcher http = HTTP.matcher(tail);
    Matcher dns = DNS.matcher(tail);
    if (said.group(3).equals("http") && http.matches()) {
      String url = redaction.url(http.group(2));
      Layer7.Http record =
          new Layer7.Http(Integer.parseInt(http.group(3)), http.group(1), url, "", List.of());
      flow.l7(Layer7.of(kind, 0, record));
      flow.summary(
          record.code() == 0
              ? record.method() + " " + url
              : record.code() + " (" + record.method() + " " + url + ")");
    } else if (said.group(3).equals("dns") && dns.matches()) {
      flow.l7(Layer7.of(kind, 0, dns(dns))).summary(tail.strip());
    } else {
      String protocol = said.group(3).matches("[a-z0-9_-]{1,32}") ? said.group(3) : "";
      flow.l7(new Layer7(kind, 0, Optional.empty(), Optional.empty(), protocol));
      flow.summary(redaction.url(tail.strip()));
    }
    return flow.build();
  }

  static Layer7.Dns dns(Matcher said) {
    return new Layer7.Dns(
        said.group(2),
        list(said.group(5)),
        said.group(4) == null ? 0 : Long.parseLong(said.group(4)),
        list(said.group(6)),
        switch (said.group(1)) {
          case "Proxy" -> "proxy";
          case "Poll" -> "agent-poller";
          default -> "";
        },
        0,
        list(said.group(3)),
        List.of());
  }

  private static List<String> list(String words) {
    return words == null || words.isEmpty() ? List.of() : List.of(words.split(","));
  }

  /** The identity pair of a response may be in either order; a reserved label tells. */
  private static FlowEndpoint endpoint(String id, String labels, String identity) {
    List<String> all = labels.isBlank() ? List.of() : List.of(labels.strip().split(" +"));
    long number = Long.parseLong(identity);
    return endpoint(Long.parseLong(id), all, number);
  }

  static FlowEndpoint endpoint(long id, List<String> labels, long identity) {
    long known = identity;
    String namespace = "";
    for (String label : labels) {
      if (label.startsWith("reserved:") && identity < FlowEndpoint.FIRST_LOCAL) {
        known = ReservedIdentity.named(label.substring("reserved:".length())).orElse(known);
      }
      if (label.startsWith(NAMESPACE)) {
        namespace = label.substring(NAMESPACE.length());
      }
    }
    return new FlowEndpoint(id, known, "", namespace, labels, "", List.of());
  }

  private static Optional<FlowRecord> drop(Matcher said) {
    DropReason reason =
        DropReason.ofText(said.group(1)).orElse(new DropReason(0, "", said.group(1)));
    FlowBuilder flow =
        new FlowBuilder()
            .event(EventType.DROP, reason.code())
            .verdict(Verdict.DROPPED)
            .dropReason(reason)
            .source(FlowEndpoint.ofIdentity(identity(said.group(6))))
            .destination(
                new FlowEndpoint(
                    Long.parseLong(said.group(2)),
                    identity(said.group(7)),
                    "",
                    "",
                    List.of(),
                    "",
                    List.of()));
    if (said.group(4) != null) {
      flow.origin(FlowOrigin.ofFile(said.group(4), Integer.parseInt(said.group(5))));
    }
    return packet(flow, said.group(8));
  }

  private static Optional<FlowRecord> trace(Matcher said) {
    String place = said.group(2) == null ? said.group(4) : said.group(2);
    String point = (said.group(1).equals("->") ? "to-" : "from-") + place;
    int subType = EventType.point(point).orElse(0);
    String state = said.group(7);
    boolean reply = state.equals("reply");
    FlowBuilder flow =
        new FlowBuilder()
            .event(EventType.TRACE, subType)
            .observationPoint(EventType.pointName(subType))
            .traceReason(state.matches("[a-z]+") ? state.toUpperCase(Locale.ROOT) : "")
            .verdict(Verdict.FORWARDED)
            .source(FlowEndpoint.ofIdentity(identity(said.group(5))))
            .destination(FlowEndpoint.ofIdentity(identity(said.group(6))));
    if (state.matches("new|established|reply")) {
      flow.isReply(reply);
    }
    return packet(flow, said.group(10));
  }

  private static Optional<FlowRecord> verdict(Matcher said) {
    boolean ingress =
        said.group(3) == null ? said.group(4).equals("ingress") : said.group(3).equals("true");
    FlowEndpoint local =
        new FlowEndpoint(Long.parseLong(said.group(1)), 0, "", "", List.of(), "", List.of());
    FlowEndpoint remote = FlowEndpoint.ofIdentity(identity(said.group(2)));
    Verdict decided =
        switch (said.group(5)) {
          case "deny" -> Verdict.DROPPED;
          case "redirect" -> Verdict.REDIRECTED;
          case "audit" -> Verdict.AUDIT;
          default -> Verdict.FORWARDED;
        };
    FlowBuilder flow =
        new FlowBuilder()
            .event(EventType.POLICY_VERDICT, 0)
            .verdict(decided)
            .direction(ingress ? TrafficDirection.INGRESS : TrafficDirection.EGRESS)
            .policyMatch(PolicyMatch.of(said.group(6)).orElse(PolicyMatch.NONE))
            .source(ingress ? remote : local)
            .destination(ingress ? local : remote);
    if (decided == Verdict.DROPPED) {
      flow.dropReason(DropReason.POLICY_DENIED);
    }
    return packet(flow, said.group(7));
  }

  static long identity(String text) {
    OptionalLong reserved = ReservedIdentity.named(text);
    return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : reserved.orElse(0);
  }

  /** {@code 10.0.0.181:56816 -> 52.71.2.3:443 tcp SYN}. */
  private static Optional<FlowRecord> packet(FlowBuilder flow, String text) {
    flow.type(FlowType.L3_L4);
    Matcher said = PACKET.matcher(text);
    if (!said.matches()) {
      return Optional.of(flow.summary(text).build());
    }
    HostText from = HostText.parse(said.group(1));
    HostText to = HostText.parse(said.group(2));
    if (from.ip() || to.ip()) {
      flow.ip(FlowAddresses.of(from.ip() ? from.host() : "", to.ip() ? to.host() : ""));
    }
    String protocol = said.group(3) == null ? "" : said.group(3);
    String rest = said.group(4) == null ? "" : said.group(4);
    switch (protocol) {
      case "tcp" -> {
        TcpFlags flags = TcpFlags.parse(rest).orElse(TcpFlags.NONE);
        flow.l4(Layer4.tcp(from.port(), to.port(), flags)).summary("TCP Flags: " + flags);
      }
      case "udp" -> flow.l4(Layer4.udp(from.port(), to.port())).summary("UDP");
      case "sctp" ->
          flow.l4(Layer4.ports(Layer4.Protocol.SCTP, from.port(), to.port())).summary("SCTP");
      default -> {
        boolean v6 = from.host().indexOf(':') >= 0;
        if (from.port() == 0 && from.ip()) {
          Layer4.Protocol icmp = v6 ? Layer4.Protocol.ICMPv6 : Layer4.Protocol.ICMPv4;
          flow.l4(Layer4.icmp(icmp, 0, 0)).summary((icmp + " " + rest).strip());
        } else {
          flow.summary((protocol + " " + rest).strip());
        }
      }
    }
    return Optional.of(flow.build());
  }
}
