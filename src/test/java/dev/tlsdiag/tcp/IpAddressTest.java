package dev.tlsdiag.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "127.0.0.1", "255.255.255.255", "10.200.30.4", "::1", "fe80::2"})
  void literalsComeBackAsTheyWere(String literal) {
    assertEquals(literal, IpAddress.parse(literal).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.2.3",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4.5",
        "1.2.3.4.",
        "256.1.1.1",
        "1.1.1.256",
        "1.2.3.0004",
        "1.2.3.-4",
        "1.2.3.4a",
        "1.2.3.4 ",
        "localhost",
        "1.2.3.٤"
      })
  void whatIsNoLiteralIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
  }
}
