package dev.tlsdiag.track;

import dev.tlsdiag.tcp.StreamBuffer;
import dev.tlsdiag.wire.Bytes;
import java.util.Arrays;

/** The DNS messages of a TCP connection, each behind its length (RFC 1035 section 4.2.2). */
final class DnsOverTcp {
  private static final int MAX_MESSAGES = 64;

  private DnsOverTcp() {}

  /** Whether one end of the connection is a DNS server. */
  static boolean is(TcpFlow flow) {
    return flow.sender(0).port() == DnsAnswers.PORT || flow.sender(1).port() == DnsAnswers.PORT;
  }

  /** Reads what was said until now, queries first. */
  static void read(TcpConnection c, NameSink sink) {
    int server = c.flow.sender(0).port() == DnsAnswers.PORT ? 0 : 1;
    DnsAnswers answers = new DnsAnswers(sink);
    read(c, 1 - server, answers);
    read(c, server, answers);
    answers.finish();
  }

  private static void read(TcpConnection c, int direction, DnsAnswers answers) {
    StreamBuffer buffer = c.halves[direction].buffer;
    byte[] bytes = buffer.array();
    int at = 0;
    for (int i = 0; i < MAX_MESSAGES && at + 2 < buffer.length(); i++) {
      int size = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
      int end = at + 2 + size;
      if (end > buffer.length() || size < DnsMessage.HEADER_BYTES) {
        return;
      }
      long[] frames = buffer.frames(at, end);
      answers.onMessage(
          Bytes.wrap(Arrays.copyOfRange(bytes, at + 2, end)),
          c.flow.sender(direction),
          c.flow.sender(1 - direction),
          true,
          frames.length == 0 ? c.lastFrame : frames[frames.length - 1],
          c.signs.firstPayloadNanos(direction));
      at = end;
    }
  }
}
