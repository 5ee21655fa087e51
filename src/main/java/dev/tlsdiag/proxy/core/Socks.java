package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The server's side of SOCKS version 5 without authentication (RFC 1928). */
public final class Socks {
  public static final int SUCCEEDED = 0;
  public static final int COMMAND_NOT_SUPPORTED = 7;
  public static final int ADDRESS_TYPE_NOT_SUPPORTED = 8;
  public static final int NO_AUTHENTICATION = 0;
  public static final int NO_ACCEPTABLE_METHOD = 0xff;

  private static final int VERSION = 5;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private Socks() {}

  /** What the client's bytes are not. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int reply;

    Refused(int reply, String message) {
      super(message);
      this.reply = reply;
    }

    /** The reply code to send; -1 for none, where the client does not speak SOCKS 5. */
    public int reply() {
      return reply;
    }
  }

  /**
   * Reads the greeting and passes it.
   *
   * @return false where more has to come; then the buffer is as it was
   * @throws Refused where the client speaks another version, or wants to authenticate
   */
  public static boolean readGreeting(ByteBuffer bytes) throws Refused {
    int start = bytes.position();
    if (bytes.hasRemaining() && bytes.get(start) != VERSION) {
      throw new Refused(
          -1, "the client's first byte is 0x%02x, not SOCKS version 5".formatted(bytes.get(start)));
    }
    if (bytes.remaining() < 2 || bytes.remaining() < 2 + (bytes.get(start + 1) & 0xff)) {
      return false;
    }
    int methods = bytes.get(start + 1) & 0xff;
    boolean open = false;
    for (int i = 0; i < methods; i++) {
      open |= bytes.get(start + 2 + i) == NO_AUTHENTICATION;
    }
    bytes.position(start + 2 + methods);
    if (!open) {
      throw new Refused(NO_ACCEPTABLE_METHOD, "the client does not offer SOCKS without a password");
    }
    return true;
  }

  /**
   * Reads the request and passes it.
   *
   * @return empty where more has to come; then the buffer is as it was
   * @throws Refused where it is no CONNECT, or the address is of an unknown type
   */
  public static Optional<Endpoint> readRequest(ByteBuffer bytes) throws Refused {
    int start = bytes.position();
    if (bytes.remaining() < 5) {
      return Optional.empty();
    }
    if (bytes.get(start) != VERSION) {
      throw new Refused(-1, "the SOCKS request has another version");
    }
    if (bytes.get(start + 1) != CONNECT) {
      throw new Refused(
          COMMAND_NOT_SUPPORTED,
          "the client asks for SOCKS command %d; only CONNECT is served"
              .formatted(bytes.get(start + 1) & 0xff));
    }
    int type = bytes.get(start + 3);
    int named = bytes.get(start + 4) & 0xff;
    int length = type == IPV4 ? 4 : type == IPV6 ? 16 : type == NAME ? 1 + named : -1;
    if (length < 0 || type == NAME && named == 0) {
      throw new Refused(
          ADDRESS_TYPE_NOT_SUPPORTED, "the SOCKS request has address type " + (type & 0xff));
    }
    if (bytes.remaining() < 4 + length + 2) {
      return Optional.empty();
    }
    bytes.position(start + 4);
    String host;
    if (type == IPV4) {
      host = IpAddress.v4(bytes.getInt()).toString();
    } else if (type == IPV6) {
      host = IpAddress.v6(bytes.getLong(), bytes.getLong()).toString();
    } else {
      byte[] name = new byte[bytes.get() & 0xff];
      bytes.get(name);
      host = new String(name, StandardCharsets.ISO_8859_1);
    }
    return Optional.of(new Endpoint(host, bytes.getShort() & 0xffff));
  }

  /** The answer to a request. */
  public static byte[] reply(int code) {
    return new byte[] {VERSION, (byte) code, 0, IPV4, 0, 0, 0, 0, 0, 0};
  }

  /** The answer to a greeting. */
  public static byte[] method(int method) {
    return new byte[] {VERSION, (byte) method};
  }
}
