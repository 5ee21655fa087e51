package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.tls.HelloOutline;
import dev.tlsdiag.tls.OutlineRow;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The bytes of a ClientHello beside the fields that they are; a field and its bytes are linked. */
public final class HelloBytes {
  private static final int A_LINE = 16;

  /** Keys, tickets and padding go on for hundreds of bytes and say little. */
  private static final int LONG_FIELD = 256;

  private static final int SHOWN_OF_LONG = 64;

  /** What a difference is called, where its bytes are called otherwise. */
  private static final Map<String, String> LABELS =
      Map.of(
          "alpn", "extension application_layer_protocol_negotiation",
          "groups", "extension supported_groups",
          "key_shares", "extension key_share",
          "extension_order", "extensions",
          "session_id", "legacy_session_id",
          "compression", "legacy_compression_methods");

  private final String id;
  private final String title;
  private final Bytes message;
  private final List<OutlineRow> rows;
  private final Set<String> blamed;

  /**
   * @param id by which links find it, unique in the page
   * @param title whose it is
   * @param blamed differences that are the cause, named as in {@code HelloDiff}
   */
  public HelloBytes(String id, String title, Bytes message, Set<String> blamed) {
    this.id = requireNonNull(id, "id is null");
    this.title = requireNonNull(title, "title is null");
    this.message = requireNonNull(message, "message is null");
    rows = HelloOutline.of(message);
    this.blamed = Set.copyOf(blamed);
  }

  /** Of a leg; empty where its hello was not seen. */
  static Optional<HelloBytes> of(Leg leg, Set<String> blamed) {
    String id = "hello-%s-%d".formatted(leg.trace().name(), leg.number());
    String title = "%s, hop %d, %s".formatted(leg.trace().name(), leg.number(), leg.hop().label());
    return leg.hop()
        .tls()
        .flatMap(tls -> tls.first().sent())
        .map(sent -> new HelloBytes(id, title, sent.message(), blamed));
  }

  /** A link to the bytes of this difference: {@code #hello-direct-1-f12}; to all where absent. */
  String link(String field) {
    return "#" + row(field).or(() -> row("extensions")).map(this::fieldId).orElse(id);
  }

  private Optional<Integer> row(String field) {
    String label = LABELS.getOrDefault(field, field);
    for (int i = 0; i < rows.size(); i++) {
      String each = rows.get(i).label();
      if (each.equals(label) || each.equals("extension " + label)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private String fieldId(int row) {
    return id + "-f" + row;
  }

  /** Closed at first: a line that says whose it is and how long. */
  public Markup markup() {
    Markup out = new Markup();
    out.open("details", "class", "hello", "id", id).open("summary");
    out.element("strong", title);
    out.text(" ClientHello, %,d bytes".formatted(message.length())).close("summary").line();
    out.open("div", "class", "bytes").line();
    dump(out);
    fields(out);
    return out.close("div").close("details").line();
  }

  private void fields(Markup out) {
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0");
    out.open("ol", "class", "fields", "aria-label", "Fields of the ClientHello: " + title).line();
    for (int i = 0; i < rows.size(); i++) {
      OutlineRow row = rows.get(i);
      boolean group = group(i);
      String look = "d%d%s".formatted(Math.min(row.depth(), 7), group ? " group" : "");
      out.open("li", "id", fieldId(i), "data-f", Integer.toString(i), "class", look);
      out.element("span", "%04x".formatted(row.offset()), "class", "at");
      out.text(" ").open("b").printable(Parts.shown(row.label())).close("b").text(" ");
      if (!row.value().isEmpty()) {
        out.open("span").printable(Parts.shown(row.value())).close("span");
      }
      if (row.depth() > 1 && isBlamed(row.label())) {
        out.text(" ").add(Parts.chip(Role.BAD, "cause"));
      }
      out.close("li").line();
    }
    out.close("ol").close("div").line();
  }

  private boolean isBlamed(String label) {
    return blamed.stream()
        .map(field -> LABELS.getOrDefault(field, field))
        .anyMatch(each -> label.equals(each) || label.equals("extension " + each));
  }

  private boolean group(int row) {
    return row + 1 < rows.size() && rows.get(row + 1).depth() > rows.get(row).depth();
  }

  /** Each byte belongs to the deepest field that has it. */
  private int[] owners() {
    int[] owners = new int[message.length()];
    for (int i = 0; i < rows.size(); i++) {
      int end = Math.min(rows.get(i).offset() + rows.get(i).length(), owners.length);
      for (int at = rows.get(i).offset(); at < end; at++) {
        owners[at] = i;
      }
    }
    return owners;
  }

  private void dump(Markup out) {
    int[] owners = owners();
    out.open("div", "class", "scroll", "role", "region", "tabindex", "0");
    out.open("pre", "class", "dump", "aria-label", "Bytes of the ClientHello: " + title);
    for (int at = 0; at < owners.length; at += A_LINE) {
      int skipped = skipped(at, owners);
      if (skipped > 0) {
        out.text("      … %,d bytes more of the field".formatted(skipped)).line();
        at += skipped - A_LINE;
        continue;
      }
      out.element("span", "%04x".formatted(at), "class", "at").text("  ");
      line(at, Math.min(at + A_LINE, owners.length), owners, out);
      out.line();
    }
    out.close("pre").close("div").line();
  }

  /** Whole lines within a long field, but for those at its start. */
  private int skipped(int at, int[] owners) {
    OutlineRow row = rows.get(owners[at]);
    int end = row.offset() + row.length();
    boolean first = at < row.offset() + SHOWN_OF_LONG;
    if (row.length() < LONG_FIELD || first) {
      return 0;
    }
    return (end - at) / A_LINE * A_LINE;
  }

  private void line(int from, int to, int[] owners, Markup out) {
    for (int at = from; at < to; ) {
      int end = at;
      StringBuilder hex = new StringBuilder();
      while (end < to && owners[end] == owners[at]) {
        hex.append(end > at ? " " : "").append(message.slice(end, 1).toHex());
        end++;
      }
      out.open("i", "data-f", Integer.toString(owners[at])).printable(hex.toString()).close("i");
      out.text(" ");
      at = end;
    }
  }
}
