package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Makes extensions of a ClientHello from values. Nothing is checked but lengths. */
public final class Extensions {
  private Extensions() {}

  /** {@code server_name} with one host_name (RFC 6066 section 3), each character a byte. */
  public static Extension serverName(String name) {
    var entry = new ByteArrayOutputStream();
    entry.write(0);
    HelloWriter.vector16(entry, latin1(name), "host_name");
    return of(ExtensionType.SERVER_NAME, vector16(entry, "server_name_list"));
  }

  /** ALPN (RFC 7301 section 3.1). */
  public static Extension alpn(List<String> protocols) {
    var list = new ByteArrayOutputStream();
    protocols.forEach(protocol -> HelloWriter.vector8(list, latin1(protocol), "protocol_name"));
    return of(
        ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, vector16(list, "protocol_name_list"));
  }

  /** {@code supported_versions} (RFC 8446 section 4.2.1), newest first by custom. */
  public static Extension supportedVersions(List<ProtocolVersion> versions) {
    var list = new ByteArrayOutputStream();
    versions.forEach(version -> HelloWriter.u16(list, version.code()));
    var body = new ByteArrayOutputStream();
    HelloWriter.vector8(body, Bytes.wrap(list.toByteArray()), "versions");
    return of(ExtensionType.SUPPORTED_VERSIONS, Bytes.wrap(body.toByteArray()));
  }

  /** {@code supported_groups} (RFC 8446 section 4.2.7). */
  public static Extension supportedGroups(List<NamedGroup> groups) {
    var list = new ByteArrayOutputStream();
    groups.forEach(group -> HelloWriter.u16(list, group.code()));
    return of(ExtensionType.SUPPORTED_GROUPS, vector16(list, "named_group_list"));
  }

  /** {@code signature_algorithms} (RFC 8446 section 4.2.3). */
  public static Extension signatureAlgorithms(List<SignatureScheme> schemes) {
    var list = new ByteArrayOutputStream();
    schemes.forEach(scheme -> HelloWriter.u16(list, scheme.code()));
    return of(ExtensionType.SIGNATURE_ALGORITHMS, vector16(list, "schemes"));
  }

  /**
   * {@code key_share} (RFC 8446 section 4.2.8).
   *
   * @param shares {@code key_exchange} of each group, in the order of the map
   */
  public static Extension keyShare(Map<NamedGroup, Bytes> shares) {
    var list = new ByteArrayOutputStream();
    shares.forEach(
        (group, key) -> {
          HelloWriter.u16(list, group.code());
          HelloWriter.vector16(list, key, "key_exchange");
        });
    return of(ExtensionType.KEY_SHARE, vector16(list, "client_shares"));
  }

  /** {@code padding} (RFC 7685): this many zeros. */
  public static Extension padding(int length) {
    return of(ExtensionType.PADDING, Bytes.wrap(new byte[length]));
  }

  private static Extension of(int type, Bytes body) {
    return new Extension(type, body);
  }

  private static Bytes vector16(ByteArrayOutputStream list, String field) {
    var body = new ByteArrayOutputStream();
    HelloWriter.vector16(body, Bytes.wrap(list.toByteArray()), field);
    return Bytes.wrap(body.toByteArray());
  }

  private static Bytes latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
