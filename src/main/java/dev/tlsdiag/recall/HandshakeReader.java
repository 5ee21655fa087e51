package dev.tlsdiag.recall;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.trace.WireSigns;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads handshakes as {@code HandshakeJson} writes them. */
final class HandshakeReader {
  private HandshakeReader() {}

  /** Of a capture: what its ClientHello had in bytes may be missing. */
  static Handshake read(Value value) throws NoResultException {
    return read(value, Optional.empty());
  }

  /**
   * As part of a report.
   *
   * @param message of the ClientHello, where that stands elsewhere
   */
  static Handshake read(Value value, Optional<Bytes> message) throws NoResultException {
    Fields fields = Fields.of(value).known("type");
    Transport transport = fields.one("transport", Transport.values(), Transport::label);
    Optional<SentHello> sent = Optional.empty();
    if (fields.has("clientHello")) {
      sent = Optional.of(HelloReader.clientHello(fields.object("clientHello"), transport, message));
    }
    Optional<Fields> certificates = fields.objectIfAny("certificates");
    return new Handshake(
        fields.number("number", 0),
        fields.text("file"),
        transport,
        endpoint(fields.object("client")),
        endpoint(fields.object("server")),
        fields.number("stream", 0, Long.MAX_VALUE),
        fields.number("frame", 0, Long.MAX_VALUE),
        fields.list("frames", each -> Fields.number(each, 0, Long.MAX_VALUE)),
        fields.number("lastFrame", 0, Long.MAX_VALUE),
        fields.time("time"),
        fields.nanosIfAny("connectMs"),
        fields.objectIfAny("preamble").isEmpty()
            ? Optional.empty()
            : Optional.of(preamble(fields.object("preamble"))),
        sent,
        fields.textIfAny("helloProblem"),
        answer(fields.object("answer")),
        HelloReader.serverHello(fields),
        certificates.isEmpty() ? List.of() : certificates(certificates.get()),
        fields.flagIfAny("certificateRequested"),
        OutcomeReader.outcome(fields.object("outcome")),
        fields.list("alerts", HandshakeReader::alert),
        fields.number("missingBytes", 0, Long.MAX_VALUE),
        fields.text("history"),
        icmp(fields),
        fields.texts("notes"),
        fields.has("quicVersion")
            ? OptionalInt.of(fields.code("quicVersion", 0xffffffffL))
            : OptionalInt.empty(),
        fields.has("signs") ? signs(fields.object("signs")) : WireSigns.NONE);
  }

  /** The chain where its bytes were written; else nothing is left of it but its sums. */
  private static List<Bytes> certificates(Fields fields) throws NoResultException {
    fields.known("count", "sha256");
    return fields.listIfAny("der", Fields::base64);
  }

  private static Endpoint endpoint(Fields fields) throws NoResultException {
    String host = fields.words("ip");
    int port = (int) fields.number("port", 0, 65_535);
    fields.known("name");
    return new Endpoint(host, port);
  }

  static Preamble preamble(Fields fields) throws NoResultException {
    return new Preamble(
        fields.words("protocol"),
        fields.textIfAny("target"),
        fields.latin1("client"),
        fields.latin1("server"));
  }

  private static Answer answer(Fields fields) throws NoResultException {
    Answer.Kind kind = fields.one("kind", Answer.Kind.values(), Answer.Kind::label);
    if (kind == Answer.Kind.NOTHING) {
      return Answer.NOTHING;
    }
    return new Answer(
        kind,
        fields.one("by", Side.values(), Side::label),
        fields.number("frame", 0, Long.MAX_VALUE),
        fields.nanos("afterMs"));
  }

  private static SeenAlert alert(Value value) throws NoResultException {
    Fields fields = Fields.of(value).known("description");
    return new SeenAlert(
        fields.one("by", Side.values(), Side::label),
        (int) fields.number("level", 0, 255),
        AlertDescription.of((int) fields.number("code", 0, 255)),
        fields.number("frame", 0, Long.MAX_VALUE));
  }

  static List<IcmpError> icmp(Fields fields) throws NoResultException {
    return fields.list("icmp", HandshakeReader::icmpError);
  }

  private static IcmpError icmpError(Value value) throws NoResultException {
    Fields fields = Fields.of(value).known("text");
    String from = fields.words("from");
    return new IcmpError(
        fields.made(() -> IpAddress.parse(from)),
        fields.number("version", 4, 6) == 6,
        (int) fields.number("type", 0, 255),
        (int) fields.number("code", 0, 255),
        fields.has("mtu") ? fields.number("mtu", 0, 0xffffffffL) : 0);
  }

  private static WireSigns signs(Fields fields) throws NoResultException {
    return new WireSigns(
        fields.numberIfAny("synAckTtl", 0),
        fields.numberIfAny("resetTtl", 0),
        fields.number("largestHelloSegment", 0),
        fields.number("helloRetransmissions", 0),
        fields.flag("firstSegmentRetransmitted"),
        fields.flag("helloTailAcknowledged"),
        fields.number("serverHoleBytes", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.flag("selectiveAck"),
        fields.number("serverRetransmissions", 0),
        fields.number("unacknowledgedServerBytes", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.nanosIfAny("helloDelayMs"),
        fields.numberIfAny("certificateRequestBytes", 0),
        fields.numberIfAny("firstClientRecord", 0));
  }
}
