package dev.tlsdiag.track;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.StreamBuffer;
import java.util.Arrays;

/**
 * One direction of a connection: finds where TLS starts in the byte stream, reads its records and
 * hands handshake messages and alerts to the {@link TcpConnection}.
 *
 * <p>States: {@code DETECT} looks for TLS behind any preamble; {@code ANSWER} expects it at once
 * because the other side sent its ClientHello; {@code RECORDS} reads; {@code LOST} looks for the
 * next record behind a gap; {@code OTHER} has bytes that are not TLS.
 */
final class HalfStream {
  /** How far TLS is looked for behind a preamble. */
  static final int MAX_PREAMBLE = 16 * 1024;

  /**
   * The largest handshake message that is put together; a ClientHello has at most 2^16 and some.
   */
  private static final int MAX_MESSAGE = 128 * 1024;

  private static final int CONSUMED_LIMIT = 16 * 1024;

  /** Two bytes and a MAC of 16; several alerts in the clear may share a record. */
  private static final int SMALLEST_ENCRYPTED_ALERT = 18;

  enum State {
    DETECT,
    ANSWER,
    RECORDS,
    LOST,
    OTHER
  }

  final int direction;
  final StreamBuffer buffer;
  private final TcpConnection connection;

  State state = State.DETECT;
  private int at;
  private int gapSeen = -1;
  private int opaqueLeft;

  /** Where TLS travels in the packets of TDS, else null. */
  private TdsUnwrapper tds;

  /** Up to where the bytes may be read. */
  private int end;

  /** The answer to a ClientHello that did not wait for the answer to its preamble. */
  private boolean late;

  /** Index of the first TLS byte; everything before is preamble. */
  int tlsStart = -1;

  private byte[] partial;
  private int partialLength;
  private int partialFrom;
  private int partialRecords;
  private int partialVersion;

  boolean changeCipherSpec;
  int encryptedHandshakes;
  int encryptedAlerts;

  /** The frame in which the first of them was read. */
  long encryptedAlertFrame;

  int applicationRecords;
  long applicationBytes;

  HalfStream(int direction, TcpConnection connection, ArrayPool pool) {
    this.direction = direction;
    this.connection = connection;
    this.buffer = new StreamBuffer(pool);
  }

  /** Reads what the stream grew by. */
  void advance() {
    if (buffer.gapAt() >= 0 && buffer.gapAt() != gapSeen) {
      onGap(buffer.gapAt());
    }
    boolean more = true;
    while (more) {
      end = tds == null ? buffer.length() : tds.unwrap();
      more =
          switch (state) {
            case DETECT -> detect();
            case ANSWER -> answer();
            case RECORDS -> record();
            case LOST -> resync();
            case OTHER -> false;
          };
    }
    if (state == State.RECORDS && partial == null) {
      forgetConsumed();
    }
  }

  /** What was worth keeping of the bytes read has been copied by now. */
  private void forgetConsumed() {
    if (at == buffer.length() && connection.readingHeadersOnly()) {
      buffer.release();
    } else if (at > CONSUMED_LIMIT) {
      buffer.discard(at);
    } else {
      return;
    }
    if (tds != null) {
      tds.discarded(at);
    }
    gapSeen = buffer.gapAt();
    at = 0;
  }

  /**
   * The other side's ClientHello is complete and acknowledges this stream up to {@code sequence}.
   */
  void expectAnswer(int sequence, boolean acknowledged) {
    if (state != State.DETECT) {
      return;
    }
    if (!acknowledged) {
      state = buffer.length() > at ? State.DETECT : State.ANSWER;
      return;
    }
    if (!buffer.anchored()) {
      buffer.anchor(sequence);
    }
    int start = buffer.indexOf(sequence);
    if (start >= 0 && start <= buffer.length()) {
      at = start;
      state = State.ANSWER;
      advance();
    } else if (start > buffer.length()
        && start < buffer.length() + MAX_PREAMBLE
        && buffer.length() == 0) {
      state = State.ANSWER; // the whole preamble is missing: what comes next is looked at as it is
    }
  }

  /** Likewise, where all that this side has sent is the answer: the hello came too late for it. */
  void expectAnswerFromStart() {
    if (state == State.DETECT && buffer.length() > 0 && buffer.missingBytes() == 0) {
      at = 0;
      state = State.ANSWER;
      advance();
    }
  }

