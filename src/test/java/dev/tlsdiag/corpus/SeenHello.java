package dev.tlsdiag.corpus;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Ja3;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Hex;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** What the engine tells of a ClientHello, in the words of {@link Sighting}. */
final class SeenHello {
  private SeenHello() {}

  /** The ClientHellos among {@code handshakes}, also those that could not be read. */
  static List<Sighting> of(List<Handshake> handshakes) {
    return handshakes.stream().flatMap(handshake -> of(handshake).stream()).toList();
  }

  /** Empty for a connection that never came to a ClientHello. */
  static Optional<Sighting> of(Handshake handshake) {
    if (handshake.sent().isEmpty() && handshake.helloProblem().isEmpty()) {
      return Optional.empty();
    }
    Optional<ClientHello> hello = handshake.sent().map(SentHello::hello);
    return Optional.of(
        new Sighting(
            handshake.transport().label(),
            endpoint(handshake.client()),
            endpoint(handshake.server()),
            // the oracle knows no random of an SSLv2 hello
            hello.filter(h -> !h.sslv2()).map(h -> h.random().toHex()).orElse(""),
            handshake.frame(),
            handshake.frames(),
            handshake
                .sent()
                .map(sent -> hello(sent, handshake.transport()))
                .orElseGet(() -> Map.of(Sighting.PROBLEM, handshake.helloProblem().orElseThrow())),
            answer(handshake),
            handshake.answer().frame()));
  }

  private static String endpoint(Endpoint end) {
    return new Endpoint(IpAddress.parse(end.host()).toString(), end.port()).toString();
  }

  private static Map<String, String> hello(SentHello sent, Transport transport) {
    ClientHello hello = sent.hello();
    char letter =
        switch (transport) {
          case TCP -> 't';
          case DTLS -> 'd';
          case QUIC -> 'q';
        };
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("random", hello.random().toHex());
    fields.put("server_name", hello.serverName().orElse(Sighting.NONE));
    fields.put("alpn", String.join(" ", hello.alpnProtocols()));
    fields.put(
        "record_version",
        sent.recordVersion().isPresent()
            ? Hex.u16(sent.recordVersion().getAsInt())
            : Sighting.NONE);
    fields.put("legacy_version", Hex.u16(hello.legacyVersion()));
    fields.put("supported_versions", codes(hello.supportedVersions(), v -> v.code()));
    fields.put("session_id", hello.sessionId().toHex());
    fields.put(
        "cipher_suites",
        hello.sslv2()
            ? hello.cipherSuites().stream()
                .map(suite -> "%06x".formatted(suite.code()))
                .collect(Collectors.joining(" "))
            : codes(hello.cipherSuites(), suite -> suite.code()));
    fields.put("extensions", codes(hello.extensions(), extension -> extension.type()));
    fields.put("groups", codes(hello.groups(), group -> group.code()));
    fields.put("signature_schemes", codes(hello.signatureSchemes(), scheme -> scheme.code()));
    fields.put("ja3", Ja3.hash(hello));
    fields.put("ja4", Ja4.of(hello, letter));
    fields.put("ja4_r", Ja4.raw(hello, letter));
    return fields;
  }

  private static <T> String codes(List<T> values, ToIntFunction<T> code) {
    return values.stream()
        .map(value -> Hex.u16(code.applyAsInt(value)))
        .collect(Collectors.joining(" "));
  }

  private static Map<String, String> answer(Handshake handshake) {
    Answer answer = handshake.answer();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kind", answer.kind().label().replace('-', '_'));
    if (answer.kind() != Answer.Kind.NOTHING) {
      fields.put("by", answer.by().label());
    }
    switch (answer.kind()) {
      case SERVER_HELLO, HELLO_RETRY_REQUEST ->
          handshake.serverHello().ifPresent(hello -> putChosen(fields, hello));
      case ALERT -> alert(handshake).ifPresent(alert -> putAlert(fields, alert));
      case QUIC_CLOSE -> fields.put("code", closeCode(handshake.outcome()));
      case HELLO_VERIFY_REQUEST, RETRY, VERSION_NEGOTIATION, RESET, FIN, DATA, NOTHING -> {
        // the kind says it all
      }
    }
    return fields;
  }

  private static void putChosen(Map<String, String> fields, ServerHello hello) {
    fields.put("version", Hex.u16(hello.version().code()));
    fields.put("cipher_suite", Hex.u16(hello.cipherSuite().code()));
    fields.put("alpn", hello.alpnProtocol().orElse(Sighting.NONE));
  }

  private static Optional<SeenAlert> alert(Handshake handshake) {
    Answer answer = handshake.answer();
    return handshake.alerts().stream()
        .filter(alert -> alert.by() == answer.by() && alert.frame() == answer.frame())
        .findFirst();
  }

  private static void putAlert(Map<String, String> fields, SeenAlert alert) {
    fields.put("level", Integer.toString(alert.level()));
    fields.put("description", Integer.toString(alert.description().code()));
  }

  private static String closeCode(Outcome outcome) {
    if (outcome instanceof Outcome.QuicClosed closed) {
      return "0x%x".formatted(closed.errorCode());
    }
    if (outcome instanceof Outcome.Alerted alerted) { // RFC 9001 section 4.8
      return "0x%x".formatted(0x100 + alerted.description().code());
    }
    return "(outcome %s)".formatted(outcome.kind());
  }
}
