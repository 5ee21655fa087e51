package dev.tlsdiag.report;

import dev.tlsdiag.Golden;
import dev.tlsdiag.trace.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetailAndDiffTest {
  @Test
  void showsAHandshakeInFull() throws IOException {
    Golden.assertMatches(
        "capture/show.txt", detail(SampleHandshakes.evening().subList(0, 1), Theme.PLAIN, false));
    Golden.assertMatches(
        "capture/show-color.txt",
        detail(SampleHandshakes.evening().subList(3, 6), new Theme(true, true), false));
  }

  @Test
  void showsEveryByteWhenAsked() throws IOException {
    Golden.assertMatches(
        "capture/show-all-bytes.txt",
        detail(SampleHandshakes.evening().subList(0, 1), Theme.ASCII, true));
  }

  @Test
  void showsWhateverThereIs() throws IOException {
    List<Handshake> zoo = new ArrayList<>(SampleHandshakes.zoo());
    zoo.remove(1); // 65000 bytes of x
    Golden.assertMatches("capture/show-zoo.txt", detail(zoo, Theme.PLAIN, false));
  }

  @ParameterizedTest(name = "{0} columns")
  @ValueSource(ints = {0, 80, 100, 200})
  void diff(int columns) throws IOException {
    Golden.assertMatches(
        "capture/diff-" + columns + ".txt", diff(0, 4, Theme.PLAIN, columns, false));
  }

  @Test
  void diffInFullAndInColor() throws IOException {
    Golden.assertMatches(
        "capture/diff-full-color.txt", diff(0, 5, new Theme(true, true), 100, true));
  }

  @Test
  void diffOfEqualHellos() throws IOException {
    Golden.assertMatches("capture/diff-equal.txt", diff(0, 1, Theme.ASCII, 100, false));
  }

  @Test
  void diffAsJson() throws IOException {
    Golden.assertMatches("capture/diff.json", diffJson());
  }

  static String diffJson() throws IOException {
    List<Handshake> rows = SampleHandshakes.evening();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer out = new TextBuffer(bytes);
    new HelloDiffJson(out, new AddressNames()).render(rows.get(0), rows.get(4));
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String diff(int left, int right, Theme theme, int columns, boolean everything)
      throws IOException {
    List<Handshake> rows = SampleHandshakes.evening();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer out = new TextBuffer(bytes);
    new HelloDiffRenderer(out, new AddressNames(), theme, columns, everything)
        .render(rows.get(left), rows.get(right));
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String detail(List<Handshake> rows, Theme theme, boolean allBytes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer out = new TextBuffer(bytes);
    DetailRenderer detail =
        new DetailRenderer(out, new AddressNames(), ZoneOffset.UTC, theme, allBytes);
    for (Handshake row : rows) {
      detail.render(row);
    }
    detail.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
