package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.Fingerprints;
import dev.tlsdiag.tls.KeyShareEntry;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.tls.SignatureScheme;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import java.util.List;

/** The two hellos as JSON, in the same words in every document of ours. */
public final class HelloJson {
  private final JsonText json;
  private final Fingerprints fingerprints = new Fingerprints();

  public HelloJson(JsonText json) {
    this.json = requireNonNull(json, "json is null");
  }

  /**
   * The members of the object for a ClientHello; the caller opens and closes it, and may add more.
   */
  public void clientHello(SentHello sent, Transport transport) {
    ClientHello hello = sent.hello();
    if (sent.recordVersion().isPresent()) {
      json.key("recordVersion").code(sent.recordVersion().getAsInt());
    }
    json.key("legacyVersion").code(hello.legacyVersion()).key("supportedVersions").open('[');
    for (ProtocolVersion version : hello.supportedVersions()) {
      json.code(version.code());
    }
    json.close(']').key("random").hex(hello.random()).key("sessionId").hex(hello.sessionId());
    if (hello.serverName().isPresent()) {
      json.key("serverName").string(hello.serverName().get());
    }
    strings("alpn", hello.alpnProtocols());
    codes(hello);
    if (hello.sslv2()) {
      json.key("sslv2").bool(true);
    } else {
      char letter = JsonRenderer.letter(transport);
      json.key("ja3").token(fingerprints.ja3(hello));
      json.key("ja4").token(fingerprints.ja4(hello, letter));
      json.key("ja4_r").token(fingerprints.ja4Raw(hello, letter));
    }
    json.key("bytes").number(sent.message().length());
    json.key("segments").number(sent.segments()).key("records").number(sent.records());
  }

  private void codes(ClientHello hello) {
    json.key("cipherSuites").open('[');
    List<CipherSuite> suites = hello.cipherSuites();
    for (int i = 0; i < suites.size(); i++) {
      if (hello.sslv2()) {
        json.code24(suites.get(i).code());
      } else {
        json.code(suites.get(i).code());
      }
    }
    json.close(']').key("extensions").open('[');
    for (int type : hello.extensionTypes()) {
      json.number(type);
    }
    json.close(']').key("groups").open('[');
    for (NamedGroup group : hello.groups()) {
      json.code(group.code());
    }
    json.close(']').key("signatureSchemes").open('[');
    for (SignatureScheme scheme : hello.signatureSchemes()) {
      json.code(scheme.code());
    }
    json.close(']').key("keyShares").open('[');
    for (KeyShareEntry share : hello.keyShares()) {
      json.code(share.group().code());
    }
    json.close(']');
  }

  /** The member {@code serverHello}, where there was one. */
  public void serverHello(Handshake handshake) {
    serverHello(handshake, false);
  }

  /** The same, if wanted with every field of the message: it can be made again from them. */
  void serverHello(Handshake handshake, boolean whole) {
    if (handshake.serverHello().isEmpty()) {
      return;
    }
    ServerHello hello = handshake.serverHello().get();
    json.key("serverHello").open('{').key("version").code(hello.version().code());
    json.key("cipherSuite").code(hello.cipherSuite().code());
    if (hello.group().isPresent()) {
      json.key("group").code(hello.group().get().code());
    }
    if (hello.alpnProtocol().isPresent()) {
      json.key("alpn").string(hello.alpnProtocol().get());
    }
    json.key("ja3s").token(fingerprints.ja3s(hello));
    if (hello.isHelloRetryRequest()) {
      json.key("helloRetryRequest").bool(true);
    } else {
      json.key("resumed").bool(resumed(hello, handshake.outcome()));
    }
    if (whole) {
      json.key("legacyVersion").code(hello.legacyVersion()).key("random").hex(hello.random());
      json.key("sessionId").hex(hello.sessionId());
      json.key("compressionMethod").number(hello.compressionMethod()).key("extensions").open('[');
      for (Extension extension : hello.extensions()) {
        json.open('{').key("type").number(extension.type());
        json.key("body").hex(extension.body()).close('}');
      }
      json.close(']');
    }
    json.close('}');
  }

  /** The member {@code clientHello} with its bytes alone, by which it can be sent again. */
  static void raw(SentHello sent, JsonText json) {
    json.key("clientHello").open('{').key("message").hex(sent.message());
    if (sent.recordVersion().isPresent()) {
      json.key("recordVersion").number(sent.recordVersion().getAsInt());
    }
    json.key("segments").number(sent.segments());
    json.key("records").number(sent.records()).close('}');
  }

  private static boolean resumed(ServerHello hello, Outcome outcome) {
    boolean done = outcome instanceof Outcome.Established || outcome instanceof Outcome.Quit;
    return done ? outcome.resumed() : hello.resumesPsk();
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    for (String value : values) {
      json.string(value);
    }
    json.close(']');
  }
}