  private void onGap(int index) {
    gapSeen = index;
    at = index;
    tds = null;
    opaqueLeft = 0;
    partial = null;
    if (state == State.RECORDS || state == State.ANSWER) {
      state = State.LOST;
    }
  }

  private boolean detect() {
    byte[] b = buffer.array();
    if (tds == null && tdsBegins(b)) {
      return true;
    }
    while (at < end) {
      if (at > 0 && HelloPattern.openVpn(b, end)) {
        state = State.OTHER;
        return false;
      }
      HelloPattern.Match client = HelloPattern.clientHelloRecord(b, at, end);
      HelloPattern.Match server =
          client == HelloPattern.Match.YES ? client : HelloPattern.handshakeRecord(b, at, end, 2);
      boolean found = client == HelloPattern.Match.YES || server == HelloPattern.Match.YES;
      if (found || late && HelloPattern.alertRecord(b, at, end) == HelloPattern.Match.YES) {
        tlsStart = at;
        state = State.RECORDS;
        return true;
      }
      if (at == 0) {
        HelloPattern.Match old = HelloPattern.sslv2Hello(b, at, end);
        if (old == HelloPattern.Match.YES) {
          return sslv2(b, end);
        }
        if (old == HelloPattern.Match.MORE) {
          return false;
        }
      }
      if (client == HelloPattern.Match.MORE
          || server == HelloPattern.Match.MORE
          || late && HelloPattern.alertRecord(b, at, end) == HelloPattern.Match.MORE) {
        return false;
      }
      at++;
      while (at < end
          && b[at] != HelloPattern.HANDSHAKE
          && !(late && b[at] == HelloPattern.ALERT)) {
        at++;
      }
    }
    if (end > (connection.flow.synSeen ? MAX_PREAMBLE : MAX_PREAMBLE / 4)) {
      state = State.OTHER;
    }
    return false;
  }

  /** Whether the client's pre-login packet is whole and TLS begins in the next. */
  private boolean tdsBegins(byte[] b) {
    int preLogin = TdsUnwrapper.preLoginLength(b, end);
    int payload = preLogin + TdsUnwrapper.HEADER;
    if (preLogin == 0
        || payload >= end
        || b[payload] != HelloPattern.HANDSHAKE
        || !TdsUnwrapper.headerAt(b, preLogin, end)) {
      return false;
    }
    tds = new TdsUnwrapper(buffer, preLogin);
    at = preLogin;
    return true;
  }

  /** Whether this side's TLS travels in the packets of TDS, or did so at its start. */
  boolean wrapped() {
    return tds != null;
  }

  private boolean sslv2(byte[] b, int end) {
    int length = (b[at] & 0x7f) << 8 | b[at + 1] & 0xff;
    if (end - at < 2 + length) {
      return false;
    }
    tlsStart = at;
    int from = at;
    at += 2 + length;
    state = State.RECORDS;
    connection.onSslv2Hello(this, from + 2, length);
    return true;
  }

  private boolean answer() {
    byte[] b = buffer.array();
    int left = end - at;
    if (left < 1) {
      return false;
    }
    if (tds == null && connection.wrapped() && TdsUnwrapper.headerAt(b, at, end)) {
      tds = new TdsUnwrapper(buffer, at);
      return true;
    }
    int first = b[at] & 0xff;
    boolean tls = first >= HelloPattern.CHANGE_CIPHER_SPEC && first <= HelloPattern.HEARTBEAT;
    if (tls && left > 1 && b[at + 1] != 3
        || left >= 5 && tls && !HelloPattern.recordHeader(b, at)) {
      tls = false;
    }
    if (tls && left < 5) {
      return false;
    }
    if (tls) {
      tlsStart = at;
      state = State.RECORDS;
      return true;
    }
    connection.onNotTls(this, at);
    late = connection.hasPreamble();
    state = late ? State.DETECT : State.OTHER;
    return late;
  }

  private boolean resync() {
    int next = buffer.segmentStartsAt(at) ? at : buffer.nextSegmentStart(at);
    while (next >= 0) {
      if (buffer.length() - next < 5) {
        return false;
      }
      at = next;
      if (HelloPattern.recordHeader(buffer.array(), at)) {
        state = State.RECORDS;
        return true;
      }
      next = buffer.nextSegmentStart(at);
    }
    return false;
  }

