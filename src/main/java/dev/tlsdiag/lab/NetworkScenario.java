package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A scenario with a network of its own, which needs root.
 *
 * @param bringsProxy whether the plan has a proxy of its own
 * @param programs that it needs
 * @param upstream what tlsdiag's proxy has to do otherwise
 * @param plan starts the servers
 */
record NetworkScenario(
    String name,
    String summary,
    boolean bringsProxy,
    List<String> programs,
    UnaryOperator<UpstreamTls> upstream,
    Expectation expects,
    Lab.Plan plan)
    implements Scenario {
  NetworkScenario {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    programs = List.copyOf(programs);
    requireNonNull(upstream, "upstream is null");
    requireNonNull(expects, "expects is null");
    requireNonNull(plan, "plan is null");
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return upstream.apply(usual);
  }

  @Override
  public Optional<String> obstacle() {
    return Namespace.obstacle(programs.toArray(String[]::new));
  }

  @Override
  public String device() {
    return "any";
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(this, names, plan);
  }
}
