package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import java.util.List;

/** ServerHellos for tests. */
final class TlsSamples {
  private TlsSamples() {}

  /** Of TLS 1.2, with this protocol. */
  static ServerHello serverHello(String alpn) {
    return hello(0xc02f, List.of(Extensions.alpn(List.of(alpn))));
  }

  /** Of TLS 1.3, with a key share of this group. */
  static ServerHello serverHello(int group) {
    return hello(
        0x1301,
        List.of(
            new Extension(ExtensionType.SUPPORTED_VERSIONS, Bytes.ofHex("0304")),
            new Extension(ExtensionType.KEY_SHARE, Bytes.ofHex("%04x000100".formatted(group)))));
  }

  private static ServerHello hello(int suite, List<Extension> extensions) {
    return new ServerHello(
        0x0303, Bytes.ofHex("00".repeat(32)), Bytes.EMPTY, CipherSuite.of(suite), 0, extensions);
  }
}
