package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;
import java.util.Optional;

/**
 * A ServerHello (RFC 8446 section 4.1.3, RFC 5246 section 7.4.1.3) or a HelloRetryRequest, which
 * differs by its random.
 *
 * @param legacyVersion {@code legacy_version} as sent
 * @param random 32 bytes
 * @param sessionId echoed or new; empty in drafts 18 to 21, which have none
 * @param compressionMethod 0 is null compression
 * @param extensions empty also where the message ends before the block
 */
public record ServerHello(
    int legacyVersion,
    Bytes random,
    Bytes sessionId,
    CipherSuite cipherSuite,
    int compressionMethod,
    List<Extension> extensions) {
  /** SHA-256 of "HelloRetryRequest", the random that makes a ServerHello one. */
  public static final Bytes RETRY_RANDOM =
      Bytes.ofHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static final int RANDOM_LENGTH = 32;
  private static final int FIRST_DRAFT = 0x7f00;
  private static final int DRAFT_19 = 0x7f13;
  private static final int DRAFT_21 = 0x7f15;
  private static final Bytes DOWNGRADE_TLS_1_2 = Bytes.ofHex("444f574e47524401");
  private static final Bytes DOWNGRADE_TLS_1_1 = Bytes.ofHex("444f574e47524400");

  public ServerHello {
    requireNonNull(random, "random is null");
    requireNonNull(sessionId, "sessionId is null");
    requireNonNull(cipherSuite, "cipherSuite is null");
    extensions = ExtensionList.immutable(extensions);
  }

  /**
   * Reads the body of the message, without its header of 4 bytes. Bytes after the extensions are
   * passed over.
   *
   * @throws MalformedMessageException where a vector or the extensions block is longer than the
   *     body
   */
  public static ServerHello parse(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    int version = reader.u16("legacy_version");
    Bytes random = reader.bytes(RANDOM_LENGTH, "random");
    // Drafts up to 21 had dropped these two fields; draft 22 brought them back for middleboxes.
    boolean bare = version >= FIRST_DRAFT && version <= DRAFT_21;
    Bytes sessionId = bare ? Bytes.EMPTY : reader.vector8(0, "legacy_session_id_echo").rest();
    CipherSuite suite = CipherSuite.of(reader.u16("cipher_suite"));
    int compression = bare ? 0 : reader.u8("legacy_compression_method");
    return new ServerHello(
        version, random, sessionId, suite, compression, ExtensionList.parse(reader));
  }

  /**
   * Reads the body of a HelloRetryRequest of drafts 18 to 21, a message of its own type (6). It
   * gets {@link #RETRY_RANDOM}; draft 18 names no cipher suite, which becomes 0x0000.
   *
   * @throws MalformedMessageException as {@link #parse}
   */
  public static ServerHello parseLegacyHelloRetryRequest(Bytes body)
      throws MalformedMessageException {
    WireReader reader = body.reader();
    int version = reader.u16("server_version");
    int suite = version >= DRAFT_19 ? reader.u16("cipher_suite") : 0;
    return new ServerHello(
        version, RETRY_RANDOM, Bytes.EMPTY, CipherSuite.of(suite), 0, ExtensionList.parse(reader));
  }

  public boolean isHelloRetryRequest() {
    return random.equals(RETRY_RANDOM);
  }

  /** The types of {@link #extensions} alone, in wire order. */
  public int[] extensionTypes() {
    return ExtensionList.types(extensions);
  }

  /** The first extension of the type. */
  public Optional<Extension> extension(int type) {
    return ExtensionList.find(extensions, type);
  }

  /** How extensions of this message are to be read. */
  public Extension.In context() {
    return isHelloRetryRequest() ? Extension.In.HELLO_RETRY_REQUEST : Extension.In.SERVER_HELLO;
  }

  /**
   * The version chosen: {@code supported_versions} (RFC 8446 section 4.2.1), else the legacy one.
   */
  public ProtocolVersion version() {
    return extension(ExtensionType.SUPPORTED_VERSIONS)
        .filter(e -> e.body().length() == 2)
        .map(e -> ProtocolVersion.of(e.body().u16(0)))
        .orElseGet(() -> ProtocolVersion.of(legacyVersion));
  }

  /** The group of {@code key_share}; in the clear from TLS 1.3 on only. */
  public Optional<NamedGroup> group() {
    return extension(ExtensionType.KEY_SHARE)
        .or(() -> extension(ExtensionType.DRAFT_KEY_SHARE))
        .filter(e -> e.body().length() >= 2)
        .map(e -> NamedGroup.of(e.body().u16(0)));
  }

  /** The protocol chosen; from TLS 1.3 on it is encrypted, and this is empty. */
  public Optional<String> alpnProtocol() {
    return extension(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
        .map(e -> Vectors.protocolNames(e.body()))
        .filter(names -> !names.isEmpty())
        .map(names -> names.get(0));
  }

  /** Whether the server took a pre-shared key (RFC 8446 section 4.2.11). */
  public boolean resumesPsk() {
    return extension(ExtensionType.PRE_SHARED_KEY).isPresent();
  }

  /**
   * Whether a server that knows a newer version marks that it chose an older (RFC 8446 section
   * 4.1.3).
   */
  public boolean downgradeSentinel() {
    if (random.length() != RANDOM_LENGTH) {
      return false;
    }
    Bytes last = random.slice(RANDOM_LENGTH - 8, 8);
    return last.equals(DOWNGRADE_TLS_1_2) || last.equals(DOWNGRADE_TLS_1_1);
  }
}
