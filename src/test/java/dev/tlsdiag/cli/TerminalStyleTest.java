package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.report.Theme;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalStyleTest {
  @ParameterizedTest(name = "--color {0}, {1}, terminal {2}")
  @CsvSource({
    "auto,   '',                             true,  true",
    "auto,   '',                             false, false",
    "auto,   TERM=dumb,                      true,  false",
    "auto,   NO_COLOR=1,                     true,  false",
    "auto,   NO_COLOR=,                      true,  true",
    "auto,   FORCE_COLOR=1,                  false, true",
    "auto,   FORCE_COLOR=0,                  false, false",
    "auto,   CLICOLOR_FORCE=1 TERM=dumb,     false, true",
    "auto,   NO_COLOR=1 FORCE_COLOR=1,       true,  false",
    "always, NO_COLOR=1 TERM=dumb,           false, true",
    "never,  FORCE_COLOR=1,                  true,  false"
  })
  void color(String when, String environment, boolean terminal, boolean expected) {
    Theme theme = TerminalStyle.theme(when, false, map(environment), terminal);
    assertEquals(expected, theme.color());
  }

  @ParameterizedTest(name = "--ascii {0}, {1}")
  @CsvSource({
    "false, LANG=de_DE.UTF-8,                 true",
    "false, LANG=C.utf8,                      true",
    "false, LANG=C,                           false",
    "false, LC_ALL=C LANG=de_DE.UTF-8,        false",
    "false, LC_ALL= LC_CTYPE=de_DE.UTF-8,     true",
    "true,  LANG=de_DE.UTF-8,                 false"
  })
  void signs(boolean ascii, String environment, boolean expected) {
    assertEquals(expected, TerminalStyle.theme("auto", ascii, map(environment), true).unicode());
  }

  private static Map<String, String> map(String environment) {
    return Arrays.stream(environment.strip().split(" +"))
        .filter(setting -> setting.contains("="))
        .map(setting -> setting.split("=", 2))
        .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
  }
}
