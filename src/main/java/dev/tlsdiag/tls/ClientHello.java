package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ClientHello as it was sent (RFC 8446 section 4.1.2, RFC 6347 section 4.2.1, RFC 5246 appendix
 * E.2): wire order, duplicates, unknown and GREASE values are kept.
 *
 * <p>The derived lists say what can be read: an extension that is absent or broken gives an empty
 * one. {@link Extension#decode} tells those two apart.
 *
 * @param legacyVersion {@code legacy_version}; of an SSLv2-format hello the version it offers
 * @param random 32 bytes; of an SSLv2-format hello the challenge as sent, usually 16 to 32
 * @param sessionId 0 to 255 bytes (32 are allowed)
 * @param cookie of DTLS, also when empty; absent in TLS
 * @param cipherSuites an odd byte at the end of the vector is not kept
 * @param extensions empty also where the hello ends before the block
 * @param sslv2 whether it came in the format of SSL 2.0, which has neither compression nor
 *     extensions
 */
public record ClientHello(
    int legacyVersion,
    Bytes random,
    Bytes sessionId,
    Optional<Bytes> cookie,
    List<CipherSuite> cipherSuites,
    Bytes compressionMethods,
    List<Extension> extensions,
    boolean sslv2) {
  private static final int RANDOM_LENGTH = 32;
  private static final int SSLV2_CLIENT_HELLO = 1;
  private static final int SSLV2_SPEC_LENGTH = 3;

  public ClientHello {
    requireNonNull(random, "random is null");
    requireNonNull(sessionId, "sessionId is null");
    requireNonNull(cookie, "cookie is null");
    cipherSuites = cipherSuites instanceof CodeList ? cipherSuites : List.copyOf(cipherSuites);
    requireNonNull(compressionMethods, "compressionMethods is null");
    extensions = ExtensionList.immutable(extensions);
  }

  /**
   * Reads the body of the message, without its header of 4 bytes. Bytes after the extensions, and
   * up to 3 at the end of their block, are passed over; {@link HelloOutline} shows them.
   *
   * @throws MalformedMessageException where a vector or the extensions block is longer than the
   *     body
   */
  public static ClientHello parse(Bytes body) throws MalformedMessageException {
    return parse(body, false);
  }

  /** As {@link #parse(Bytes)}, for DTLS: with a cookie, and put together from its fragments. */
  public static ClientHello parseDtls(Bytes body) throws MalformedMessageException {
    return parse(body, true);
  }

  private static ClientHello parse(Bytes body, boolean dtls) throws MalformedMessageException {
    WireReader reader = body.reader();
    int legacyVersion = reader.u16("legacy_version");
    Bytes random = reader.bytes(RANDOM_LENGTH, "random");
    Bytes sessionId = reader.vector8(0, "legacy_session_id").rest();
    Optional<Bytes> cookie =
        dtls ? Optional.of(reader.vector8(0, "cookie").rest()) : Optional.empty();
    Bytes suites = reader.vector16(0, "cipher_suites").rest();
    Bytes compression = reader.vector8(0, "legacy_compression_methods").rest();
    return new ClientHello(
        legacyVersion,
        random,
        sessionId,
        cookie,
        new CodeList<>(suites, 2, CipherSuite::of),
        compression,
        ExtensionList.parse(reader),
        false);
  }

  /**
   * Reads a hello in the format of SSL 2.0 (RFC 5246 appendix E.2), from {@code msg_type} on:
   * without the record header of 2 or 3 bytes.
   *
   * @throws MalformedMessageException where it is another message, or a length is past the end
   */
  public static ClientHello parseSslv2(Bytes record) throws MalformedMessageException {
    WireReader reader = record.reader();
    int type = reader.u8("msg_type");
    if (type != SSLV2_CLIENT_HELLO) {
      throw new MalformedMessageException("msg_type", 0, "is " + type + ", not client_hello(1)");
    }
    int version = reader.u16("version");
    int specsLength = reader.u16("cipher_spec_length");
    int sessionIdLength = reader.u16("session_id_length");
    int challengeLength = reader.u16("challenge_length");
    Bytes specs = reader.bytes(specsLength, "cipher_specs");
    Bytes sessionId = reader.bytes(sessionIdLength, "session_id");
    Bytes challenge = reader.bytes(challengeLength, "challenge");
    return new ClientHello(
        version,
        challenge,
        sessionId,
        Optional.empty(),
        new CodeList<>(specs, SSLV2_SPEC_LENGTH, CipherSuite::of),
        Bytes.EMPTY,
        List.of(),
        true);
  }

  /** The same with these extensions in this order, and no others. */
  public ClientHello withExtensions(List<Extension> newExtensions) {
    return new ClientHello(
        legacyVersion,
        random,
        sessionId,
        cookie,
        cipherSuites,
        compressionMethods,
        newExtensions,
        sslv2);
  }

  /**
   * The same with this extension in the place of the first of its type; behind all others where
   * there is none, but before {@code pre_shared_key}, which has to be the last (RFC 8446 section
   * 4.2.11).
   */
  public ClientHello with(Extension extension) {
    List<Extension> all = new ArrayList<>(extensions);
    int at = 0;
    while (at < all.size() && all.get(at).type() != extension.type()) {
      at++;
    }
    if (at < all.size()) {
      all.set(at, extension);
    } else {
      boolean psk = at > 0 && all.get(at - 1).type() == ExtensionType.PRE_SHARED_KEY;
      all.add(psk ? at - 1 : at, extension);
    }
    return withExtensions(all);
  }

  /** The same without any extension of this type. */
  public ClientHello without(int extensionType) {
    return withExtensions(
        extensions.stream().filter(each -> each.type() != extensionType).toList());
  }

  public ClientHello withCipherSuites(List<CipherSuite> suites) {
    return new ClientHello(
        legacyVersion, random, sessionId, cookie, suites, compressionMethods, extensions, sslv2);
  }

  /** The same with another {@code random}, of 32 bytes, and another session ID, 0 to 32. */
  public ClientHello withRandom(Bytes newRandom, Bytes newSessionId) {
    return new ClientHello(
        legacyVersion,
        newRandom,
        newSessionId,
        cookie,
        cipherSuites,
        compressionMethods,
        extensions,
        sslv2);
  }

  public ClientHello withLegacyVersion(int version) {
    return new ClientHello(
        version, random, sessionId, cookie, cipherSuites, compressionMethods, extensions, sslv2);
  }

  /** The types of {@link #extensions} alone, in wire order. */
  public int[] extensionTypes() {
    return ExtensionList.types(extensions);
  }

  /** The first extension of the type. */
  public Optional<Extension> extension(int type) {
    return ExtensionList.find(extensions, type);
  }

  public boolean hasExtension(int type) {
    return extension(type).isPresent();
  }

  /**
   * The first host_name of {@code server_name} (RFC 6066 section 3) as sent: case and dots kept,
   * each byte the character of the same number, so that a name that is no ASCII stays visible.
   */
  public Optional<String> serverName() {
    return extension(ExtensionType.SERVER_NAME).flatMap(e -> Vectors.hostName(e.body()));
  }

  /** The protocols of ALPN (RFC 7301 section 3.1), each byte the character of the same number. */
  public List<String> alpnProtocols() {
    return extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
        .map(e -> Vectors.protocolNames(e.body()))
        .orElse(List.of());
  }

  /** {@code supported_versions} in wire order with GREASE; empty in hellos of before TLS 1.3. */
  public List<ProtocolVersion> supportedVersions() {
    return extension(ExtensionType.SUPPORTED_VERSIONS)
        .map(e -> Vectors.codes8(e.body(), ProtocolVersion::of))
        .orElse(List.of());
  }

  /**
   * The highest version offered: of {@code supported_versions} without GREASE, else the legacy
   * version.
   *
   * @param dtls whether the hello came by DTLS, whose numbers count downwards
   */
  public ProtocolVersion maxVersion(boolean dtls) {
    ProtocolVersion highest = null;
    for (ProtocolVersion version : supportedVersions()) {
      if (!version.isGrease()
          && version.isDtls() == dtls
          && (highest == null || version.isNewerThan(highest))) {
        highest = version;
      }
    }
    return highest == null ? ProtocolVersion.of(legacyVersion) : highest;
  }

  /** {@code supported_groups} in wire order with GREASE (RFC 8446 section 4.2.7). */
  public List<NamedGroup> groups() {
    return extension(ExtensionType.SUPPORTED_GROUPS)
        .map(e -> Vectors.codes16(e.body(), NamedGroup::of))
        .orElse(List.of());
  }

  /** {@code signature_algorithms} alone (RFC 8446 section 4.2.3), not those for certificates. */
  public List<SignatureScheme> signatureSchemes() {
    return extension(ExtensionType.SIGNATURE_ALGORITHMS)
        .map(e -> Vectors.codes16(e.body(), SignatureScheme::of))
        .orElse(List.of());
  }

  /** {@code ec_point_formats} (RFC 8422 section 5.1.2). */
  public List<Integer> ecPointFormats() {
    return extension(ExtensionType.EC_POINT_FORMATS)
        .map(e -> Vectors.numbers8(e.body()))
        .orElse(List.of());
  }

  /** {@code key_share} in wire order with GREASE (RFC 8446 section 4.2.8). */
  public List<KeyShareEntry> keyShares() {
    return extension(ExtensionType.KEY_SHARE)
        .or(() -> extension(ExtensionType.DRAFT_KEY_SHARE))
        .map(e -> Vectors.keyShares(e.body()))
        .orElse(List.of());
  }

  /** Whether it offers to resume by a pre-shared key (RFC 8446 section 4.2.11). */
  public boolean offersPsk() {
    return hasExtension(ExtensionType.PRE_SHARED_KEY);
  }

  /** The ticket of {@code session_ticket} (RFC 5077 section 3.2); empty bytes ask for a new one. */
  public Optional<Bytes> sessionTicket() {
    return extension(ExtensionType.SESSION_TICKET).map(Extension::body);
  }

  /** Whether it tries to resume: by pre-shared key, by ticket, or by an ID as TLS 1.2 did. */
  public boolean offersResumption() {
    boolean ticket = sessionTicket().filter(t -> !t.isEmpty()).isPresent();
    // A TLS 1.3 client sends a random ID for middleboxes (RFC 8446 appendix D.4): no sign of
    // anything.
    boolean id = !sessionId.isEmpty() && supportedVersions().isEmpty();
    return offersPsk() || ticket || id;
  }
}
