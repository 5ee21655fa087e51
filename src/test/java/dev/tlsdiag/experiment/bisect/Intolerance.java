package dev.tlsdiag.experiment.bisect;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.HelloEdit;
import dev.tlsdiag.tls.HelloEdit.Change;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.WireCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a server of the tests cannot stand: looks at the hello alone, and knows no differences. */
interface Intolerance {
  boolean dislikes(ClientHello hello, Framing framing);

  /** One that this difference is the only cause of; empty where none is to be thought of. */
  static Optional<Intolerance> of(Difference difference, Mixtures mixtures) {
    if (difference instanceof Difference.InFraming framing) {
      return Optional.of(of(framing, mixtures.bad().framing()));
    }
    HelloEdit edit = ((Difference.InHello) difference).edit();
    return switch (edit.field()) {
      case SERVER_NAME, EXTENSION, EXTENSION_BODY -> extension(edit, mixtures);
      case VERSIONS -> item(edit, h -> codes(h.supportedVersions()));
      case ALPN -> item(edit, ClientHello::alpnProtocols);
      case GROUPS -> item(edit, h -> codes(h.groups()));
      case KEY_SHARES ->
          item(edit, h -> codes(h.keyShares().stream().map(KeyShareEntry::group).toList()));
      case SIGNATURE_ALGORITHMS -> item(edit, h -> codes(h.signatureSchemes()));
      case CIPHER_SUITES -> item(edit, h -> codes(h.cipherSuites()));
      case COMPRESSION -> {
        var bad = mixtures.bad().hello().compressionMethods();
        yield Optional.of((h, f) -> h.compressionMethods().equals(bad));
      }
      case LEGACY_VERSION -> {
        int bad = mixtures.bad().hello().legacyVersion();
        yield Optional.of((h, f) -> h.legacyVersion() == bad);
      }
      case SESSION_ID -> {
        int bad = mixtures.bad().hello().sessionId().length();
        yield Optional.of((h, f) -> h.sessionId().length() == bad);
      }
      case GREASE_VALUES -> Optional.empty();
    };
  }

  private static Intolerance of(Difference.InFraming framing, Framing bad) {
    return switch (framing.part()) {
      case RECORDS -> (h, f) -> f.records().equals(bad.records());
      case SEGMENTS -> (h, f) -> f.segments().equals(bad.segments());
      case RECORD_VERSION -> (h, f) -> f.recordVersion() == bad.recordVersion();
    };
  }

  private static Optional<Intolerance> extension(HelloEdit edit, Mixtures mixtures) {
    if (edit.change() == Change.REPLACE) {
      String name = edit.items().get(0);
      ClientHello bad = mixtures.bad().hello();
      Optional<Extension> theirs =
          bad.extensions().stream().filter(e -> e.extensionType().name().equals(name)).findFirst();
      return theirs.map(e -> (h, f) -> h.extensions().contains(e));
    }
    return item(edit, h -> h.extensions().stream().map(e -> e.extensionType().name()).toList());
  }

  private static Optional<Intolerance> item(
      HelloEdit edit, Function<ClientHello, List<String>> list) {
    String item = edit.items().get(0);
    if (item.contains("#") || edit.change() == Change.MOVE) {
      return Optional.empty();
    }
    boolean adds = edit.change() == Change.ADD;
    return Optional.of((h, f) -> list.apply(h).contains(item) == adds);
  }

  private static List<String> codes(List<? extends WireCode> values) {
    return values.stream().map(WireCode::name).toList();
  }

  /** The order of two suites. */
  static Intolerance before(CipherSuite first, CipherSuite second) {
    return (h, f) -> {
      List<CipherSuite> suites = h.cipherSuites();
      int at = suites.indexOf(first);
      return at >= 0 && at < suites.indexOf(second);
    };
  }

  default Intolerance and(Intolerance other) {
    return (h, f) -> dislikes(h, f) && other.dislikes(h, f);
  }

  default Intolerance or(Intolerance other) {
    return (h, f) -> dislikes(h, f) || other.dislikes(h, f);
  }
}
