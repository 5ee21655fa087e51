package dev.tlsdiag.mesh.policy.trial;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.TrafficItem;
import java.util.Locale;
import java.util.Optional;

/** What a client sees of a verdict, and how Hubble prints the flow. */
final class TrialWords {
  private final PolicySet policies;
  private final TrialPlan plan;

  TrialWords(PolicySet policies, TrialPlan plan) {
    this.policies = policies;
    this.plan = plan;
  }

  /** What the client sees; empty where it goes on. */
  static Optional<String> client(TrialStep.Kind kind, Ruling.Verdict verdict) {
    return switch (verdict) {
      case ALLOWED, REDIRECTED -> Optional.empty();
      case DENIED_BY_DEFAULT, DENIED_BY_RULE ->
          Optional.of(
              kind == TrialStep.Kind.LOOKUP
                  ? "no answer to its queries; curl exit 6 when the resolver gives up"
                  : "no answer to its SYN: it is dropped; curl exit 28 after its timeout");
      case DENIED_SERVER_NAME ->
          Optional.of("a reset while the handshake is under way; curl exit 35");
      case DENIED_REQUEST ->
          Optional.of("HTTP 403 with the body 'Access denied'; curl -f exit 22, without -f 0");
      case DENIED_LOOKUP ->
          Optional.of(
              "REFUSED, or NXDOMAIN where the agent is set to it (musl needs that to try its"
                  + " search list); curl exit 6");
    };
  }

  Optional<String> flow(TrialStep.Kind kind, Attempt attempt, Ruling ruling) {
    return switch (kind) {
      case LOOKUP ->
          Optional.of(
              ruling.interception().map(Ruling.Interception::dns).orElse(false)
                  ? "%s dns-request proxy %s (DNS Query %s A)"
                      .formatted(
                          ends(attempt, "->"),
                          ruling.verdict().denied() ? "DROPPED" : "FORWARDED",
                          dotted(attempt.dnsQuery().orElse("")))
                  : packet(attempt, ruling));
      case CONNECTION -> Optional.of(packet(attempt, ruling));
      case HELLO ->
          ruling.verdict().denied()
              ? Optional.of(ends(attempt, "->") + " an L7 record DROPPED, without HTTP")
              : Optional.empty();
      case REQUEST -> attempt.http().map(request -> request(attempt, request, ruling));
    };
  }

  private String request(Attempt attempt, Attempt.Request request, Ruling ruling) {
    if (!ruling.interception().map(Ruling.Interception::http).orElse(false)) {
      return "none: requests are not read";
    }
    return "%s http-request %s (HTTP/1.1 %s %s://%s%s)"
        .formatted(
            ends(attempt, "->"),
            ruling.verdict().denied() ? "DROPPED" : "FORWARDED",
            request.method(),
            attempt.tls().orElse(false) ? "https" : "http",
            request.authority(),
            request.path());
  }

  private String packet(Attempt attempt, Ruling ruling) {
    String summary = attempt.protocol().equals("TCP") ? "TCP Flags: SYN" : attempt.protocol();
    String direction = attempt.direction().label().toUpperCase(Locale.ROOT);
    return switch (ruling.verdict()) {
      case DENIED_BY_DEFAULT ->
          "%s policy-verdict:none %s DENIED (%s)"
              .formatted(ends(attempt, "<>"), direction, summary);
      case DENIED_BY_RULE ->
          "%s policy-verdict:%s %s DENIED (%s)"
              .formatted(ends(attempt, "<>"), match(ruling), direction, summary);
      case REDIRECTED ->
          "%s policy-verdict:%s %s ALLOWED (%s), then to-proxy FORWARDED"
              .formatted(ends(attempt, "->"), match(ruling), direction, summary);
      case ALLOWED, DENIED_SERVER_NAME, DENIED_REQUEST, DENIED_LOOKUP ->
          ruling.deciders().isEmpty()
              ? "%s %s FORWARDED (%s)"
                  .formatted(
                      ends(attempt, "->"),
                      isPod(attempt.to()) ? "to-endpoint" : "to-stack",
                      summary)
              : "%s policy-verdict:%s %s ALLOWED (%s)"
                  .formatted(ends(attempt, "->"), match(ruling), direction, summary);
    };
  }

  /** Hubble's word for how exactly the item names the traffic. */
  private String match(Ruling ruling) {
    Ruling.Decider decider = ruling.deciders().get(0);
    for (Policy policy : policies.policies()) {
      for (PolicyRule rule : policy.rules()) {
        for (TrafficItem item : rule.items()) {
          String path = rule.path() + "." + item.path();
          boolean same =
              policy.label().equals(decider.policy())
                  && (decider.path() + ".").startsWith(path + ".");
          if (same) {
            boolean ports = item.toPorts().map(list -> !list.isEmpty()).orElse(false);
            boolean peers = !item.peers().equals(Peers.ANY);
            return ports ? (peers ? "L3-L4" : "L4-Only") : "L3-Only";
          }
        }
      }
    }
    return "none";
  }

  private String ends(Attempt attempt, String arrow) {
    return end(attempt.from()) + " " + arrow + " " + end(attempt.to()) + ":" + attempt.port();
  }

  private String end(Peer peer) {
    if (isPod(peer)) {
      return peer.namespace().orElse("default") + "/<pod>";
    }
    if (peer.labels().equals(plan.to().labels())) {
      Optional<String> host = plan.name().or(() -> bracketed(peer));
      if (host.isPresent()) {
        return host.get();
      }
    }
    return bracketed(peer)
        .orElseGet(
            () ->
                peer.labels().stream()
                    .sorted()
                    .findFirst()
                    .map(label -> label.replace("reserved:", ""))
                    .orElse("<address>"));
  }

  private static Optional<String> bracketed(Peer peer) {
    return peer.address().map(a -> a.indexOf(':') >= 0 ? "[" + a + "]" : a);
  }

  static boolean isPod(Peer peer) {
    return peer.namespace().isPresent();
  }

  static String dotted(String name) {
    return name.endsWith(".") ? name : name + ".";
  }

  /** {@code TCP to api.example.com:443}. */
  String connection(Attempt attempt) {
    return attempt.protocol()
        + (attempt.direction() == Direction.EGRESS ? " to " : " in at ")
        + (attempt.direction() == Direction.EGRESS ? end(attempt.to()) + ":" : "port ")
        + attempt.port();
  }
}
