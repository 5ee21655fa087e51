package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of a ClientHello as {@link HelloDiff} compares them: without what is random in every
 * hello, and each GREASE value as the same word.
 */
final class HelloFields {
  /** Their values have fields of their own, or are random, or fill up. */
  private static final Set<Integer> NOT_BY_VALUE =
      Set.of(
          ExtensionType.SERVER_NAME,
          ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
          ExtensionType.SUPPORTED_VERSIONS,
          ExtensionType.SUPPORTED_GROUPS,
          ExtensionType.KEY_SHARE,
          ExtensionType.DRAFT_KEY_SHARE,
          ExtensionType.SIGNATURE_ALGORITHMS,
          ExtensionType.PRE_SHARED_KEY,
          ExtensionType.PADDING,
          ExtensionType.COOKIE,
          ExtensionType.ENCRYPTED_SERVER_NAME,
          ExtensionType.CONNECTION_ID);

  private HelloFields() {}

  /** What {@code server_name} carries; empty where the extension is absent. */
  static Optional<String> serverName(ClientHello hello) {
    return hello
        .extension(ExtensionType.SERVER_NAME)
        .map(e -> hello.serverName().orElseGet(() -> e.decode().summary()));
  }

  static List<String> versions(ClientHello hello) {
    List<ProtocolVersion> offered = hello.supportedVersions();
    return offered.isEmpty()
        ? List.of(ProtocolVersion.of(hello.legacyVersion()).name())
        : texts(offered);
  }

  static List<String> keyShares(ClientHello hello) {
    return hello.keyShares().stream()
        .map(share -> share.group().isGrease() ? WireCode.GREASE : share.summary())
        .toList();
  }

  /** The types in wire order, each GREASE one as the same word. */
  static List<String> extensionNames(ClientHello hello) {
    return hello.extensions().stream().map(e -> e.extensionType().name()).toList();
  }

  static String compression(ClientHello hello) {
    Bytes methods = hello.compressionMethods();
    return methods.equals(Bytes.wrap(new byte[] {0})) ? "null" : "methods " + methods.toHex();
  }

  static String format(ClientHello hello) {
    return hello.sslv2() ? "SSL 2.0" : "TLS";
  }

  /**
   * Whether it shows that it knows secure renegotiation, in either of two ways (RFC 5746 section
   * 3.4).
   */
  static boolean saysSecureRenegotiation(ClientHello hello) {
    return hello.hasExtension(ExtensionType.RENEGOTIATION_INFO)
        || hello.cipherSuites().contains(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  }

  static boolean isComparedByValue(Extension extension) {
    return !NOT_BY_VALUE.contains(extension.type()) && !extension.extensionType().isGrease();
  }

  /** The value of an extension without its random parts. */
  static String value(Extension extension) {
    ExtensionBody body = extension.decode();
    if (body instanceof UnknownExtension unknown) {
      return unknown.body().toHex();
    }
    if (body instanceof EchOuterExtension) {
      return "outer";
    }
    if (body instanceof SessionTicketExtension ticket) {
      return ticket.ticket().isEmpty() ? "empty" : "a ticket";
    }
    if (body instanceof QuicTransportParametersExtension quic) {
      return parameters(quic);
    }
    return body.summary();
  }

  /** Sorted, for clients shuffle them; connection IDs and reserved parameters are random. */
  private static String parameters(QuicTransportParametersExtension quic) {
    Set<String> shown = new TreeSet<>();
    for (QuicTransportParametersExtension.Parameter parameter : quic.parameters()) {
      String name = parameter.name();
      if (!name.equals(WireCode.GREASE)) {
        shown.add(name.endsWith("connection_id") ? name : parameter.summary());
      }
    }
    return String.join(", ", shown);
  }

  static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
