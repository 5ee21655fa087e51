package dev.tlsdiag.report.html;

import dev.tlsdiag.report.ProbeReport.Row;
import dev.tlsdiag.report.Role;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Thresholds: the longest hello that was taken, the shortest that was not, in segments or not. */
final class ProbeSizes {
  private ProbeSizes() {}

  static Markup of(List<Row> all) {
    List<Row> rows =
        all.stream()
            .filter(row -> row.axis().equals("size") || row.axis().equals("segments"))
            .toList();
    Markup out = new Markup();
    if (rows.isEmpty()) {
      return out;
    }
    List<Row> sizes =
        all.stream()
            .filter(row -> row.axis().equals("size") || row.axis().equals("base"))
            .filter(row -> row.helloBytes().isPresent())
            .toList();
    OptionalInt longest = bytes(sizes, true).max();
    OptionalInt shortest = bytes(sizes, false).min();
    out.open("dl", "class", "facts");
    fact(out, "longest taken", longest, Role.OK);
    fact(out, "shortest not taken", shortest, Role.BAD);
    return out.close("dl").line();
  }

  private static IntStream bytes(List<Row> rows, boolean worked) {
    return rows.stream()
        .filter(row -> row.worked() == worked)
        .mapToInt(row -> row.helloBytes().getAsInt());
  }

  private static void fact(Markup out, String name, OptionalInt bytes, Role role) {
    out.open("div").element("dt", name).open("dd");
    if (bytes.isPresent()) {
      out.add(Headline.state(role, "%,d bytes".formatted(bytes.getAsInt())));
    } else {
      out.text("none");
    }
    out.close("dd").close("div").line();
  }
}
