package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InterceptSessionTest {
  private static final Endpoint TARGET = new Endpoint("10.0.0.1", 443);
  private static final Endpoint NAMED = new Endpoint("App.Example.test", 443);

  private static InterceptSession session(ProxyMode mode, String ignored) {
    List<Pattern> ignore = ignored.isEmpty() ? List.of() : List.of(Pattern.compile(ignored));
    return new InterceptSession(mode, new HostSelection(List.of(), ignore));
  }

  private static ClientHello hello(String name) {
    ByteBuffer list = ByteBuffer.allocate(name.length() + 5);
    list.putShort((short) (name.length() + 3)).put((byte) 0).putShort((short) name.length());
    list.put(name.getBytes(StandardCharsets.US_ASCII));
    List<Extension> extensions =
        name.isEmpty() ? List.of() : List.of(new Extension(0, Bytes.wrap(list.array())));
    return new ClientHello(
        0x0303,
        Bytes.wrap(new byte[32]),
        Bytes.EMPTY,
        Optional.empty(),
        List.of(),
        Bytes.wrap(new byte[1]),
        extensions,
        false);
  }

  static Stream<Arguments> hellos() {
    ProxyMode regular = new ProxyMode.Regular();
    ProxyMode http = new ProxyMode.Reverse(false, TARGET);
    return Stream.of(
        arguments(
            "the name of the hello",
            regular,
            TARGET,
            "A.test",
            "",
            new Command.Terminate("a.test", true)),
        arguments(
            "without a name the target's",
            regular,
            NAMED,
            "",
            "",
            new Command.Terminate("app.example.test", true)),
        arguments(
            "without any name the address",
            regular,
            TARGET,
            "",
            "",
            new Command.Terminate("10.0.0.1", true)),
        arguments(
            "TLS to the client only",
            http,
            TARGET,
            "a.test",
            "",
            new Command.Terminate("a.test", false)),
        arguments(
            "ignored by name: the address stays the target's",
            regular,
            TARGET,
            "a.test",
            "^a\\.test:443$",
            new Command.Relay(TARGET)),
        arguments("ignored by address", regular, TARGET, "", "10\\.0", new Command.Relay(TARGET)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hellos")
  void decidesByTheHello(
      String name, ProxyMode mode, Endpoint target, String sni, String ignored, Command expected) {
    InterceptSession session = session(mode, ignored);
    assertEquals(List.of(), session.onTarget(target));
    assertEquals(List.of(expected), session.onHello(hello(sni)));
    assertEquals(
        expected instanceof Command.Relay ? Decision.TAP : Decision.INTERCEPT, session.decision());
  }

  @Test
  void tapsAtOnce() {
    InterceptSession session = session(new ProxyMode.Tap(TARGET), "");
    assertEquals(List.of(new Command.Relay(TARGET)), session.onTarget(TARGET));
    assertEquals(Decision.TAP, session.decision());
  }

  @Test
  void servesHttpInTheClear() {
    InterceptSession proxied = session(new ProxyMode.Regular(), "");
    assertEquals(
        List.of(new Command.ServeHttp(Optional.empty(), false)),
        proxied.onFirstBytes(FirstBytes.HTTP));
    assertEquals(Decision.PLAINTEXT, proxied.decision());
    InterceptSession reverse = session(new ProxyMode.Reverse(true, TARGET), "");
    reverse.onTarget(TARGET);
    assertEquals(
        List.of(new Command.ServeHttp(Optional.of(TARGET), true)),
        reverse.onFirstBytes(FirstBytes.HTTP));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          16            | UNDECIDED
          16 03         | TLS
          16 04         | OTHER
          47 45         | UNDECIDED
          47 45 54 20   | HTTP
          50 52 49 20   | HTTP
          20            | OTHER
          67 65 74 20   | OTHER
          00            | OTHER
          """)
  void tellsProtocolsApart(String hex, FirstBytes expected) {
    byte[] bytes = Bytes.ofHex(hex.replace(" ", "")).toArray();
    assertEquals(expected, FirstBytes.of(ByteBuffer.wrap(bytes)));
  }
}
