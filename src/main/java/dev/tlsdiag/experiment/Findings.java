package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the rules say of both paths of a live comparison, the worst first. */
record Findings(
    HopTrace direct, HopTrace proxied, List<Finding> onProxied, List<Finding> onDirect) {
  Findings {
    requireNonNull(direct, "direct is null");
    requireNonNull(proxied, "proxied is null");
    onProxied = List.copyOf(onProxied);
    onDirect = List.copyOf(onDirect);
  }

  static Findings of(
      HopTrace direct, HopTrace proxied, List<Handshake> seen, List<DnsExchange> dns) {
    return new Findings(
        direct,
        proxied,
        CaptureComparison.findings(proxied, new Facts(Optional.of(direct), seen, dns)),
        CaptureComparison.findings(direct, new Facts(Optional.of(proxied), seen, dns)));
  }

  /** The path whose failure is to be explained: what fails without a proxy is not the proxy's. */
  HopTrace failing() {
    return direct.failed() ? direct : proxied;
  }

  List<Finding> onFailing() {
    return direct.failed() ? onDirect : onProxied;
  }

  /** With what others say of the proxied path, where these do not know that rule yet. */
  Findings with(Findings more) {
    Set<String> known = onProxied.stream().map(Finding::rule).collect(Collectors.toSet());
    List<Finding> all =
        Stream.concat(
                onProxied.stream(),
                more.onProxied().stream().filter(f -> !known.contains(f.rule())))
            .sorted(Comparator.comparing(Finding::severity).thenComparing(Finding::confidence))
            .toList();
    return new Findings(direct, proxied, all, onDirect);
  }

  /** With these as evidence of the worst finding about the failing path. */
  Findings testedBy(List<Experiment> experiments) {
    return direct.failed()
        ? new Findings(direct, proxied, onProxied, tested(onDirect, experiments))
        : new Findings(direct, proxied, tested(onProxied, experiments), onDirect);
  }

  private static List<Finding> tested(List<Finding> findings, List<Experiment> experiments) {
    if (findings.isEmpty() || experiments.isEmpty()) {
      return findings;
    }
    List<Finding> all = new ArrayList<>(findings);
    all.set(0, all.get(0).testedBy(experiments));
    return all;
  }
}
