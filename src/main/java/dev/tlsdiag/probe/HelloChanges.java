package dev.tlsdiag.probe;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Changes to a hello that keep what they do not speak of. */
final class HelloChanges {
  private static final int PADDING_HEADER = 4;
  private static final Set<NamedGroup> POST_QUANTUM =
      Set.of(
          NamedGroup.X25519MLKEM768,
          NamedGroup.X25519_KYBER768_DRAFT00,
          NamedGroup.of(0x11eb),
          NamedGroup.of(0x11ed));

  private HelloChanges() {}

  static boolean isPostQuantum(NamedGroup group) {
    return POST_QUANTUM.contains(group);
  }

  /** The name in its place, or in front where there was none. */
  static ClientHello named(ClientHello hello, String name) {
    return hello.hasExtension(ExtensionType.SERVER_NAME)
        ? hello.with(Extensions.serverName(name))
        : hello.withExtensions(
            Stream.concat(Stream.of(Extensions.serverName(name)), hello.extensions().stream())
                .toList());
  }

  /** Only what a server cannot do without. */
  static ClientHello small(ClientHello hello) {
    Set<Integer> kept =
        Set.of(
            ExtensionType.SERVER_NAME,
            ExtensionType.SUPPORTED_GROUPS,
            ExtensionType.SIGNATURE_ALGORITHMS,
            ExtensionType.SUPPORTED_VERSIONS,
            ExtensionType.KEY_SHARE);
    ClientHello small =
        hello
            .withExtensions(
                hello.extensions().stream().filter(e -> kept.contains(e.type())).toList())
            .withCipherSuites(suites(0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc030));
    if (small.hasExtension(ExtensionType.KEY_SHARE)) {
      small =
          small
              .with(Extensions.supportedGroups(List.of(NamedGroup.X25519, NamedGroup.SECP256R1)))
              .with(Extensions.keyShare(shares(List.of(NamedGroup.X25519))));
    }
    return small;
  }

  static ClientHello padded(ClientHello hello, int length) {
    ClientHello bare = hello.without(ExtensionType.PADDING);
    int missing = length - HelloWriter.message(bare).length() - PADDING_HEADER;
    return missing < 0 ? bare : bare.with(Extensions.padding(missing));
  }

  static List<NamedGroup> classical(List<NamedGroup> groups) {
    List<NamedGroup> left = groups.stream().filter(g -> !isPostQuantum(g)).toList();
    return left.isEmpty() ? List.of(NamedGroup.X25519) : left;
  }

  static List<NamedGroup> joined(List<NamedGroup> first, List<NamedGroup> rest) {
    return Stream.concat(first.stream(), rest.stream()).distinct().toList();
  }

  /** With shares of the right length; they are made anew when they are sent. */
  static Map<NamedGroup, Bytes> shares(List<NamedGroup> groups) {
    Map<NamedGroup, Bytes> shares = new LinkedHashMap<>();
    groups.forEach(
        group ->
            shares.put(group, OwnKey.of(group).map(OwnKey::share).orElse(Bytes.wrap(new byte[1]))));
    return shares;
  }

  static ClientHello tls12(ClientHello hello) {
    return hello
        .without(ExtensionType.SUPPORTED_VERSIONS)
        .without(ExtensionType.KEY_SHARE)
        .without(ExtensionType.PSK_KEY_EXCHANGE_MODES)
        .withRandom(hello.random(), Bytes.EMPTY)
        .withCipherSuites(
            hello.cipherSuites().stream().filter(suite -> suite.code() >> 8 != 0x13).toList());
  }

  static Extension schemes(int... codes) {
    return Extensions.signatureAlgorithms(
        IntStream.of(codes).mapToObj(SignatureScheme::of).toList());
  }

  static List<CipherSuite> suites(int... codes) {
    return IntStream.of(codes).mapToObj(CipherSuite::of).toList();
  }
}
