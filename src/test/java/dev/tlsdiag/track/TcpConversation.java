package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.wire.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP connection played to a {@link TcpTracker}: each call is one packet, sequence numbers and
 * acknowledgments are kept.
 */
public final class TcpConversation implements HandshakeSink, NameSink {
  static final int CLIENT = 0;
  static final int SERVER = 1;

  final List<PendingHandshake> opened = new ArrayList<>();
  final List<Handshake> closed = new ArrayList<>();
  final TcpTracker tracker = new TcpTracker(this, this);
  final List<String> dns = new ArrayList<>();
  private int serverPort = 443;
  private final int[] next = {1000, 5000};
  private final int[] held = new int[2];
  private final boolean[] holds = new boolean[2];
  private int hopLimit;
  private int[] selective = {};
  private long frame;
  private long nanos = 1_700_000_000_000_000_000L;
  private int clientPort = 40000;
  private Packet last;

  @Override
  public void opened(PendingHandshake handshake) {
    opened.add(handshake);
  }

  @Override
  public void closed(PendingHandshake handshake) {
    closed.add(handshake.complete(closed.size(), "test.pcap"));
  }

  @Override
  public void onName(IpAddress address, String name) {}

  @Override
  public void onDns(DnsSighting d) {
    dns.add("%s %s %s tcp=%s".formatted(d.name(), d.type(), d.code(), d.tcp()));
  }

  TcpConversation serverPort(int port) {
    serverPort = port;
    return this;
  }

  TcpConversation connect() {
    return packet(CLIENT, Packet.SYN, new byte[0])
        .packet(SERVER, Packet.SYN | Packet.ACK, new byte[0])
        .ack(CLIENT);
  }

  TcpConversation syn() {
    int sequence = next[CLIENT];
    packet(CLIENT, Packet.SYN, new byte[0]);
    next[CLIENT] = sequence; // so that it can be repeated
    return this;
  }

  TcpConversation reusePort() {
    next[CLIENT] += 1_000_000;
    next[SERVER] += 1_000_000;
    return this;
  }

  TcpConversation ack(int side) {
    return packet(side, Packet.ACK, new byte[0]);
  }

  TcpConversation send(int side, byte[] payload) {
    return packet(side, Packet.ACK, payload);
  }

  TcpConversation text(int side, String text) {
    return send(side, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** In segments of {@code size} bytes. */
  TcpConversation sendIn(int side, int size, byte[] payload) {
    for (int at = 0; at < payload.length; at += size) {
      send(side, java.util.Arrays.copyOfRange(payload, at, Math.min(payload.length, at + size)));
    }
    return this;
  }

  /** These bytes were sent, and the capture lacks them. */
  TcpConversation lose(int side, int size) {
    next[side] += size;
    return this;
  }

  /** What was sent last comes once more: the next packet begins so many bytes earlier. */
  TcpConversation rewind(int side, int size) {
    return lose(side, -size);
  }

  /** From now on this side acknowledges nothing new. */
  TcpConversation stopAcknowledging(int side) {
    held[side] = next[1 - side];
    holds[side] = true;
    return this;
  }

  /** From now on packets have this hop limit. */
  TcpConversation hopLimit(int limit) {
    hopLimit = limit;
    return this;
  }

  /** An acknowledgment with the last {@code size} bytes of the peer in a SACK block. */
  TcpConversation selectiveAck(int side, int size) {
    selective = new int[] {next[1 - side] - size, next[1 - side]};
    ack(side);
    selective = new int[] {};
    return this;
  }

  TcpConversation fin(int side) {
    return packet(side, Packet.FIN | Packet.ACK, new byte[0]);
  }

  TcpConversation reset(int side) {
    return packet(side, Packet.RST | Packet.ACK, new byte[0]);
  }

  TcpConversation wait(int millis) {
    nanos += millis * 1_000_000L;
    return this;
  }

  Handshake only() {
    end();
    if (closed.size() != 1) {
      throw new AssertionError("handshakes: " + closed);
    }
    return closed.get(0);
  }

  List<Handshake> end() {
    tracker.finish(nanos);
    return closed;
  }

  /** The last packet once more, as {@code tcpdump -i any} shows it. */
  TcpConversation again() {
    last.frame = ++frame;
    nanos += 20_000;
    last.timeNanos = nanos;
    tracker.onTcp(last);
    return this;
  }

  /** The clock is set to this time. */
  TcpConversation clock(long nanos) {
    this.nanos = nanos;
    return this;
  }

  private TcpConversation packet(int side, int flags, byte[] payload) {
    Packet p = new Packet();
    last = p;
    p.frame = ++frame;
    nanos += 100_000;
    p.timeNanos = nanos;
    p.sourceLow = side == CLIENT ? 0xc0000201L : 0xc6336401L;
    p.destinationLow = side == CLIENT ? 0xc6336401L : 0xc0000201L;
    p.sourcePort = side == CLIENT ? clientPort : serverPort;
    p.destinationPort = side == CLIENT ? serverPort : clientPort;
    p.flags = flags;
    p.sequence = next[side];
    p.acknowledgment = (flags & Packet.ACK) == 0 ? 0 : holds[side] ? held[side] : next[1 - side];
    p.hopLimit = hopLimit;
    ByteBuffer options = ByteBuffer.allocate(12);
    if (selective.length == 2) { // NOP, NOP, SACK with one block
      options.put(bytes(1, 1, 5, 10)).putInt(selective[0]).putInt(selective[1]);
    }
    p.optionBytes = options.position();
    p.payloadOffset = options.position();
    p.buffer = ByteBuffer.allocateDirect(p.payloadOffset + payload.length);
    p.buffer.put(0, options.array(), 0, p.payloadOffset).put(p.payloadOffset, payload);
    p.payloadLength = payload.length;
    next[side] += payload.length + ((flags & (Packet.SYN | Packet.FIN)) != 0 ? 1 : 0);
    tracker.onTcp(p);
    return this;
  }

  /** A ClientHello record of TLS 1.3 or 1.2; {@code serverName} may be null. */
  public static byte[] hello(String serverName, boolean tls13) {
    ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    if (serverName != null) {
      byte[] name = serverName.getBytes(StandardCharsets.US_ASCII);
      extensions.writeBytes(bytes(0, 0, 0, name.length + 5, 0, name.length + 3, 0, 0, name.length));
      extensions.writeBytes(name);
    }
    extensions.writeBytes(Hex.parse("000a00040002001d000d000400020804"));
    if (tls13) {
      extensions.writeBytes(Hex.parse("002b0003020304"));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(Hex.parse("0303" + "ab".repeat(32) + "00" + "000413011302" + "0100"));
    body.writeBytes(bytes(0, extensions.size()));
    body.writeBytes(extensions.toByteArray());
    return record(22, message(1, body.toByteArray()));
  }

  static byte[] serverHello(boolean tls13) {
    return record(22, serverHelloMessage(tls13, "cd".repeat(32)));
  }

  static byte[] helloRetryRequest() {
    return record(
        22,
        serverHelloMessage(
            true, "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"));
  }

  private static byte[] serverHelloMessage(boolean tls13, String random) {
    return message(
        2,
        Hex.parse("0303" + random + "00" + "1301" + "00" + (tls13 ? "0006002b00020304" : "0000")));
  }

  static byte[] message(int type, byte[] body) {
    return join(bytes(type, 0, body.length >> 8, body.length & 0xff), body);
  }

  static byte[] record(int type, byte[] body) {
    return join(bytes(type, 3, 3, body.length >> 8, body.length & 0xff), body);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] bytes(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }
}
