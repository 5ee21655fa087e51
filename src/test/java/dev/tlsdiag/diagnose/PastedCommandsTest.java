package dev.tlsdiag.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers sent is in no command that somebody pastes into a shell, or pastes as an option. */
class PastedCommandsTest {
  private static final Endpoint SERVER = new Endpoint("192.0.2.3", 443);

  @ParameterizedTest
  @ValueSource(
      strings = {"$(id).example", "a;id", "a b", "-f/etc/passwd", "`id`", "a\nid", "a'b", ">x", ""})
  void namesAreLeftOut(String name) {
    assertEquals(Optional.empty(), ShellCommand.lookup(name));
    assertEquals(Optional.empty(), ShellCommand.withName(SERVER, name));
    assertEquals(
        "openssl s_client -connect 192.0.2.3:443 -noservername",
        ShellCommand.connect(SERVER, Optional.of(name)));
    String server = ShellCommand.withoutName(new Endpoint(name, 8443));
    String shown = name.isEmpty() ? ":8443" : "SERVER:8443";
    assertEquals("openssl s_client -connect " + shown + " -noservername", server);
  }
}
