package dev.tlsdiag.trace;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * ClientHellos for tests, as values: {@code new HelloSamples().name("a.example").alpn("h2")}. Each
 * has another random, as real ones do.
 */
public final class HelloSamples {
  private static int count;

  private final List<Extension> extensions = new ArrayList<>();
  private int[] suites = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f};
  private String session = "";
  private String random = "%064x".formatted(++count);

  public HelloSamples name(String hostName) {
    byte[] ascii = hostName.getBytes(StandardCharsets.ISO_8859_1);
    String body =
        "%04x00%04x".formatted(ascii.length + 3, ascii.length) + Bytes.wrap(ascii).toHex();
    return extension(ExtensionType.SERVER_NAME, body);
  }

  public HelloSamples alpn(String... protocols) {
    StringBuilder list = new StringBuilder();
    for (String protocol : protocols) {
      byte[] ascii = protocol.getBytes(StandardCharsets.ISO_8859_1);
      list.append("%02x".formatted(ascii.length)).append(Bytes.wrap(ascii).toHex());
    }
    String body = "%04x".formatted(list.length() / 2) + list;
    return extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, body);
  }

  /** {@code supported_versions}; without it the hello offers TLS 1.2 at most. */
  public HelloSamples versions(int... codes) {
    StringBuilder body = new StringBuilder("%02x".formatted(2 * codes.length));
    for (int code : codes) {
      body.append("%04x".formatted(code));
    }
    return extension(ExtensionType.SUPPORTED_VERSIONS, body.toString());
  }

  public HelloSamples suites(int... codes) {
    suites = codes;
    return this;
  }

  /** So that two hellos are the very same message. */
  public HelloSamples random(int number) {
    random = "%064x".formatted(number);
    return this;
  }

  public HelloSamples session(String hexId) {
    session = hexId;
    return this;
  }

  public HelloSamples extension(int type, String hexBody) {
    extensions.add(new Extension(type, Bytes.ofHex(hexBody)));
    return this;
  }

  public ClientHello build() {
    return new ClientHello(
        0x0303,
        Bytes.ofHex(random),
        Bytes.ofHex(session),
        Optional.empty(),
        IntStream.of(suites).mapToObj(CipherSuite::of).toList(),
        Bytes.ofHex("00"),
        extensions,
        false);
  }

  /** A browser's or curl's: a name, HTTP/2, TLS 1.3. */
  public static HelloSamples client(String hostName) {
    return new HelloSamples().name(hostName).alpn("h2", "http/1.1").versions(0x0304, 0x0303);
  }

  /** A proxy's that offers TLS 1.2 and no ALPN. */
  public static HelloSamples proxy() {
    return new HelloSamples()
        .suites(0xc02b, 0xc02f, 0xc02c, 0x009c)
        .extension(ExtensionType.SUPPORTED_GROUPS, "000400170018");
  }
}
