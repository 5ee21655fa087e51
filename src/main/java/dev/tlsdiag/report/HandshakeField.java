package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Ja3;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A field that {@code -e} can ask for.
 *
 * <p>Names and forms are Wireshark's; a value is that of the frame with the ClientHello, as under
 * {@code -Y tls.handshake.type==1}, but for {@code ja3s} and the alerts, which come from the
 * answer. {@code tls.} stands for QUIC and DTLS as well. Fields of our own begin with {@code
 * tlsdiag.}.
 *
 * @param name as after {@code -e}
 * @param description in a few words
 */
public record HandshakeField(String name, String description, Reader reader) {
  /** Writes the values, or nothing. */
  @FunctionalInterface
  interface Reader {
    void read(Handshake handshake, FieldValues values);
  }

  private interface HelloReader {
    void read(ClientHello hello, FieldValues values);
  }

  private static final Map<String, HandshakeField> ALL = new LinkedHashMap<>();

  static {
    frames();
    addresses();
    clientHello();
    lists();
    fingerprints();
    answers();
    ours();
  }

  public HandshakeField {
    requireNonNull(name, "name is null");
    requireNonNull(description, "description is null");
    requireNonNull(reader, "reader is null");
  }

  /** All of them, in the order of a list for people. */
  public static List<HandshakeField> all() {
    return List.copyOf(ALL.values());
  }

  public static Optional<HandshakeField> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static void frames() {
    add(
        "frame.number",
        "packet in which the ClientHello was complete",
        (h, v) -> v.number(h.frame()));
    add(
        "frame.time_epoch",
        "its time, seconds since 1970",
        (h, v) -> epochSeconds(h.time(), v.buffer()));
  }

  private static void epochSeconds(Instant time, TextBuffer out) {
    out.number(time.getEpochSecond()).add('.').number(time.getNano(), 9);
  }

  private static void addresses() {
    address("ip.src", "client, IPv4", false, true);
    address("ip.dst", "server, IPv4", false, false);
    address("ipv6.src", "client, IPv6", true, true);
    address("ipv6.dst", "server, IPv6", true, false);
    transport("tcp.srcport", "port of the client", true, (h, v) -> v.number(h.client().port()));
    transport("tcp.dstport", "port of the server", true, (h, v) -> v.number(h.server().port()));
    transport("tcp.stream", "number of the connection", true, (h, v) -> v.number(h.stream()));
    transport("udp.srcport", "port of the client", false, (h, v) -> v.number(h.client().port()));
    transport("udp.dstport", "port of the server", false, (h, v) -> v.number(h.server().port()));
    transport("udp.stream", "number of the flow", false, (h, v) -> v.number(h.stream()));
  }

  private static void address(String name, String description, boolean v6, boolean client) {
    add(
        name,
        description,
        (h, v) -> {
          String host = (client ? h.client() : h.server()).host();
          if (host.indexOf(':') >= 0 == v6) {
            v.token(host);
          }
        });
  }

  private static void transport(String name, String description, boolean tcp, Reader reader) {
    add(
        name,
        description,
        (h, v) -> {
          if (h.transport() == Transport.TCP == tcp) {
            reader.read(h, v);
          }
        });
  }

  private static void clientHello() {
    add(
        "quic.version",
        "version of the Initial packet",
        (h, v) -> h.quicVersion().ifPresent(v::code32));
    add(
        "tls.record.version",
        "version of the record around the ClientHello",
        (h, v) ->
            h.sent().map(SentHello::recordVersion).orElse(OptionalInt.empty()).ifPresent(v::code));
    add(
        "tls.handshake.length",
        "bytes of the ClientHello without its header",
        (h, v) -> h.sent().ifPresent(s -> v.number(Math.max(0, s.message().length() - 4))));
    hello("tls.handshake.version", "legacy version", (h, v) -> v.code(h.legacyVersion()));
    hello("tls.handshake.random", "random of the client", (h, v) -> v.hex(h.random()));
    hello("tls.handshake.session_id", "session ID", (h, v) -> v.hex(h.sessionId()));
    hello(
        "tls.handshake.extensions_server_name",
        "the server name asked for (SNI)",
        (h, v) -> h.serverName().ifPresent(v::peer));
    hello(
        "tls.handshake.extensions_alpn_str",
        "ALPN protocols offered",
        (h, v) -> h.alpnProtocols().forEach(v::peer));
  }

  private static void lists() {
    hello(
        "tls.handshake.extensions.supported_version",
        "versions offered",
        (h, v) -> {
          for (ProtocolVersion version : h.supportedVersions()) {
            v.code(version.code());
          }
        });
    hello(
        "tls.handshake.ciphersuite",
        "cipher suites offered",
        (h, v) -> {
          for (CipherSuite suite : h.cipherSuites()) {
            v.code(suite.code());
          }
        });
    hello(
        "tls.handshake.extension.type",
        "extensions in wire order",
        (h, v) -> {
          for (int type : h.extensionTypes()) {
            v.number(type);
          }
        });
    hello(
        "tls.handshake.extensions_supported_group",
        "groups offered",
        (h, v) -> {
          for (NamedGroup group : h.groups()) {
            v.code(group.code());
          }
        });
    hello(
        "tls.handshake.extensions_key_share_group",
        "groups with a key share",
        (h, v) -> {
          for (KeyShareEntry share : h.keyShares()) {
            v.number(share.group().code());
          }
        });
    hello(
        "tls.handshake.extensions_ec_point_format",
        "point formats offered",
        (h, v) -> h.ecPointFormats().forEach(v::number));
    hello("tls.handshake.sig_hash_alg", "signature algorithms offered", HandshakeField::signatures);
  }

