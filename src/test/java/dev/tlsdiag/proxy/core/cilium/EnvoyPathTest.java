package dev.tlsdiag.proxy.core.cilium;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvoyPathTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/, /",
    "/a/b?x=/../y, /a/b?x=/../y",
    "/public/../private, /private",
    "/public/%2e%2E/private, /private",
    "/../../a, /a",
    "/a/./b/, /a/b/",
    "/a//b, /a/b",
    "//a/, /a/",
    "/private//../public, /private/public",
    "/public/..\\\\private, /private",
    "/a/.../b//, /a/.../b/",
    "/a/.., /",
    "/a/b/.., /a/",
    "/%61%20b, /a%20b",
    "*, *"
  })
  void normalizes(String path, String expected) {
    assertEquals(expected, EnvoyPath.normalized(path));
    assertEquals(Optional.empty(), EnvoyPath.redirect(path));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"/a%2Fb?q=%2f, /a/b?q=%2f", "/a%5cb, /a/b"})
  void redirects(String path, String expected) {
    assertEquals(Optional.of(expected), EnvoyPath.redirect(path));
  }
}