  private boolean record() {
    if (opaqueLeft > 0) {
      int taken = Math.min(opaqueLeft, end - at);
      at += taken;
      opaqueLeft -= taken;
      return opaqueLeft == 0 && at < end;
    }
    if (end - at < 5) {
      return false;
    }
    byte[] b = buffer.array();
    if (!HelloPattern.recordHeader(b, at)) {
      state = State.OTHER;
      connection.onNotTls(this, at);
      return false;
    }
    int type = b[at];
    int length = (b[at + 3] & 0xff) << 8 | b[at + 4] & 0xff;
    if (type == HelloPattern.APPLICATION_DATA || type == HelloPattern.HEARTBEAT) {
      at += 5;
      opaqueLeft = length;
      if (type == HelloPattern.APPLICATION_DATA) {
        applicationRecords++;
        applicationBytes += length;
        connection.onApplicationData(this, length);
      }
      return true;
    }
    if (type == HelloPattern.HANDSHAKE && !encrypted() && end - at < 5 + length) {
      return false;
    }
    if (type != HelloPattern.HANDSHAKE && end - at < 5 + length) {
      return false;
    }
    if (end - at < 5 + length && encrypted()) {
      at += 5;
      opaqueLeft = length;
      onEncryptedHandshake();
      return true;
    }
    int version = (b[at + 1] & 0xff) << 8 | b[at + 2] & 0xff;
    int body = at + 5;
    int from = at;
    at = body + length;
    switch (type) {
      case HelloPattern.HANDSHAKE -> {
        if (encrypted()) {
          onEncryptedHandshake();
        } else {
          handshake(b, from, body, length, version);
        }
      }
      case HelloPattern.ALERT -> {
        if (length % 2 == 0 && length < SMALLEST_ENCRYPTED_ALERT && !encrypted()) {
          for (int i = body; i < at; i += 2) {
            connection.onAlert(this, b[i] & 0xff, b[i + 1] & 0xff);
          }
        } else {
          if (encryptedAlerts++ == 0) {
            encryptedAlertFrame = connection.frame;
          }
          connection.onEncryptedAlert(this);
        }
      }
      default -> {
        changeCipherSpec = true;
        connection.onChangeCipherSpec(this);
      }
    }
    return true;
  }

  /** Whether handshake records and alerts of this side are protected (TLS 1.2 and below). */
  private boolean encrypted() {
    return changeCipherSpec && !connection.isTls13();
  }

  private void onEncryptedHandshake() {
    encryptedHandshakes++;
    connection.onEncryptedHandshake(this);
  }

  private void handshake(byte[] b, int recordFrom, int body, int length, int version) {
    int position = body;
    int end = body + length;
    while (position < end) {
      if (partial == null && end - position >= 4) {
        int size = 4 + messageLength(b, position);
        if (end - position >= size) {
          int from = position == body ? recordFrom : position;
          connection.onMessage(this, b, position, size, from, position + size, 1, version);
          position += size;
          continue;
        }
      }
      if (partial == null) {
        partial = new byte[Math.max(256, end - position)];
        partialLength = 0;
        partialFrom = position == body ? recordFrom : position;
        partialRecords = 0;
        partialVersion = version;
      }
      position += fill(b, position, end);
      if (state == State.OTHER) {
        return;
      }
    }
  }

  /** Adds a record's bytes to the message under way; hands it on when it is whole. */
  private int fill(byte[] b, int position, int end) {
    partialRecords++;
    int wanted = partialLength < 4 ? 4 : 4 + messageLength(partial, 0);
    int taken = 0;
    while (position + taken < end && partialLength < wanted) {
      int size = Math.min(wanted - partialLength, end - position - taken);
      if (partialLength + size > partial.length) {
        partial =
            Arrays.copyOf(
                partial, Math.max(partialLength + size, Math.min(wanted, partial.length * 2)));
      }
      System.arraycopy(b, position + taken, partial, partialLength, size);
      partialLength += size;
      taken += size;
      if (partialLength >= 4) {
        wanted = 4 + messageLength(partial, 0);
        if (wanted > MAX_MESSAGE) {
          partial = null;
          state = State.OTHER;
          connection.onNotTls(this, position);
          return taken;
        }
      }
    }
    if (partialLength >= 4 && partialLength == wanted) {
      byte[] message = partial;
      partial = null;
      connection.onMessage(
          this, message, 0, wanted, partialFrom, position + taken, partialRecords, partialVersion);
    }
    return taken;
  }

  private static int messageLength(byte[] b, int at) {
    return (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
  }
}
