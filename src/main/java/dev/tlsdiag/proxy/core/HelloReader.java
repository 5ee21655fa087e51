package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts a ClientHello together from the TLS records it comes in, however they are cut (RFC 8446
 * section 5.1). Holds at most {@link #MAX_MESSAGE} bytes. Not thread-safe.
 */
public final class HelloReader {
  /** A hello of 64 KiB, and its header. */
  public static final int MAX_MESSAGE = 64 * 1024 + 1024;

  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int MAX_RECORD = (1 << 14) + 256;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int MAJOR_VERSION = 3;

  private final byte[] header = new byte[RECORD_HEADER];
  private int headerBytes;
  private int recordLeft;
  private byte[] message = new byte[2048];
  private int messageBytes;

  /** What the bytes so far are. */
  public sealed interface Result {
    /** More has to come. */
    record Incomplete() implements Result {}

    /** The whole message. */
    record Complete(ClientHello hello) implements Result {
      public Complete {
        requireNonNull(hello, "hello is null");
      }
    }

    /**
     * No ClientHello.
     *
     * @param problem in words, with the field
     */
    record Broken(String problem) implements Result {
      public Broken {
        requireNonNull(problem, "problem is null");
      }
    }
  }

  private static final Result INCOMPLETE = new Result.Incomplete();

  /** Takes the stream's next bytes, from the buffer's position to its limit. */
  public Result read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (recordLeft == 0) {
        header[headerBytes++] = bytes.get();
        if (headerBytes < RECORD_HEADER) {
          continue;
        }
        headerBytes = 0;
        recordLeft = (header[3] & 0xff) << 8 | header[4] & 0xff;
        String problem = headerProblem();
        if (!problem.isEmpty()) {
          return new Result.Broken(problem);
        }
        continue;
      }
      int size = Math.min(recordLeft, bytes.remaining());
      if (messageBytes + size > message.length) {
        message = Arrays.copyOf(message, Math.max(2 * message.length, messageBytes + size));
      }
      bytes.get(message, messageBytes, size);
      messageBytes += size;
      recordLeft -= size;
      if (message[0] != CLIENT_HELLO) {
        return new Result.Broken(
            "the first handshake message has type %d, not client_hello(1)"
                .formatted(message[0] & 0xff));
      }
      if (messageBytes >= MESSAGE_HEADER) {
        int length = (message[1] & 0xff) << 16 | (message[2] & 0xff) << 8 | message[3] & 0xff;
        if (length + MESSAGE_HEADER > MAX_MESSAGE) {
          return new Result.Broken(
              "the ClientHello says it has %,d bytes; %,d are the most that are read"
                  .formatted(length, MAX_MESSAGE - MESSAGE_HEADER));
        }
        if (messageBytes >= length + MESSAGE_HEADER) {
          return parse(length);
        }
      }
    }
    return INCOMPLETE;
  }

  /** How many bytes of the message have come. */
  public int received() {
    return messageBytes;
  }

  private String headerProblem() {
    if (header[0] != HANDSHAKE) {
      return "a record of type %d stands inside the ClientHello".formatted(header[0] & 0xff);
    }
    if (header[1] != MAJOR_VERSION) {
      return "a record has version 0x%02x%02x".formatted(header[1] & 0xff, header[2] & 0xff);
    }
    if (recordLeft == 0 || recordLeft > MAX_RECORD) {
      return "a record says it has %d bytes".formatted(recordLeft);
    }
    return "";
  }

  private Result parse(int length) {
    try {
      return new Result.Complete(
          ClientHello.parse(
              Bytes.wrap(Arrays.copyOfRange(message, MESSAGE_HEADER, MESSAGE_HEADER + length))));
    } catch (MalformedMessageException e) {
      return new Result.Broken("the ClientHello cannot be read: " + e.getMessage());
    }
  }
}
