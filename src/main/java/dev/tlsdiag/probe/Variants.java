package dev.tlsdiag.probe;

import static dev.tlsdiag.probe.Variant.Healthy.MAY_REFUSE;
import static dev.tlsdiag.probe.Variant.Healthy.REFUSES;
import static dev.tlsdiag.probe.Variant.Healthy.TAKES_IT;
import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HostName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
    return inSmallSegments(
        base, HelloChanges.padded(base.hello(), ABOVE_MSS), ABOVE_MSS + " bytes");
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
      change(Axis.SNI, "right", HelloChanges.named(hello, host), TAKES_IT);
    }
    change(Axis.SNI, "other", HelloChanges.named(hello, OTHER_NAME), MAY_REFUSE);
    if (!address) {
      String right = name.orElse(host);
      change(
          Axis.SNI,
          "upper case",
          HelloChanges.named(hello, right.toUpperCase(Locale.ROOT)),
          TAKES_IT);
      change(
          Axis.SNI,
          "trailing dot",
          HelloChanges.named(hello, right.replaceFirst("\\.?$", ".")),
          REFUSES);
    }
    change(Axis.SNI, "IP address", HelloChanges.named(hello, this.address), REFUSES);
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
    change(Axis.SIZE, "small", HelloChanges.small(hello), TAKES_IT);
    int length = HelloWriter.message(hello).length();
    if (length < BEYOND_511) {
      change(Axis.SIZE, BEYOND_511 + " bytes", HelloChanges.padded(hello, BEYOND_511), TAKES_IT);
    }
    if (length < ABOVE_MSS) {
      change(Axis.SIZE, ABOVE_MSS + " bytes", HelloChanges.padded(hello, ABOVE_MSS), TAKES_IT);
    }
  }

  private void groups() {
    ClientHello hello = base.hello();
    if (!hello.hasExtension(ExtensionType.KEY_SHARE)) {
      return;
    }
    List<NamedGroup> offered = hello.groups();
    List<NamedGroup> shared = hello.keyShares().stream().map(KeyShareEntry::group).toList();
    if (shared.stream().anyMatch(HelloChanges::isPostQuantum)) {
      change(
          Axis.GROUPS,
          "without post-quantum",
          hello
              .with(Extensions.supportedGroups(HelloChanges.classical(offered)))
              .with(Extensions.keyShare(HelloChanges.shares(HelloChanges.classical(shared)))),
          TAKES_IT);
    } else {
      List<NamedGroup> first = List.of(NamedGroup.X25519MLKEM768);
      change(
          Axis.GROUPS,
          "with X25519MLKEM768",
          hello
              .with(Extensions.supportedGroups(HelloChanges.joined(first, offered)))
              .with(Extensions.keyShare(HelloChanges.shares(HelloChanges.joined(first, shared)))),
          TAKES_IT);
    }
    List<NamedGroup> p256 = List.of(NamedGroup.SECP256R1);
    change(
        Axis.GROUPS,
        "secp256r1 only",
        hello
            .with(Extensions.supportedGroups(p256))
            .with(Extensions.keyShare(HelloChanges.shares(p256))),
        MAY_REFUSE);
  }

  private void versions() {
    ClientHello hello = base.hello();
    change(Axis.VERSIONS, "TLS 1.2 only", HelloChanges.tls12(hello), MAY_REFUSE);
    if (!hello.supportedVersions().isEmpty()) {
      change(
          Axis.VERSIONS,
          "TLS 1.3 only",
          hello
              .with(Extensions.supportedVersions(List.of(ProtocolVersion.TLS_1_3)))
              .withCipherSuites(HelloChanges.suites(0x1301, 0x1302, 0x1303)),
          MAY_REFUSE);
    }
    ClientHello legacy =
        HelloChanges.tls12(hello)
            .withLegacyVersion(ProtocolVersion.TLS_1_1.code())
            .without(ExtensionType.SIGNATURE_ALGORITHMS)
            .withCipherSuites(HelloChanges.suites(LEGACY_SUITES));
    change(Axis.VERSIONS, "TLS 1.1 and 1.0", legacy, REFUSES);
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
    change(
        Axis.CIPHERS,
        "AES-128-GCM",
        hello.withCipherSuites(HelloChanges.suites(AES_128)),
        MAY_REFUSE);
    change(
        Axis.CIPHERS, "ChaCha20", hello.withCipherSuites(HelloChanges.suites(CHACHA)), MAY_REFUSE);
    change(
        Axis.CIPHERS,
        "RSA key exchange",
        HelloChanges.tls12(hello).withCipherSuites(HelloChanges.suites(RSA_KEY_EXCHANGE)),
        REFUSES);
  }

  private void signatures() {
    if (base.hello().hasExtension(ExtensionType.SIGNATURE_ALGORITHMS)) {
      change(
          Axis.SIGNATURES,
          "ECDSA",
          base.hello().with(HelloChanges.schemes(ECDSA_SCHEMES)),
          REFUSES);
      change(Axis.SIGNATURES, "RSA", base.hello().with(HelloChanges.schemes(RSA_SCHEMES)), REFUSES);
    }
  }

  private void resumption() {
    ClientHello hello =
        HelloChanges.tls12(base.hello())
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
}
