package dev.tlsdiag.probe;

import static dev.tlsdiag.probe.Variant.Healthy.MAY_REFUSE;
import static dev.tlsdiag.probe.Variant.Healthy.REFUSES;
import static dev.tlsdiag.probe.Variant.Healthy.TAKES_IT;
import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One thing changed at a time, against a base. */
public final class Variants {
  /** Nobody's (RFC 2606 section 2). */
  public static final String OTHER_NAME = "other-name.invalid";

  /** More than the payload of an Ethernet frame. */
  private static final int ABOVE_MSS = 2000;

  /** Some boxes hung at a record of 256 to 511 bytes; RFC 7685 was written for them. */
  private static final int BEYOND_511 = 520;

  private static final int SMALL_WRITE = 400;

  /** Without it the kernel may join what waits to be sent. */
  private static final Duration APART = Duration.ofMillis(50);

  private static final int TICKET_BYTES = 192;
  private static final int PADDING_HEADER = 4;
  private static final Set<NamedGroup> POST_QUANTUM =
      Set.of(
          NamedGroup.X25519MLKEM768,
          NamedGroup.X25519_KYBER768_DRAFT00,
          NamedGroup.of(0x11eb),
          NamedGroup.of(0x11ed));
  private static final int[] LEGACY_SUITES = {0xc00a, 0xc014, 0xc009, 0xc013, 0x0035, 0x002f};
  private static final int[] RSA_KEY_EXCHANGE = {0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f};
  private static final int[] AES_128 = {0x1301, 0xc02b, 0xc02f, 0x009e, 0x009c};
  private static final int[] CHACHA = {0x1303, 0xcca9, 0xcca8, 0xccaa};
  private static final int[] ECDSA_SCHEMES = {0x0403, 0x0503, 0x0603, 0x0203};
  private static final int[] RSA_SCHEMES = {
    0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0201
  };

  private final Probe base;
  private final String host;
  private final String address;
  private final List<Variant> all = new ArrayList<>();

  private Variants(Probe base, String host, String address) {
    this.base = requireNonNull(base, "base is null");
    this.host = requireNonNull(host, "host is null");
    this.address = requireNonNull(address, "address is null");
  }

  /**
   * All of them, those that are most likely to take long first.
   *
   * @param host the server's right name, or an IP literal
   * @param address of the server, an IP literal, for the name that is an address
   * @param axes that are wanted
   */
  public static List<Variant> of(Probe base, String host, String address, Set<Axis> axes) {
    Variants variants = new Variants(base, host, address);
    variants.serverNames();
    variants.segments();
    variants.sizes();
    variants.groups();
    variants.versions();
    variants.alpn();
    variants.ciphers();
    variants.signatures();
    variants.resumption();
    if (base.preface() instanceof Preface.None) {
      variants.prefaces();
    }
    return variants.all.stream().filter(variant -> axes.contains(variant.axis())).toList();
  }

  /** A hello above the MSS again, in segments that all fit: is it the size of packets? */
  public static Variant largeInSmallSegments(Probe base) {
    return inSmallSegments(base, padded(base.hello(), ABOVE_MSS), ABOVE_MSS + " bytes");
  }

  /** The base itself, in segments that all fit. */
  public static Variant inSmallSegments(Probe base) {
    return inSmallSegments(base, base.hello(), "unchanged");
  }

  private static Variant inSmallSegments(Probe base, ClientHello hello, String name) {
    int pieces = HelloWriter.message(hello).length() / SMALL_WRITE;
    int version = base.framing().recordVersion();
    Framing framing =
        new Framing(List.of(), Collections.nCopies(pieces, SMALL_WRITE), APART, version);
    String full = "%s, in segments of %d".formatted(name, SMALL_WRITE);
    return variant(base, Axis.SIZE, full, hello, framing, TAKES_IT);
  }

  /** The base after a dialogue that leads to TLS. */
  public static Variant startTls(Probe base, StartTlsProtocol protocol, String host) {
    Probe probe =
        new Probe(
            Axis.STARTTLS.label() + " " + protocol.label(),
            base.hello(),
            base.framing(),
            new Preface.StartTls(protocol, host));
    return new Variant(Axis.STARTTLS, protocol.label(), probe, REFUSES);
  }

