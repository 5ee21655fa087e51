package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.WireSigns;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A handshake as a JSON object, as {@code capture.schema.json} describes it. Adding a member is
 * allowed; a change of one is a new {@code schemaVersion}.
 */
final class HandshakeJson {
  /** Servers are few, handshakes are many: hashing each chain anew took half of the time. */
  private static final int REMEMBERED = 1024;

  private static final int LONGEST_REMEMBERED = 4096;

  private final Map<Bytes, String> sums = new HashMap<>();
  private final TextBuffer out;
  private final JsonText json;
  private final AddressNames names;
  private final HelloJson hellos;
  private final TimeText time = new TimeText(ZoneOffset.UTC);

  private final Detail detail;

  /** How much of the bytes goes along with what was read from them. */
  enum Detail {
    /** None. */
    NONE,
    /** All of them: the handshake can be made again from its JSON. */
    BYTES,
    /** The same, but the ClientHello's are somewhere else already. */
    BYTES_BUT_HELLO
  }

  HandshakeJson(TextBuffer out, JsonText json, AddressNames names) {
    this(out, json, names, Detail.NONE);
  }

  /**
   * @param detail of those that {@link #write(Handshake)} writes
   */
  HandshakeJson(TextBuffer out, JsonText json, AddressNames names, Detail detail) {
    this.detail = requireNonNull(detail, "detail is null");
    this.out = requireNonNull(out, "out is null");
    this.json = requireNonNull(json, "json is null");
    this.names = requireNonNull(names, "names is null");
    this.hellos = new HelloJson(json);
  }

  void write(Handshake handshake) {
    write(handshake, detail);
  }

  void write(Handshake handshake, Detail wanted) {
    boolean connection = HelloWords.ServerName.of(handshake) == HelloWords.ServerName.NO_HELLO;
    json.open('{').key("type").token(connection ? "connection" : "handshake");
    json.key("number").number(handshake.number()).key("file").string(handshake.file());
    json.key("frame").number(handshake.frame()).key("frames").open('[');
    for (long frame : handshake.frames()) {
      json.number(frame);
    }
    json.close(']').key("lastFrame").number(handshake.lastFrame());
    time(handshake);
    json.key("transport").token(handshake.transport().label());
    endpoint("client", handshake.client());
    endpoint("server", handshake.server());
    json.key("stream").number(handshake.stream());
    if (handshake.connectNanos().isPresent()) {
      json.key("connectMs").millis(handshake.connectNanos().getAsLong());
    }
    if (handshake.quicVersion().isPresent()) {
      int version = handshake.quicVersion().getAsInt();
      json.key("quicVersion").token("0x" + Hex.u16(version >>> 16) + Hex.u16(version));
    }
    handshake.preamble().ifPresent(this::preamble);
    if (handshake.sent().isPresent()) {
      json.key("clientHello").open('{');
      hellos.clientHello(handshake.sent().get(), handshake.transport());
      if (wanted == Detail.BYTES) {
        json.key("message").hex(handshake.sent().get().message());
      }
      json.close('}');
    }
    if (handshake.helloProblem().isPresent()) {
      json.key("helloProblem").string(handshake.helloProblem().get());
    }
    answer(handshake.answer());
    hellos.serverHello(handshake, wanted != Detail.NONE);
    certificates(handshake, wanted != Detail.NONE);
    OutcomeJson.write(handshake.outcome(), json);
    OutcomeJson.alerts(handshake, json);
    json.key("missingBytes").number(handshake.missingBytes());
    json.key("history").string(handshake.history());
    icmp(handshake);
    strings("notes", handshake.notes());
    if (wanted != Detail.NONE) {
      signs(handshake.signs());
    }
    json.close('}');
  }

