package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code policy-drop-on-syn}: the address answers, and yet nobody answers this SYN: somebody
 * chooses by port or by sender.
 */
final class PolicyDropOnSynRule implements Rule {
  private static final int UNREACHABLE = 3;
  private static final int UNREACHABLE_V6 = 1;

  /** Prohibited: the network, the host, communication (RFC 1812 section 5.2.7.1). */
  private static final Set<Integer> PROHIBITED = Set.of(9, 10, 13);

  /** RFC 4443 section 3.1: prohibited, failed a policy. */
  private static final Set<Integer> PROHIBITED_V6 = Set.of(1, 5);

  private static final RuleInfo INFO =
      new RuleInfo(
          "policy-drop-on-syn",
          Severity.ERROR,
          "A policy or firewall drops a SYN",
          "the server cannot be reached",
          "Look for the policy or firewall that lets the one through and not the other.",
          List.of(
              new Fix(
                  "Cilium",
                  "an egress rule for the port of the backend, not of the Service;"
                      + " hubble observe --verdict DROPPED names the policy"),
              new Fix("Kubernetes", "NetworkPolicy: egress to this address and port"),
              new Fix("AWS", "security group and network ACL: the port, in both directions"),
              new Fix("firewall", "a rule for this sender, address and port")),
          Optional.empty(),
          Set.of("syn-unanswered", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.dropOnSyn(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return SynTalk.unanswered(trace, facts)
        .filter(SynTalk::inVain)
        .filter(talk -> talk.seen().filter(h -> h.signs().synAckTtl().isPresent()).isEmpty())
        .filter(talk -> talk.earlier().isEmpty() && !talk.recovered())
        .flatMap(talk -> finding(talk).stream());
  }

  private static Optional<Finding> finding(SynTalk talk) {
    Optional<IcmpError> said =
        talk.connect().icmpErrors().stream().filter(PolicyDropOnSynRule::prohibits).findFirst();
    if (said.isPresent()) {
      return Optional.of(
          found(
              talk,
              "%s lets no SYN through to %s: %s"
                  .formatted(said.get().from(), talk.server(), said.get().text())));
    }
    Optional<Handshake> client = talk.otherClient();
    if (client.isPresent()) {
      return Optional.of(
          found(
                  talk,
                  "%s does not answer this SYN, and answers %s (%s): somebody in between chooses"
                      .formatted(
                          talk.server(),
                          client.get().client().host(),
                          talk.place().whereSeen(client.get())))
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "there may be no route from here, or none back to here",
                  "another port of the same address, from here"));
    }
    return talk.otherPort()
        .map(
            other ->
                found(
                        talk,
                        "%s does not answer on port %d, and does on port %d (%s)"
                            .formatted(
                                talk.server().host(),
                                talk.server().port(),
                                other.server().port(),
                                talk.place().whereSeen(other)))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "the server itself may drop it: a full listen queue, a firewall of its own",
                        "capture at the server: does the SYN arrive?"));
  }

  private static Finding found(SynTalk talk, String message) {
    return Finding.of(INFO, talk.place(), Severity.ERROR, message);
  }

  private static boolean prohibits(IcmpError error) {
    return error.v6()
        ? error.type() == UNREACHABLE_V6 && PROHIBITED_V6.contains(error.code())
        : error.type() == UNREACHABLE && PROHIBITED.contains(error.code());
  }
}
