package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.FieldDifference;
import dev.tlsdiag.tls.HelloDiff;
import dev.tlsdiag.tls.Rank;
import dev.tlsdiag.trace.Handshake;
import java.util.List;
import java.util.Optional;

/**
 * Two handshakes side by side: what differs between their ClientHellos, the most suspect first.
 * Both must have one.
 */
public final class HelloDiffRenderer {
  private static final int FIELD_COLUMNS = 22;
  private static final int REMARK_COLUMNS = 9;
  private static final int LEAST_VALUE = 14;

  private final TextBuffer out;
  private final AddressNames names;
  private final Theme theme;
  private final boolean everything;
  private final int valueColumns;
  private final int lineColumns;

  /**
   * @param terminal its columns; 0 for no limit
   * @param everything whether nothing is shortened and equal fields are named
   */
  public HelloDiffRenderer(
      TextBuffer out, AddressNames names, Theme theme, int terminal, boolean everything) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.everything = everything;
    this.lineColumns = terminal == 0 ? 100 : terminal;
    int free = lineColumns - 3 - FIELD_COLUMNS - 2 - 2 - REMARK_COLUMNS;
    this.valueColumns = Math.max(LEAST_VALUE, free / 2);
  }

  /** The caller flushes {@code out}. */
  public void render(Handshake left, Handshake right) {
    out.add('\n');
    row("", null, "", Role.STRONG, title(left, right), title(right, left), "");
    row("", null, "client", null, names.text(left.client()), names.text(right.client()), "");
    row("", null, "server", null, names.text(left.server()), names.text(right.server()), "");
    row("", null, "answer", null, answer(left), answer(right), "");
    result(left, right);
    HelloDiff diff =
        HelloDiff.of(left.sent().orElseThrow().hello(), right.sent().orElseThrow().hello());
    out.add('\n');
    if (diff.isEmpty()) {
      out.ascii("   The two ClientHellos do not differ, but for random, keys and tickets.\n");
    } else {
      out.ascii("   ").ascii(theme.paint(Role.STRONG, "DIFFERENCES, the most suspect first"));
      out.add('\n');
    }
    for (FieldDifference difference : diff.differences()) {
      difference(difference);
    }
    equalFields(diff.equalFields());
  }

  private static String title(Handshake handshake, Handshake other) {
    boolean oneFile = handshake.file().equals(other.file());
    return "#" + handshake.number() + (oneFile ? "" : " " + Printable.escape(handshake.file()));
  }

  private static String answer(Handshake handshake) {
    return handshake.answer().kind().label();
  }

  private void result(Handshake left, Handshake right) {
    String leftText = theme.sign(Mark.of(left)) + OutcomeWords.of(left);
    String rightText = theme.sign(Mark.of(right)) + OutcomeWords.of(right);
    if (Printable.width(leftText) > valueColumns || Printable.width(rightText) > valueColumns) {
      leftText = theme.sign(Mark.of(left)) + OutcomeWords.brief(left);
      rightText = theme.sign(Mark.of(right)) + OutcomeWords.brief(right);
    }
    out.ascii("   ").ascii("result").repeat(' ', FIELD_COLUMNS - "result".length());
    value(leftText, Mark.of(left).role());
    value(rightText, Mark.of(right).role());
    out.cutBlanks().add('\n');
  }

  private void difference(FieldDifference difference) {
    boolean list = !difference.onlyLeft().isEmpty() || !difference.onlyRight().isEmpty();
    String left = text(difference.left());
    String right = text(difference.right());
    boolean tooLong = Printable.width(left) > valueColumns || Printable.width(right) > valueColumns;
    if (list && tooLong) {
      left = items(difference.left());
      right = items(difference.right());
    }
    Role role = role(difference.weight());
    row(sign(difference.weight()), role, difference.field(), null, left, right, remark(difference));
    if (list && tooLong) {
      items("only left:", difference.onlyLeft());
      items("only right:", difference.onlyRight());
    } else if (everything && tooLong) {
      items("left:", List.of(difference.left().orElse("absent")));
      items("right:", List.of(difference.right().orElse("absent")));
    }
  }

  private static String text(Optional<String> value) {
    return value.isEmpty()
        ? "absent"
        : value.get().isEmpty() ? "empty" : Printable.escape(value.get());
  }

  private static String items(Optional<String> list) {
    if (list.isEmpty()) {
      return "absent";
    }
    int count = list.get().split(", ", -1).length;
    return count == 1 ? "1 value" : count + " values";
  }

  private void items(String label, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    out.ascii("     ").ascii(theme.start(Role.DIM)).ascii(label).add(' ');
    String text = Printable.escape(String.join(", ", items));
    int room = lineColumns - 6 - label.length();
    out.text(everything ? text : Printable.cut(text, room, theme.ellipsis()));
    out.ascii(theme.end()).add('\n');
  }

  private void equalFields(List<String> fields) {
    if (fields.isEmpty()) {
      return;
    }
    out.ascii("   (+ ").number(fields.size());
    out.ascii(fields.size() == 1 ? " equal field" : " equal fields");
    out.ascii(everything ? ": " + String.join(", ", fields) + ")\n" : "; -V names them)\n");
  }

  private void row(
      String sign, Role signRole, String field, Role role, String left, String right, String end) {
    out.add(' ');
    if (sign.isEmpty()) {
      out.ascii("  ");
    } else {
      out.text(theme.paint(signRole, sign)).add(' ');
    }
    String label = Printable.cut(field, FIELD_COLUMNS - 1, theme.ellipsis());
    out.text(label).repeat(' ', FIELD_COLUMNS - Printable.width(label));
    value(left, role);
    value(right, role);
    if (!end.isEmpty()) {
      out.text(signRole == null ? end : theme.paint(signRole, end));
    }
    out.cutBlanks().add('\n');
  }

  private void value(String text, Role role) {
    String shown = Printable.shorten(text, valueColumns, theme.ellipsis());
    out.text(role == null ? shown : theme.paint(role, shown));
    out.repeat(' ', valueColumns + 2 - Printable.width(shown));
  }

  private String sign(Rank rank) {
    return switch (rank) {
      case CAUSE_CANDIDATE -> theme.sign(Mark.FAILED).strip();
      case UNUSUAL -> "!";
      case USUAL -> theme.dot();
    };
  }

  private static Role role(Rank rank) {
    return switch (rank) {
      case CAUSE_CANDIDATE -> Role.BAD;
      case UNUSUAL -> Role.ODD;
      case USUAL -> Role.DIM;
    };
  }

  private static String remark(FieldDifference difference) {
    return switch (difference.weight()) {
      case CAUSE_CANDIDATE -> "cause?";
      case UNUSUAL -> "unusual";
      case USUAL -> "usual";
    };
  }
}
