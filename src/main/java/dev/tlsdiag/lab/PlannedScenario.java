package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * A scenario that is all said by its plan.
 *
 * @param plan what it is built of
 */
record PlannedScenario(
    String name,
    String summary,
    String profile,
    boolean bringsProxy,
    Expectation expects,
    Lab.Plan plan)
    implements Scenario {
  PlannedScenario {
    requireNonNull(name, "name is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(expects, "expects is null");
    requireNonNull(plan, "plan is null");
  }

  /** One that shows with tlsdiag's own proxy, as this profile makes it. */
  static PlannedScenario of(
      String name, String summary, String profile, Expectation expects, Lab.Plan plan) {
    return new PlannedScenario(name, summary, profile, false, expects, plan);
  }

  /** One that brings its proxy. */
  static PlannedScenario withProxy(
      String name, String summary, Expectation expects, Lab.Plan plan) {
    return new PlannedScenario(name, summary, "", true, expects, plan);
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(this, names, plan);
  }
}
