package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A scenario about the ClientHello and who reads it.
 *
 * @param bringsProxy whether the plan has a proxy of its own
 * @param upstream what tlsdiag's proxy has to do otherwise
 * @param plan starts the servers
 */
record HelloScenario(
    String name,
    String summary,
    boolean bringsProxy,
    UnaryOperator<UpstreamTls> upstream,
    Expectation expects,
    Lab.Plan plan)
    implements Scenario {
  HelloScenario {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(upstream, "upstream is null");
    requireNonNull(expects, "expects is null");
    requireNonNull(plan, "plan is null");
  }

  /** Behind the proxy that keeps everything. */
  static HelloScenario at(String name, String summary, Expectation expects, Lab.Plan plan) {
    return new HelloScenario(name, summary, false, usual -> usual, expects, plan);
  }

  /** With a proxy of its own. */
  static HelloScenario proxied(String name, String summary, Expectation expects, Lab.Plan plan) {
    return new HelloScenario(name, summary, true, usual -> usual, expects, plan);
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return upstream.apply(usual);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(this, names, plan);
  }
}
