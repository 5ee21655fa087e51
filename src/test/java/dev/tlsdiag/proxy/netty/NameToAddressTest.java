package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.trust.PemWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The client's name goes upstream by default, though the client asked the proxy for an address. */
class NameToAddressTest {
  private static final String NAME = ProxyFixture.NAME;

  @TempDir Path folder;

  static Stream<Arguments> modes() {
    return Stream.of(
        Arguments.of("regular", "http"),
        Arguments.of("socks5", "socks5"),
        Arguments.of("upstream", "http"),
        Arguments.of("reverse", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("modes")
  void keepsTheName(String mode, String scheme) throws Exception {
    Path ca =
        Files.writeString(
            folder.resolve("ca.pem"),
            PemWriter.certificates(List.of(ProxyFixture.INTERNAL.certificate())));
    Records outer = new Records();
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer second =
            ProxyFixture.start(
                ProxyFixture.tapping(
                    ProxyFixture.settings(new ProxyMode.Regular(), UpstreamTls.FAITHFUL, Map.of())),
                outer);
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(
                    switch (mode) {
                      case "regular" -> new ProxyMode.Regular();
                      case "socks5" -> new ProxyMode.Socks5();
                      case "reverse" -> new ProxyMode.Reverse(true, origin.endpoint());
                      default ->
                          new ProxyMode.Upstream(
                              false, second.addresses().get(0), Optional.empty());
                    },
                    UpstreamTls.FAITHFUL,
                    Map.of()),
                new Records())) {
      String address = proxy.addresses().get(0).toString();
      String target = scheme.isEmpty() ? address : origin.endpoint().toString();
      Stream<String> through =
          scheme.isEmpty() ? Stream.empty() : Stream.of("-x", scheme + "://" + address);
      ClientProgram.Ran curl =
          ClientProgram.run(
              Stream.concat(
                      Stream.of(
                          "curl",
                          "-sS",
                          "--http1.1",
                          "--cacert",
                          ca.toString(),
                          "--connect-to",
                          "::" + target),
                      Stream.concat(through, Stream.of("https://" + NAME + "/")))
                  .toArray(String[]::new));
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
    }
  }
}
