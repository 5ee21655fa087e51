package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.StartTlsProtocol;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.x509.KeyType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What options of several commands take, and long lists; a format is declared beside its option.
 */
public final class Takes {
  private static final List<String> CAPTURES =
      List.of("pcap", "pcapng", "cap", "dmp", "pcap.gz", "pcapng.gz", "pcap.zst", "pcapng.zst");

  private Takes() {}

  /** Fixed words, and nothing else. */
  public abstract static class Words extends ValueKind {
    private final List<String> words;

    protected Words(String... words) {
      this.words = List.of(words);
    }

    @Override
    List<String> words() {
      return words;
    }
  }

  /** Files, by the ends of their names. */
  abstract static class Files extends ValueKind {
    private final List<String> extensions;

    Files(String... extensions) {
      this.extensions = List.of(extensions);
    }

    @Override
    Set<Source> sources() {
      return Set.of(Source.FILE);
    }

    @Override
    List<String> extensions() {
      return extensions;
    }
  }

  /** {@code --color}. */
  public static final class Color extends Words {
    Color() {
      super("auto", "always", "never");
    }
  }

  /** {@code -o} of commands that print for people or for programs. */
  public static final class TextOrJson extends Words {
    TextOrJson() {
      super("text", "json");
    }
  }

  /** {@code -o} of show. */
  static final class ShownAs extends Words {
    ShownAs() {
      super("text", "json", "html", "compact");
    }
  }

  /** What {@code -o json} and {@code --report} write. */
  static final class WrittenResult extends Files {
    WrittenResult() {
      super("html", "json", "jsonl");
    }
  }

  /** {@code --fail-on}. */
  static final class FailOn extends Words {
    FailOn() {
      super("error", "warning", "note", "never");
    }
  }

  /** Versions of TLS. */
  static final class TlsVersion extends Words {
    TlsVersion() {
      super("1.0", "1.1", "1.2", "1.3");
    }
  }

  /** Releases of Cilium; others are known too. */
  static final class CiliumVersion extends Words {
    CiliumVersion() {
      super("1.20", "1.19", "1.18", "1.17", "1.16", "1.15");
    }

    @Override
    boolean closed() {
      return false;
    }
  }

  /** Whose server name goes upstream; any other word is a name. */
  static final class SentName extends Words {
    SentName() {
      super("auto", "host", "none");
    }

    @Override
    Set<Source> sources() {
      return Set.of(Source.HOST);
    }
  }

  /** Protocols of ALPN. */
  static final class Alpn extends Words {
    Alpn() {
      super("h2", "http/1.1", "none", "h3", "http/1.0", "istio", "istio-peer-exchange");
    }

    @Override
    boolean closed() {
      return false;
    }

    @Override
    Optional<String> separator() {
      return Optional.of(",");
    }
  }

  /** Cipher suites that are still met. */
  static final class Cipher extends Words {
    Cipher() {
      super(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305",
          "ECDHE-ECDSA-AES128-SHA",
          "ECDHE-RSA-AES128-SHA",
          "ECDHE-ECDSA-AES256-SHA",
          "ECDHE-RSA-AES256-SHA",
          "AES128-GCM-SHA256",
          "AES256-GCM-SHA384",
          "AES128-SHA",
          "AES256-SHA");
    }

    @Override
    boolean closed() {
      return false;
    }

    @Override
    Optional<String> separator() {
      return Optional.of(":");
    }
  }

  /** Groups for the key exchange that are still met. */
  static final class Group extends Words {
    Group() {
      super("x25519", "secp256r1", "secp384r1", "secp521r1", "X25519MLKEM768");
    }

    @Override
    boolean closed() {
      return false;
    }

    @Override
    Optional<String> separator() {
      return Optional.of(":");
    }
  }

  /** Types of keys. */
  public static final class Key extends ValueKind {
    @Override
    List<String> words() {
      return Arrays.stream(KeyType.values()).map(KeyType::label).toList();
    }
  }

