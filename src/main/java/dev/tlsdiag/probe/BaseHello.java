package dev.tlsdiag.probe;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A hello that any server should like: as curl with OpenSSL 3.0 sends it, TLS 1.3 and 1.2, HTTP/2
 * and 1.1, small enough for one segment, without a post-quantum share.
 */
public final class BaseHello {
  private static final int[] SUITES = {
    0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e,
    0xc024, 0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033,
    0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x00ff
  };
  private static final int[] SCHEMES = {
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401,
    0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602
  };
  private static final List<NamedGroup> GROUPS =
      List.of(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP521R1, NamedGroup.SECP384R1);

  private BaseHello() {}

  /**
   * The hello.
   *
   * @param host goes into server_name; an IP address does not (RFC 6066 section 3)
   */
  public static ClientHello of(String host) {
    return of(
        HostName.isAddress(host) ? Optional.empty() : Optional.of(host), List.of("h2", "http/1.1"));
  }

  /**
   * The hello.
   *
   * @param serverName as sent; empty for no server_name
   * @param alpn empty for no ALPN
   */
  public static ClientHello of(Optional<String> serverName, List<String> alpn) {
    List<Extension> extensions = new ArrayList<>();
    serverName.map(Extensions::serverName).ifPresent(extensions::add);
    extensions.add(raw(ExtensionType.EC_POINT_FORMATS, "03000102"));
    extensions.add(Extensions.supportedGroups(GROUPS));
    extensions.add(raw(ExtensionType.SESSION_TICKET, ""));
    if (!alpn.isEmpty()) {
      extensions.add(Extensions.alpn(alpn));
    }
    extensions.add(raw(ExtensionType.ENCRYPT_THEN_MAC, ""));
    extensions.add(raw(ExtensionType.EXTENDED_MASTER_SECRET, ""));
    extensions.add(
        Extensions.signatureAlgorithms(
            IntStream.of(SCHEMES).mapToObj(SignatureScheme::of).toList()));
    extensions.add(
        Extensions.supportedVersions(List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)));
    extensions.add(raw(ExtensionType.PSK_KEY_EXCHANGE_MODES, "0101"));
    extensions.add(Extensions.keyShare(Map.of(NamedGroup.X25519, Bytes.wrap(new byte[32]))));
    return new ClientHello(
        ProtocolVersion.TLS_1_2.code(),
        Bytes.wrap(new byte[32]),
        Bytes.wrap(new byte[32]),
        Optional.empty(),
        IntStream.of(SUITES).mapToObj(CipherSuite::of).toList(),
        Bytes.ofHex("00"),
        extensions,
        false);
  }

  private static Extension raw(int type, String hex) {
    return new Extension(type, Bytes.ofHex(hex));
  }
}
