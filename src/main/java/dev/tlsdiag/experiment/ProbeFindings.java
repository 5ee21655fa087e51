package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rules say of the base, with all other probes as facts. */
final class ProbeFindings {
  private ProbeFindings() {}

  static List<Finding> of(ProbeRun.Options options, ProbeResults results) {
    Handshake base = results.base().handshake();
    if (base.sent().isEmpty() && results.base().ending() != Ending.UNREACHABLE) {
      return List.of();
    }
    List<Handshake> seen =
        Stream.concat(results.again().stream(), results.variants().values().stream())
            .map(LookAlikes::handshake)
            .filter(handshake -> handshake.sent().isPresent())
            .toList();
    List<Finding> findings =
        new Engine(Rules.ALL).run(trace(results.base()), new Facts(Optional.empty(), seen));
    if (!results.base().worked()) {
      return findings;
    }
    // The base works: what is only suspected of it is no finding, nor is the name that was chosen.
    boolean ownName = !HostName.same(options.host(), options.target().host());
    return findings.stream()
        .filter(f -> !ownName || !f.rule().equals("sni-names-the-proxy"))
        .filter(f -> f.severity() != Severity.ERROR || f.confidence() != Confidence.LOW)
        .toList();
  }

  private static HopTrace trace(Observation base) {
    Handshake handshake = base.handshake();
    List<Evidence> evidence = List.of(new Evidence.Experiment(base.probe().label()));
    List<Step> steps = new ArrayList<>();
    boolean connected = base.ending() != Ending.UNREACHABLE;
    steps.add(
        new Step.Connect(
            connected ? Optional.empty() : Optional.of(handshake.outcome()),
            handshake.icmpErrors(),
            Optional.empty(),
            evidence));
    if (connected) {
      handshake.preamble().ifPresent(preamble -> steps.add(new Step.Tunnel(preamble, evidence)));
      steps.add(new Step.Tls(handshake, handshake, evidence));
    }
    Party client = new Party(Party.Role.CLIENT, Optional.of(handshake.client()));
    Party server = new Party(Party.Role.SERVER, Optional.of(handshake.server()));
    return new HopTrace(HopTrace.DIRECT, List.of(new Hop(client, server, steps)), List.of());
  }
}
