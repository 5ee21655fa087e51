package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.HelloEdit;
import java.util.List;
import java.util.stream.Collectors;

/** One difference between two openings that can be made alone. */
public sealed interface Difference {
  /** In words, from the good one to the bad one. */
  String text();

  /** What is tried together first: differences of one kind. */
  String group();

  /** Whether it is a value that only keeps servers tolerant (RFC 8701). */
  boolean grease();

  /** In the ClientHello. */
  record InHello(HelloEdit edit) implements Difference {
    public InHello {
      requireNonNull(edit, "edit is null");
    }

    @Override
    public String text() {
      return edit.text();
    }

    @Override
    public String group() {
      return edit.field() + " " + edit.change() + (grease() ? " GREASE" : "");
    }

    @Override
    public boolean grease() {
      return edit.isGrease();
    }
  }

  /** In how it travels. */
  record InFraming(Part part, String text) implements Difference {
    public InFraming {
      requireNonNull(part, "part is null");
      requireNonNull(text, "text is null");
    }

    @Override
    public String group() {
      return part.name();
    }

    @Override
    public boolean grease() {
      return false;
    }
  }

  /** A part of {@link Framing}. */
  enum Part {
    RECORDS,
    SEGMENTS,
    RECORD_VERSION;

    boolean differs(Framing good, Framing bad) {
      return !with(good, bad).equals(good);
    }

    /** The one with this part of the other. */
    Framing with(Framing framing, Framing other) {
      return switch (this) {
        case RECORDS ->
            new Framing(
                other.records(), framing.segments(), framing.pause(), framing.recordVersion());
        case SEGMENTS ->
            new Framing(
                framing.records(), other.segments(), other.pause(), framing.recordVersion());
        case RECORD_VERSION -> framing.withRecordVersion(other.recordVersion());
      };
    }

    String text(Framing good, Framing bad) {
      return switch (this) {
        case RECORDS ->
            "records: %s instead of %s".formatted(pieces(bad.records()), pieces(good.records()));
        case SEGMENTS ->
            "TCP segments: %s instead of %s"
                .formatted(pieces(bad.segments()), pieces(good.segments()));
        case RECORD_VERSION ->
            "record version 0x%04x instead of 0x%04x"
                .formatted(bad.recordVersion(), good.recordVersion());
      };
    }

    private static String pieces(List<Integer> sizes) {
      return sizes.isEmpty()
          ? "one"
          : sizes.stream().map(String::valueOf).collect(Collectors.joining(" + ", "", " + rest"));
    }
  }
}
