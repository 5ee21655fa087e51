package dev.tlsdiag.report;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Handshakes for tests: what is not said has a plain value. */
final class HandshakeBuilder {
  /** Of the first packet. */
  static final Instant START = Instant.parse("2026-11-20T12:01:53.515000Z");

  private final int number;
  private String file = "cap.pcap";
  private Transport transport = Transport.TCP;
  private Endpoint client = new Endpoint("127.0.0.1", 34464);
  private Endpoint server = new Endpoint("127.0.0.1", 8443);
  private long nanos = 5_000_000;
  private List<Long> frames;
  private OptionalLong connect = OptionalLong.of(81_000);
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<SentHello> sent = Optional.empty();
  private Optional<String> problem = Optional.empty();
  private Answer answer = Answer.NOTHING;
  private Optional<ServerHello> serverHello = Optional.empty();
  private List<Bytes> certificates = List.of();
  private Outcome outcome = new Outcome.Unfinished();
  private final List<SeenAlert> alerts = new ArrayList<>();
  private long missingBytes;
  private String history = "C";
  private List<IcmpError> icmp = List.of();
  private List<String> notes = List.of();
  private OptionalInt quicVersion = OptionalInt.empty();

  HandshakeBuilder(int number) {
    this.number = number;
    this.frames = List.of(4L + 10 * number);
  }

  HandshakeBuilder file(String value) {
    file = value;
    return this;
  }

  HandshakeBuilder transport(Transport value) {
    transport = value;
    return this;
  }

  HandshakeBuilder from(String host, int port) {
    client = new Endpoint(host, port);
    return this;
  }

  HandshakeBuilder to(String host, int port) {
    server = new Endpoint(host, port);
    return this;
  }

  /** After {@link #START}. */
  HandshakeBuilder atMillis(long millis) {
    nanos = millis * 1_000_000;
    return this;
  }

  HandshakeBuilder frames(Long... values) {
    frames = List.of(values);
    return this;
  }

  HandshakeBuilder withoutConnect() {
    connect = OptionalLong.empty();
    return this;
  }

  HandshakeBuilder preamble(Preamble value) {
    preamble = Optional.of(value);
    return this;
  }

  HandshakeBuilder hello(HelloMessage message) {
    OptionalInt record = transport == Transport.QUIC ? OptionalInt.empty() : OptionalInt.of(0x0301);
    sent =
        Optional.of(
            new SentHello(
                message.parsedClientHello(), message.clientHello(), record, frames.size(), 1));
    return this;
  }

  HandshakeBuilder sent(SentHello value) {
    sent = Optional.of(value);
    return this;
  }

  HandshakeBuilder problem(String value) {
    problem = Optional.of(value);
    return this;
  }

  HandshakeBuilder answer(Answer.Kind kind) {
    answer = new Answer(kind, Side.SERVER, frames.get(frames.size() - 1) + 2, 312_500);
    return this;
  }

  HandshakeBuilder serverHello(ServerHello value) {
    serverHello = Optional.of(value);
    return answer(
        value.isHelloRetryRequest() ? Answer.Kind.HELLO_RETRY_REQUEST : Answer.Kind.SERVER_HELLO);
  }

  HandshakeBuilder certificates(Bytes... values) {
    certificates = List.of(values);
    return this;
  }

  HandshakeBuilder outcome(Outcome value) {
    outcome = value;
    return this;
  }

  HandshakeBuilder alert(SeenAlert value) {
    alerts.add(value);
    return this;
  }

  HandshakeBuilder missing(long bytes) {
    missingBytes = bytes;
    return this;
  }

  HandshakeBuilder history(String value) {
    history = value;
    return this;
  }

  HandshakeBuilder icmp(IcmpError... values) {
    icmp = List.of(values);
    return this;
  }

  HandshakeBuilder notes(String... values) {
    notes = List.of(values);
    return this;
  }

  HandshakeBuilder quicVersion(int value) {
    quicVersion = OptionalInt.of(value);
    return this;
  }

  Handshake build() {
    long frame = frames.get(frames.size() - 1);
    return new Handshake(
        number,
        file,
        transport,
        client,
        server,
        number,
        frame,
        frames,
        frame + 5,
        START.plusNanos(nanos),
        connect,
        preamble,
        sent,
        problem,
        answer,
        serverHello,
        certificates,
        false,
        outcome,
        alerts,
        missingBytes,
        history,
        icmp,
        notes,
        quicVersion);
  }
}