  /** Wireshark gives all extensions of the kind one name. */
  private static void signatures(ClientHello hello, FieldValues values) {
    for (Extension extension : hello.extensions()) {
      switch (extension.type()) {
        case ExtensionType.SIGNATURE_ALGORITHMS,
            ExtensionType.SIGNATURE_ALGORITHMS_CERT,
            ExtensionType.DELEGATED_CREDENTIAL -> {
          Bytes body = extension.body();
          for (int at = 2; at + 1 < body.length(); at += 2) {
            values.code(SignatureScheme.of(body.u16(at)).code());
          }
        }
        default -> {}
      }
    }
  }

  private static void fingerprints() {
    hello("tls.handshake.ja3", "JA3", (h, v) -> fingerprint(v.fingerprints().ja3(h), v));
    hello("tls.handshake.ja3_full", "JA3 before hashing", (h, v) -> fingerprint(Ja3.text(h), v));
    add("tls.handshake.ja4", "JA4", (h, v) -> h.sent().ifPresent(s -> ja4(s, h.transport(), v)));
    add(
        "tls.handshake.ja4_r",
        "JA4 before hashing",
        (h, v) -> h.sent().ifPresent(s -> ja4Raw(s, h.transport(), v)));
  }

  private static void ja4(SentHello sent, Transport transport, FieldValues values) {
    char letter = JsonRenderer.letter(transport);
    fingerprint(values.fingerprints().ja4(sent.hello(), letter), values);
  }

  private static void ja4Raw(SentHello sent, Transport transport, FieldValues values) {
    char letter = JsonRenderer.letter(transport);
    fingerprint(values.fingerprints().ja4Raw(sent.hello(), letter), values);
  }

  /** An SSLv2-format hello has none. */
  private static void fingerprint(String text, FieldValues values) {
    if (!text.isEmpty()) {
      values.token(text);
    }
  }

  private static void answers() {
    server(
        "tls.handshake.ja3s",
        "JA3S of the ServerHello",
        (s, v) -> v.token(v.fingerprints().ja3s(s)));
    server("tls.handshake.ja3s_full", "JA3S before hashing", (s, v) -> v.token(Ja3.serverText(s)));
    add(
        "tls.alert_message.desc",
        "alerts in the clear, of both sides",
        (h, v) -> {
          for (SeenAlert alert : h.alerts()) {
            v.number(alert.description().code());
          }
        });
    add(
        "tls.alert_message.level",
        "1 warning, 2 fatal",
        (h, v) -> {
          for (SeenAlert alert : h.alerts()) {
            v.number(alert.level());
          }
        });
  }

  private static void ours() {
    add("tlsdiag.number", "number for --show and --diff", (h, v) -> v.number(h.number()));
    add("tlsdiag.file", "the capture", (h, v) -> v.peer(h.file()));
    add("tlsdiag.transport", "tcp, dtls or quic", (h, v) -> v.token(h.transport().label()));
    add("tlsdiag.outcome", "as for --outcome", (h, v) -> v.token(h.outcome().kind()));
    add("tlsdiag.result", "the outcome in words", (h, v) -> v.token(OutcomeWords.of(h)));
    add("tlsdiag.answer", "what came back first", (h, v) -> v.token(h.answer().kind().label()));
    server("tlsdiag.version", "version chosen", (s, v) -> v.code(s.version().code()));
    server("tlsdiag.ciphersuite", "cipher suite chosen", (s, v) -> v.code(s.cipherSuite().code()));
    server("tlsdiag.group", "group chosen", (s, v) -> s.group().ifPresent(g -> v.code(g.code())));
    server(
        "tlsdiag.alpn",
        "ALPN chosen, where in the clear",
        (s, v) -> s.alpnProtocol().ifPresent(v::peer));
    add("tlsdiag.history", "one letter a message", (h, v) -> v.peer(h.history()));
  }

  private static void hello(String name, String description, HelloReader reader) {
    add(name, description, (h, v) -> h.sent().ifPresent(s -> reader.read(s.hello(), v)));
  }

  private interface ServerReader {
    void read(ServerHello hello, FieldValues values);
  }

  private static void server(String name, String description, ServerReader reader) {
    add(name, description, (h, v) -> h.serverHello().ifPresent(s -> reader.read(s, v)));
  }

  private static void add(String name, String description, Reader reader) {
    ALL.put(name, new HandshakeField(name, description, reader));
  }
}
