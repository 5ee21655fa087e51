package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.Theme;

/**
 * How flows are shown.
 *
 * @param time the form of times, in UTC
 * @param nodeNames whether the node is shown
 * @param policyNames whether the policies are shown that decided
 * @param names whether pods, services and DNS names stand in place of addresses
 */
public record FlowStyle(
    Theme theme, TimeLayout time, boolean nodeNames, boolean policyNames, boolean names) {
  /** As Hubble prints flows without options. */
  public static final FlowStyle USUAL =
      new FlowStyle(Theme.ASCII, TimeLayout.STAMP_MILLI, false, false, true);

  public FlowStyle {
    requireNonNull(theme, "theme is null");
    requireNonNull(time, "time is null");
  }
}