  private void serverNames() {
    ClientHello hello = base.hello();
    Optional<String> name = hello.serverName();
    boolean address = HostName.isAddress(host);
    if (name.isPresent()) {
      change(Axis.SNI, "none", hello.without(ExtensionType.SERVER_NAME), MAY_REFUSE);
    } else if (!address) {
      change(Axis.SNI, "right", named(host), TAKES_IT);
    }
    change(Axis.SNI, "other", named(OTHER_NAME), MAY_REFUSE);
    if (!address) {
      String right = name.orElse(host);
      change(Axis.SNI, "upper case", named(right.toUpperCase(Locale.ROOT)), TAKES_IT);
      change(Axis.SNI, "trailing dot", named(right.replaceFirst("\\.?$", ".")), REFUSES);
    }
    change(Axis.SNI, "IP address", named(this.address), REFUSES);
  }

  private ClientHello named(String name) {
    return base.hello().hasExtension(ExtensionType.SERVER_NAME)
        ? base.hello().with(Extensions.serverName(name))
        : base.hello()
            .withExtensions(
                Stream.concat(
                        Stream.of(Extensions.serverName(name)), base.hello().extensions().stream())
                    .toList());
  }

  private void segments() {
    int version = base.framing().recordVersion();
    framed("two with a pause", Framing.TWO_WITH_PAUSE.withRecordVersion(version));
    int bytes = HelloWriter.message(base.hello()).length();
    framed("byte by byte", Framing.byteByByte(bytes).withRecordVersion(version));
    framed("two records", Framing.TWO_RECORDS.withRecordVersion(version));
  }

  private void framed(String name, Framing framing) {
    all.add(variant(base, Axis.SEGMENTS, name, base.hello(), framing, TAKES_IT));
  }

  private void sizes() {
    ClientHello hello = base.hello();
    change(Axis.SIZE, "small", small(hello), TAKES_IT);
    int length = HelloWriter.message(hello).length();
    if (length < BEYOND_511) {
      change(Axis.SIZE, BEYOND_511 + " bytes", padded(hello, BEYOND_511), TAKES_IT);
    }
    if (length < ABOVE_MSS) {
      change(Axis.SIZE, ABOVE_MSS + " bytes", padded(hello, ABOVE_MSS), TAKES_IT);
    }
  }

