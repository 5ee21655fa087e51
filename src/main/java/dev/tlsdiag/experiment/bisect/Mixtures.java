package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.experiment.bisect.Difference.InFraming;
import dev.tlsdiag.experiment.bisect.Difference.InHello;
import dev.tlsdiag.experiment.bisect.Difference.Part;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.HelloDelta;
import dev.tlsdiag.tls.HelloEdit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that lies between a good opening and a bad one. */
public final class Mixtures {
  private final Opening good;
  private final Opening bad;
  private final HelloDelta delta;
  private final List<Difference> differences;

  /**
   * Finds the differences.
   *
   * @throws IllegalArgumentException for a hello in the format of SSL 2.0
   */
  public Mixtures(Opening good, Opening bad) {
    delta = HelloDelta.of(good.hello(), bad.hello());
    this.good = new Opening(good.name(), delta.left(), good.framing());
    this.bad = new Opening(bad.name(), delta.right(), bad.framing());
    List<Difference> found = new ArrayList<>();
    for (Part part : Part.values()) {
      if (part.differs(good.framing(), bad.framing())) {
        found.add(new InFraming(part, part.text(good.framing(), bad.framing())));
      }
    }
    delta.edits().forEach(edit -> found.add(new InHello(edit)));
    differences = List.copyOf(found);
  }

  /** Without what cannot be mixed. */
  public Opening good() {
    return good;
  }

  /** Without what cannot be mixed. */
  public Opening bad() {
    return bad;
  }

  /** The most suspect first; what a difference needs stands before it. */
  public List<Difference> differences() {
    return differences;
  }

  /** The good one with these differences, and with what they need. */
  Opening with(Set<Difference> chosen) {
    Framing framing = good.framing();
    for (Difference each : chosen) {
      if (each instanceof InFraming part) {
        framing = part.part().with(framing, bad.framing());
      }
    }
    return new Opening("mixture", delta.apply(edits(chosen)), framing);
  }

  /** These, and those without which they make no sense. */
  Set<Difference> closed(Set<Difference> chosen) {
    return differences(delta.closed(edits(chosen)), chosen, true);
  }

  /** All but these, and but those that need one of them. */
  Set<Difference> without(Set<Difference> undone) {
    return differences(delta.without(edits(undone)), undone, false);
  }

  private static Set<HelloEdit> edits(Set<Difference> chosen) {
    Set<HelloEdit> edits = new LinkedHashSet<>();
    for (Difference each : chosen) {
      if (each instanceof InHello inHello) {
        edits.add(inHello.edit());
      }
    }
    return edits;
  }

  private Set<Difference> differences(
      Set<HelloEdit> edits, Set<Difference> framings, boolean those) {
    Set<Difference> all = new LinkedHashSet<>();
    for (Difference each : differences) {
      boolean wanted =
          each instanceof InHello inHello
              ? edits.contains(inHello.edit())
              : framings.contains(each) == those;
      if (wanted) {
        all.add(each);
      }
    }
    return all;
  }
}