  private void signs(WireSigns signs) {
    if (signs.equals(WireSigns.NONE)) {
      return;
    }
    json.key("signs").open('{');
    number("synAckTtl", signs.synAckTtl());
    number("resetTtl", signs.resetTtl());
    json.key("largestHelloSegment").number(signs.largestHelloSegment());
    json.key("helloRetransmissions").number(signs.helloRetransmissions());
    json.key("firstSegmentRetransmitted").bool(signs.firstSegmentRetransmitted());
    json.key("helloTailAcknowledged").bool(signs.helloTailAcknowledged());
    json.key("serverHoleBytes").number(signs.serverHoleBytes());
    json.key("selectiveAck").bool(signs.selectiveAck());
    json.key("serverRetransmissions").number(signs.serverRetransmissions());
    json.key("unacknowledgedServerBytes").number(signs.unacknowledgedServerBytes());
    if (signs.helloDelayNanos().isPresent()) {
      json.key("helloDelayMs").millis(signs.helloDelayNanos().getAsLong());
    }
    number("certificateRequestBytes", signs.certificateRequestBytes());
    number("firstClientRecord", signs.firstClientRecord());
    json.close('}');
  }

  private void number(String key, OptionalInt value) {
    if (value.isPresent()) {
      json.key(key).number(value.getAsInt());
    }
  }

  private void time(Handshake handshake) {
    json.key("time");
    out.add('"');
    time.rfc3339(handshake.time(), out);
    out.add('"');
    json.written();
  }

  private void endpoint(String key, Endpoint endpoint) {
    json.key(key).open('{').key("ip").string(endpoint.host());
    json.key("port").number(endpoint.port());
    String name = names.nameOf(endpoint.host());
    if (name != null) {
      json.key("name").string(name);
    }
    json.close('}');
  }

  private void preamble(Preamble preamble) {
    json.key("preamble").open('{').key("protocol").string(preamble.protocol());
    if (preamble.target().isPresent()) {
      json.key("target").string(preamble.target().get());
    }
    json.key("client").string(preamble.client().latin1());
    json.key("server").string(preamble.server().latin1()).close('}');
  }

  private void answer(Answer answer) {
    json.key("answer").open('{').key("kind").token(answer.kind().label());
    if (answer.kind() != Answer.Kind.NOTHING) {
      json.key("by").token(answer.by().label()).key("frame").number(answer.frame());
      json.key("afterMs").millis(answer.nanos());
    }
    json.close('}');
  }

  private void certificates(Handshake handshake, boolean bytes) {
    if (!handshake.certificates().isEmpty()) {
      json.key("certificates").open('{').key("count").number(handshake.certificates().size());
      json.key("sha256").open('[');
      for (Bytes certificate : handshake.certificates()) {
        json.token(remembered(certificate));
      }
      json.close(']');
      if (bytes) {
        json.key("der").open('[');
        handshake.certificates().forEach(each -> json.token(base64(each)));
        json.close(']');
      }
      json.close('}');
    }
    if (handshake.certificateRequested()) {
      json.key("certificateRequested").bool(true);
    }
  }

  private String remembered(Bytes certificate) {
    if (certificate.length() > LONGEST_REMEMBERED) {
      return sha256(certificate);
    }
    if (sums.size() >= REMEMBERED) {
      sums.clear();
    }
    return sums.computeIfAbsent(certificate, HandshakeJson::sha256);
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  static String sha256(Bytes bytes) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.toArray())).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void icmp(Handshake handshake) {
    icmp(handshake.icmpErrors(), json);
  }

  /** The member {@code icmp}. */
  static void icmp(List<IcmpError> errors, JsonText json) {
    json.key("icmp").open('[');
    for (IcmpError error : errors) {
      json.open('{').key("from").token(error.from().toString());
      json.key("version").number(error.v6() ? 6 : 4);
      json.key("type").number(error.type()).key("code").number(error.code());
      if (error.packetTooBig()) {
        json.key("mtu").number(error.mtu());
      }
      json.key("text").string(error.text()).close('}');
    }
    json.close(']');
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    for (String value : values) {
      json.string(value);
    }
    json.close(']');
  }
}