  /** Only what a server cannot do without. */
  private static ClientHello small(ClientHello hello) {
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

  private static ClientHello padded(ClientHello hello, int length) {
    ClientHello bare = hello.without(ExtensionType.PADDING);
    int missing = length - HelloWriter.message(bare).length() - PADDING_HEADER;
    return missing < 0 ? bare : bare.with(Extensions.padding(missing));
  }

  private void groups() {
    ClientHello hello = base.hello();
    if (!hello.hasExtension(ExtensionType.KEY_SHARE)) {
      return;
    }
    List<NamedGroup> offered = hello.groups();
    List<NamedGroup> shared = hello.keyShares().stream().map(KeyShareEntry::group).toList();
    if (shared.stream().anyMatch(POST_QUANTUM::contains)) {
      change(
          Axis.GROUPS,
          "without post-quantum",
          hello
              .with(Extensions.supportedGroups(classical(offered)))
              .with(Extensions.keyShare(shares(classical(shared)))),
          TAKES_IT);
    } else {
      List<NamedGroup> first = List.of(NamedGroup.X25519MLKEM768);
      change(
          Axis.GROUPS,
          "with X25519MLKEM768",
          hello
              .with(Extensions.supportedGroups(joined(first, offered)))
              .with(Extensions.keyShare(shares(joined(first, shared)))),
          TAKES_IT);
    }
    List<NamedGroup> p256 = List.of(NamedGroup.SECP256R1);
    change(
        Axis.GROUPS,
        "secp256r1 only",
        hello.with(Extensions.supportedGroups(p256)).with(Extensions.keyShare(shares(p256))),
        MAY_REFUSE);
  }

  private static List<NamedGroup> classical(List<NamedGroup> groups) {
    List<NamedGroup> left = groups.stream().filter(g -> !POST_QUANTUM.contains(g)).toList();
    return left.isEmpty() ? List.of(NamedGroup.X25519) : left;
  }

  private static List<NamedGroup> joined(List<NamedGroup> first, List<NamedGroup> rest) {
    return Stream.concat(first.stream(), rest.stream()).distinct().toList();
  }

  /** With shares of the right length; they are made anew when they are sent. */
  private static Map<NamedGroup, Bytes> shares(List<NamedGroup> groups) {
    Map<NamedGroup, Bytes> shares = new LinkedHashMap<>();
    groups.forEach(
        group ->
            shares.put(group, OwnKey.of(group).map(OwnKey::share).orElse(Bytes.wrap(new byte[1]))));
    return shares;
  }

  private void versions() {
    ClientHello hello = base.hello();
    change(Axis.VERSIONS, "TLS 1.2 only", tls12(hello), MAY_REFUSE);
    if (!hello.supportedVersions().isEmpty()) {
      change(
          Axis.VERSIONS,
          "TLS 1.3 only",
          hello
              .with(Extensions.supportedVersions(List.of(ProtocolVersion.TLS_1_3)))
              .withCipherSuites(suites(0x1301, 0x1302, 0x1303)),
          MAY_REFUSE);
    }
    ClientHello legacy =
        tls12(hello)
            .withLegacyVersion(ProtocolVersion.TLS_1_1.code())
            .without(ExtensionType.SIGNATURE_ALGORITHMS)
            .withCipherSuites(suites(LEGACY_SUITES));
    change(Axis.VERSIONS, "TLS 1.1 and 1.0", legacy, REFUSES);
  }

  private static ClientHello tls12(ClientHello hello) {
    return hello
        .without(ExtensionType.SUPPORTED_VERSIONS)
        .without(ExtensionType.KEY_SHARE)
        .without(ExtensionType.PSK_KEY_EXCHANGE_MODES)
        .withRandom(hello.random(), Bytes.EMPTY)
        .withCipherSuites(
            hello.cipherSuites().stream().filter(suite -> suite.code() >> 8 != 0x13).toList());
  }

  private void alpn() {
    ClientHello hello = base.hello();
    List<String> offered = hello.alpnProtocols();
    if (!offered.isEmpty()) {
      int type = ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
      change(Axis.ALPN, "none", hello.without(type), MAY_REFUSE);
    }
    for (String protocol : List.of("h2", "http/1.1")) {
      if (!offered.equals(List.of(protocol))) {
        change(Axis.ALPN, protocol, hello.with(Extensions.alpn(List.of(protocol))), MAY_REFUSE);
      }
    }
    change(Axis.ALPN, "unknown", hello.with(Extensions.alpn(List.of("tlsdiag/0"))), REFUSES);
  }

  private void ciphers() {
    ClientHello hello = base.hello();
    change(Axis.CIPHERS, "AES-128-GCM", hello.withCipherSuites(suites(AES_128)), MAY_REFUSE);
    change(Axis.CIPHERS, "ChaCha20", hello.withCipherSuites(suites(CHACHA)), MAY_REFUSE);
    change(
        Axis.CIPHERS,
        "RSA key exchange",
        tls12(hello).withCipherSuites(suites(RSA_KEY_EXCHANGE)),
        REFUSES);
  }

  private void signatures() {
    if (base.hello().hasExtension(ExtensionType.SIGNATURE_ALGORITHMS)) {
      change(Axis.SIGNATURES, "ECDSA", base.hello().with(schemes(ECDSA_SCHEMES)), REFUSES);
      change(Axis.SIGNATURES, "RSA", base.hello().with(schemes(RSA_SCHEMES)), REFUSES);
    }
  }

  private static Extension schemes(int... codes) {
    return Extensions.signatureAlgorithms(
        IntStream.of(codes).mapToObj(SignatureScheme::of).toList());
  }

  private void resumption() {
    ClientHello hello =
        tls12(base.hello())
            .withRandom(base.hello().random(), FreshHello.random(32))
            .with(new Extension(ExtensionType.SESSION_TICKET, FreshHello.random(TICKET_BYTES)));
    change(Axis.RESUMPTION, "unknown ticket, TLS 1.2", hello, MAY_REFUSE);
  }

  private void prefaces() {
    for (int version : new int[] {1, 2}) {
      String name = "PROXY v" + version;
      Probe probe =
          new Probe(
              Axis.PROXY_HEADER.label() + " " + name,
              base.hello(),
              base.framing(),
              new Preface.ProxyHeader(version));
      all.add(new Variant(Axis.PROXY_HEADER, name, probe, REFUSES));
    }
    Probe http =
        new Probe(
            Axis.PLAINTEXT.label() + " HTTP",
            base.hello(),
            base.framing(),
            new Preface.PlainHttp(base.hello().serverName().orElse(host)));
    all.add(new Variant(Axis.PLAINTEXT, "HTTP", http, REFUSES));
  }

  private void change(Axis axis, String name, ClientHello hello, Variant.Healthy healthy) {
    all.add(variant(base, axis, name, hello, base.framing(), healthy));
  }

  private static Variant variant(
      Probe base,
      Axis axis,
      String name,
      ClientHello hello,
      Framing framing,
      Variant.Healthy healthy) {
    Probe probe = new Probe(axis.label() + " " + name, hello, framing, base.preface());
    return new Variant(axis, name, probe, healthy);
  }

  private static List<CipherSuite> suites(int... codes) {
    return IntStream.of(codes).mapToObj(CipherSuite::of).toList();
  }
}
