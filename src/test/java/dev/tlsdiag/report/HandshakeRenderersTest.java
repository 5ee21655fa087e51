package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeRenderersTest {
  private static final CaptureCounters WHOLE =
      new CaptureCounters(104, 20_480, 8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0);
  private static final CaptureCounters HOLES =
      new CaptureCounters(999, 90_210, 13, 2, 13, 1, 12, 3, 0, 0, 2, 1, 40);
  private static final SummaryText NEXT = new SummaryText(true);
  private static final Theme COLOR = new Theme(true, true);

  @ParameterizedTest(name = "{0} columns")
  @ValueSource(ints = {60, 80, 100, 200})
  void tableFitsTheTerminal(int columns) throws IOException {
    String evening = table(SampleHandshakes.evening(), WHOLE, Theme.PLAIN, columns);
    String zoo = table(SampleHandshakes.zoo(), HOLES, Theme.PLAIN, columns);

    Golden.assertMatches("capture/table-" + columns + ".txt", evening);
    Golden.assertMatches("capture/table-zoo-" + columns + ".txt", zoo);
    for (String table : List.of(evening, zoo)) {
      String rows = table.substring(0, table.lastIndexOf("\n\n"));
      assertTrue(rows.lines().allMatch(line -> Printable.width(line) <= columns), rows);
    }
  }

  @Test
  void tableInColor() throws IOException {
    Golden.assertMatches(
        "capture/table-color.txt", table(SampleHandshakes.evening(), WHOLE, COLOR, 100));
  }

  @Test
  void tableInAscii() throws IOException {
    String text = table(SampleHandshakes.zoo(), HOLES, Theme.ASCII, 100);

    Golden.assertMatches("capture/table-ascii.txt", text);
    assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'));
  }

  @Test
  void tableOfSeveralFilesSaysWhichWithNames() throws IOException {
    List<Handshake> rows =
        List.of(
            HandshakeSamples.bare(0).in("good.pcap").hello(SampleHandshakes.curl("a.test")).build(),
            HandshakeSamples.bare(1).in("bad\u001b.pcap").hello(SampleHandshakes.nginx()).build());
    String text =
        render(
            rows,
            WHOLE,
            out -> {
              AddressNames names = new AddressNames();
              names.addHosts(
                  List.of("# ours", "127.0.0.1 lo.example.test. localhost", "nonsense x"));
              TableRenderer table = new TableRenderer(out, names, Theme.PLAIN, 100, NEXT);
              table.showFiles();
              return table;
            });

    Golden.assertMatches("capture/table-files.txt", text);
  }

  @Test
  void laterRowsThatAreWiderAreShortened() throws IOException {
    List<Handshake> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String name = i < 250 ? "a.test" : "much-longer-name-" + i + ".example.test";
      rows.add(HandshakeSamples.bare(i).hello(SampleHandshakes.curl(name)).build());
    }
    String text = table(rows, WHOLE, Theme.PLAIN, 100);

    assertEquals(304, text.lines().count());
    assertEquals(List.of(), text.lines().filter(line -> line.length() > 100).toList());
    assertTrue(text.contains("\n299 "));
  }

  @Test
  void compact() throws IOException {
    Golden.assertMatches(
        "capture/compact.txt",
        compact(SampleHandshakes.evening(), new AddressNames(), Theme.PLAIN));
    Golden.assertMatches(
        "capture/compact-zoo.txt",
        compact(SampleHandshakes.zoo(), new AddressNames(), Theme.PLAIN));
  }

  @Test
  void compactWithNamesInColor() throws IOException {
    AddressNames names = new AddressNames();
    names.addHosts(List.of("127.0.0.1 hosts.example.test"));
    names.answered(IpAddress.parse("127.0.0.1"), "dns\u001b.example.test.");

    Golden.assertMatches(
        "capture/compact-color.txt", compact(SampleHandshakes.evening(), names, COLOR));
  }

  @Test
  void fields() throws IOException {
    StringBuilder text = new StringBuilder();
    for (HandshakeField field : HandshakeField.all()) {
      text.append(field.name()).append(": ").append(field.description()).append('\n');
      List<Handshake> rows = new ArrayList<>(SampleHandshakes.evening().subList(0, 3));
      rows.addAll(SampleHandshakes.zoo().subList(10, 15));
      text.append(render(rows, WHOLE, out -> new FieldsRenderer(out, List.of(field))));
    }
    Golden.assertMatches("capture/fields.txt", text.toString());
  }

  @Test
  void fieldsOfOneRowAreSeparatedByTabs() throws IOException {
    List<HandshakeField> fields =
        List.of(
            HandshakeField.named("frame.number").orElseThrow(),
            HandshakeField.named("tls.handshake.extensions_server_name").orElseThrow(),
            HandshakeField.named("tls.handshake.extensions_alpn_str").orElseThrow());

    assertEquals(
        "4\tapp.example.test\th2,http/1.1\n",
        render(
            SampleHandshakes.evening().subList(0, 1),
            WHOLE,
            out -> new FieldsRenderer(out, fields)));
  }

  @Test
  void jsonLines() throws IOException {
    Golden.assertMatches("capture/handshakes.jsonl", eveningLines());
    String zoo = zooLines();
    Golden.assertMatches("capture/zoo.jsonl", zoo.replace("x".repeat(65_000), "x{65000}"));
    assertTrue(zoo.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'));
  }

  static String eveningLines() throws IOException {
    return render(
        SampleHandshakes.evening(), WHOLE, out -> JsonRenderer.lines(out, new AddressNames()));
  }

  static String zooLines() throws IOException {
    AddressNames names = new AddressNames();
    names.addHosts(List.of("2001:db8::2 six.example.test"));
    return render(SampleHandshakes.zoo(), HOLES, out -> JsonRenderer.lines(out, names));
  }

  @Test
  void jsonDocument() throws IOException {
    Golden.assertMatches("capture/handshakes.json", document());
  }

  static String document() throws IOException {
    return render(
        SampleHandshakes.evening(),
        WHOLE,
        out -> JsonRenderer.document(out, new AddressNames(), "1.2.3", List.of("cap.pcap")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"table", "compact", "json", "jsonl", "fields"})
  void nothingFound(String format) throws IOException {
    HandshakeFormat known = HandshakeFormat.named(format).orElseThrow();
    String text =
        render(
            List.of(),
            CaptureCounters.NONE,
            out ->
                switch (known) {
                  case TABLE -> new TableRenderer(out, new AddressNames(), Theme.PLAIN, 80, NEXT);
                  case COMPACT ->
                      new CompactRenderer(out, new AddressNames(), ZoneOffset.UTC, Theme.PLAIN);
                  case JSON ->
                      JsonRenderer.document(out, new AddressNames(), "1.2.3", List.of("cap.pcap"));
                  case JSONL -> JsonRenderer.lines(out, new AddressNames());
                  case FIELDS -> new FieldsRenderer(out, HandshakeField.all());
                });
    Golden.assertMatches("capture/nothing-" + format + ".txt", text);
  }

  @Test
  void colorOffLeavesNoEscape() throws IOException {
    assertFalse(table(SampleHandshakes.zoo(), HOLES, Theme.PLAIN, 100).contains("\u001b"));
  }

  private static String table(
      List<Handshake> rows, CaptureCounters counters, Theme theme, int columns) throws IOException {
    return render(
        rows,
        counters,
        out -> {
          TableRenderer table = new TableRenderer(out, new AddressNames(), theme, columns, NEXT);
          table.startOfFile(HandshakeSamples.START);
          return table;
        });
  }

  private static String compact(List<Handshake> rows, AddressNames names, Theme theme)
      throws IOException {
    return render(rows, WHOLE, out -> new CompactRenderer(out, names, ZoneOffset.UTC, theme));
  }

  private static String render(
      List<Handshake> rows, CaptureCounters counters, Function<TextBuffer, HandshakeRenderer> make)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HandshakeRenderer renderer = make.apply(new TextBuffer(bytes));
    renderer.begin();
    for (Handshake row : rows) {
      renderer.render(row);
    }
    renderer.end(SampleHandshakes.summary(rows, counters));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
