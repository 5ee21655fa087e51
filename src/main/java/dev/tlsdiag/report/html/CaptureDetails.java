package dev.tlsdiag.report.html;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.HandshakeFacts;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.trace.Handshake;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Handshakes in full: what is known, the certificates, the bytes of the ClientHello. */
final class CaptureDetails {
  private final List<CaptureKept.Row> rows;
  private final AddressNames names;
  private final Set<Integer> numbers = new TreeSet<>();

  CaptureDetails(List<CaptureKept.Row> rows, AddressNames names) {
    this.rows = List.copyOf(rows);
    this.names = names;
    rows.forEach(row -> numbers.add(row.cells().number()));
  }

  int size() {
    return rows.size();
  }

  /** A number, which leads to the details where there are some. */
  Markup link(int number) {
    Markup out = new Markup();
    String text = Integer.toString(number);
    return numbers.contains(number)
        ? out.element("a", text, "href", "#h-" + text, "aria-label", "Handshake " + text)
        : out.text(text);
  }

  Markup markup() {
    Markup out = new Markup();
    rows.forEach(row -> entry(row, out));
    return out;
  }

  private void entry(CaptureKept.Row row, Markup out) {
    Handshake handshake = row.handshake();
    String id = "h-" + row.cells().number();
    out.open("details", "class", "entry", "id", id).open("summary");
    out.element("strong", "#" + row.cells().number()).text(" ");
    out.add(Headline.state(row.cells().mark(), row.cells().result())).text(" ");
    out.open("span", "class", "soft").printable(row.cells().client()).text(" → ");
    out.printable(row.cells().server()).text(" ").printable(row.cells().serverName());
    out.close("span").close("summary").line();
    out.open("dl", "class", "facts");
    List<HandshakeFacts.Fact> facts = HandshakeFacts.of(handshake, names, CapturePage.zone());
    for (int i = 0; i < facts.size(); ) {
      out.open("div").element("dt", facts.get(i).label());
      do {
        fact(facts.get(i), out);
        i++;
      } while (i < facts.size() && facts.get(i).label().isEmpty());
      out.close("div");
    }
    out.close("dl").line();
    if (!handshake.certificates().isEmpty()) {
      out.open("details", "class", "entry").open("summary");
      out.text(Headline.count(handshake.certificates().size(), "certificate")).text(" as sent");
      out.close("summary");
      out.add(new CertificateList(handshake.time()).of(handshake.certificates()));
      out.close("details").line();
    }
    handshake
        .sent()
        .ifPresent(
            sent ->
                out.add(
                    new HelloBytes(
                            id + "-hello", "#" + row.cells().number(), sent.message(), Set.of())
                        .markup()));
    out.close("details").line();
  }

  private static void fact(HandshakeFacts.Fact fact, Markup out) {
    out.open("dd");
    if (fact.role() == Role.STRONG) {
      out.printable(cut(fact.text()));
    } else {
      out.open("span", "class", "state " + Parts.tone(fact.role()));
      out.printable(cut(fact.text())).close("span");
    }
    out.close("dd").line();
  }

  /** Escaped already. */
  private static String cut(String text) {
    return Printable.cut(text, 4 * Parts.LONGEST, "…");
  }
}
