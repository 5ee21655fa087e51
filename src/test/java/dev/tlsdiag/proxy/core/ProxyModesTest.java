package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyModesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          regular | regular | 127.0.0.1 | 8080
          regular@9000 | regular | 127.0.0.1 | 9000
          socks5@0.0.0.0:1080 | socks5 | 0.0.0.0 | 1080
          transparent@[::]:9 | transparent | :: | 9
          reverse:https://a.test | reverse:https://a.test:443 | 127.0.0.1 | 8080
          reverse:a.test:8443 | reverse:https://a.test:8443 | 127.0.0.1 | 8080
          reverse:http://a.test/ | reverse:http://a.test:80 | 127.0.0.1 | 8080
          reverse:https://a.test:1@127.0.0.2:99 | reverse:https://a.test:1 | 127.0.0.2 | 99
          reverse:https://[::1]:1@99 | reverse:https://[::1]:1 | 127.0.0.1 | 99
          upstream:http://p.test | upstream:http://p.test:8080 | 127.0.0.1 | 8080
          upstream:http://p.test:1@2 | upstream:http://p.test:1 | 127.0.0.1 | 2
          upstream:https://u:p@p.test:3 | upstream:https://p.test:3 | 127.0.0.1 | 8080
          upstream:https://u:p@p.test:3@localhost:4 | upstream:https://p.test:3 | localhost | 4
          upstream:https://u:p@p.test:3@4 | upstream:https://p.test:3 | 127.0.0.1 | 4
          tap:10.0.0.1:443 | tap:10.0.0.1:443 | 127.0.0.1 | 8080
          tap:[::1]:443@1 | tap:[::1]:443 | 127.0.0.1 | 1
          """)
  void reads(String text, String mode, String host, int port) {
    Listen listen = ProxyModes.parse(text);
    assertEquals(mode, listen.mode().text());
    assertEquals(host, listen.host());
    assertEquals(port, listen.port());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rverse:x | 'rverse' is no mode; there are regular, socks5, transparent, reverse:URL, upstream:URL, tap:HOST:PORT
          regular:1 | mode regular takes no argument
          tap | the mode needs an argument: tap:HOST:PORT
          tap:host | the server has no port
          tap:::1:443 | the server needs brackets around an IPv6 address
          tap:host:99999 | port '99999' is not within 0 to 65535
          reverse:ftp://x | the URL begins with 'ftp', not http or https
          reverse:https://x/y | the URL has a path, which a mode cannot use
          reverse:https:// | the URL cannot be read: Expected authority
          regular@x:y | port 'y' is not within 0 to 65535
          regular@ | the address behind '@' has no host
          """)
  void saysWhatIsWrong(String text, String problem) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ProxyModes.parse(text));
    assertEquals(problem, e.getMessage());
  }

  @Test
  void keepsThePasswordToItself() {
    Listen listen = ProxyModes.parse("upstream:http://user:secret@p.test:3");
    ProxyMode.Upstream mode = (ProxyMode.Upstream) listen.mode();
    assertEquals(Optional.of("Basic dXNlcjpzZWNyZXQ="), mode.authorization());
    assertFalse(listen.toString().contains("dXNlcjpzZWNyZXQ"));
  }
}
