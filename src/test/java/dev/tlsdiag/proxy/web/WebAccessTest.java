package dev.tlsdiag.proxy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.Endpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that a server is asked by, where tests cannot listen. */
class WebAccessTest {
  @ParameterizedTest(name = "{2} of {0} port {1}")
  @CsvSource(
      textBlock =
          """
          127.0.0.1, 80,   127.0.0.1,          true
          127.0.0.1, 80,   127.0.0.1:80,       true
          127.0.0.1, 80,   localhost,          true
          127.0.0.1, 80,   evil.example,       false
          127.0.0.1, 80,   127.0.0.1:,         false
          127.0.0.1, 80,   127.0.0.1:8080,     false
          127.0.0.1, 80,   '',                 false
          127.0.0.1, 8080, 127.0.0.1,          false
          ::1,       80,   [::1],              true
          ::1,       80,   ::1,                false
          ::1,       8080, [::1]:8080,         true
          ::1,       8080, [0:0:0:0:0:0:0:1]:8080, true
          ::1,       8080, [::2]:8080,         false
          ::1,       8080, ::1:8080,           false
          ::1,       8080, 127.0.0.1:8080,     false
          ::,        8080, [2001:db8::7]:8080, true
          ::,        8080, 192.0.2.7:8080,     true
          ::,        8080, evil.example:8080,  false
          ::,        8080, [evil.example]:8080, false
          0.0.0.0,   80,   192.0.2.7,          true
          0.0.0.0,   80,   evil.example,       false
          """)
  void isKnownByItsAddress(String address, int port, String host, boolean known) {
    WebAccess access = new WebAccess(new Endpoint(address, port), "0123");
    assertEquals(known, access.isHost(host));
  }
}
