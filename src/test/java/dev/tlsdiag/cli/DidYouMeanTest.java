package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
  private static final List<String> KNOWN =
      List.of("capture", "compare", "explain", "--output", "--servername");

  @ParameterizedTest(name = "''{0}''")
  @CsvSource({
    "captrue, capture",
    "cap, capture",
    "comapre, compare",
    "--ouput, --output",
    "-output, --output",
    "--server, --servername",
    "xyz, ''",
    "'', ''",
    "--, ''",
  })
  void guesses(String given, String near) {
    assertEquals(near, String.join(" ", DidYouMean.nearest(given, KNOWN)));
  }
}