  /** Profiles of proxies. */
  static final class ProxyProfile extends ValueKind {
    @Override
    List<String> words() {
      return Profiles.ALL.stream().map(Profile::name).toList();
    }
  }

  /** Scenarios of the lab. */
  static final class LabScenario extends ValueKind {
    @Override
    List<String> words() {
      return Scenarios.ALL.stream().map(Scenario::name).toList();
    }
  }

  /** What {@code probe} varies. */
  static final class ProbeAxis extends ValueKind {
    @Override
    List<String> words() {
      return Arrays.stream(Axis.values()).map(Axis::label).toList();
    }

    @Override
    Optional<String> separator() {
      return Optional.of(",");
    }
  }

  /** Protocols that turn to TLS. */
  static final class StartTls extends ValueKind {
    @Override
    List<String> words() {
      return Arrays.stream(StartTlsProtocol.values()).map(StartTlsProtocol::label).toList();
    }
  }

  /** A ClientHello: a client's, by name, or {@code FILE:NUMBER}. */
  static final class Hello extends ValueKind {
    @Override
    List<String> words() {
      return HelloTemplates.all().stream().map(HelloTemplate::name).toList();
    }

    @Override
    Set<Source> sources() {
      return Set.of(Source.FILE);
    }

    @Override
    List<String> extensions() {
      return CAPTURES;
    }
  }

  /** Pages of {@code explain}; it takes what a program printed, too. */
  static final class Page extends ValueKind {
    @Override
    List<String> words() {
      return Catalogue.pages().stream().sorted().toList();
    }

    @Override
    boolean closed() {
      return false;
    }
  }

  /** A network interface. */
  static final class Interface extends Words {
    Interface() {
      super("any");
    }

    @Override
    Set<Source> sources() {
      return Set.of(Source.INTERFACE);
    }
  }

  /** A server, or its name. */
  public static final class Host extends ValueKind {
    @Override
    Set<Source> sources() {
      return Set.of(Source.HOST);
    }
  }

  /** A folder. */
  public static final class Folder extends ValueKind {
    @Override
    Set<Source> sources() {
      return Set.of(Source.FOLDER);
    }
  }

  /** Any file. */
  public static final class AnyFile extends Files {}

  /** A capture. */
  static final class Capture extends Files {
    Capture() {
      super(CAPTURES.toArray(String[]::new));
    }
  }

  /** Captures, or a server to ask. */
  static final class CaptureOrHost extends ValueKind {
    @Override
    Set<Source> sources() {
      return Set.of(Source.FILE, Source.HOST);
    }

    @Override
    List<String> extensions() {
      return CAPTURES;
    }
  }

  /** Certificates and keys. */
  public static final class Pem extends Files {
    Pem() {
      super("pem", "crt", "cer", "key", "p12", "pfx", "jks", "p7b", "der", "csr");
    }
  }

  /** Certificates, or a server that shows its own. */
  public static final class PemOrHost extends ValueKind {
    @Override
    Set<Source> sources() {
      return Set.of(Source.FILE, Source.HOST);
    }

    @Override
    List<String> extensions() {
      return new Pem().extensions();
    }
  }

  /** Manifests, checks, settings. */
  static final class Yaml extends Files {
    Yaml() {
      super("yaml", "yml", "json");
    }
  }

  /** Reports and other documents of programs. */
  static final class Json extends Files {
    Json() {
      super("json");
    }
  }

  /** What browsers and others recorded. */
  static final class Har extends Files {
    Har() {
      super("har");
    }
  }

  /** Requests: a server, or a file of them. */
  static final class Request extends ValueKind {
    @Override
    Set<Source> sources() {
      return Set.of(Source.FILE, Source.HOST);
    }

    @Override
    List<String> extensions() {
      return List.of("http", "rest", "har", "curl", "sh", "txt");
    }
  }
}
