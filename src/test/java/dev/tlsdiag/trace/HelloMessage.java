package dev.tlsdiag.trace;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes hellos byte by byte, so that samples are what a parser really gives. */
public final class HelloMessage {
  private final int version;
  private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
  private String sessionId = "";
  private String suites = "130113021303c02bc02fc02cc030";
  private String random = "00".repeat(31) + "2a";

  public HelloMessage(int version) {
    this.version = version;
  }

  public static HelloMessage tls13() {
    return new HelloMessage(0x0303).versions("03040303");
  }

  public HelloMessage random(String hex) {
    random = hex;
    return this;
  }

  public HelloMessage sessionId(String hex) {
    sessionId = hex;
    return this;
  }

  public HelloMessage suites(String hex) {
    suites = hex;
    return this;
  }

  public HelloMessage serverName(String name) {
    String host = latin1(name);
    return extension(0, vector16("00" + vector16(host)));
  }

  public HelloMessage alpn(String... protocols) {
    StringBuilder list = new StringBuilder();
    for (String protocol : protocols) {
      list.append(vector8(latin1(protocol)));
    }
    return extension(16, vector16(list.toString()));
  }

  public HelloMessage versions(String hex) {
    return extension(43, vector8(hex));
  }

  public HelloMessage groups(String hex) {
    return extension(10, vector16(hex));
  }

  public HelloMessage signatureSchemes(String hex) {
    return extension(13, vector16(hex));
  }

  public HelloMessage keyShare(int group, int length) {
    return extension(51, vector16(Hex.u16(group) + vector16("ab".repeat(length))));
  }

  public HelloMessage extension(int type, String body) {
    extensions.writeBytes(Hex.parse(Hex.u16(type) + vector16(body)));
    return this;
  }

  /** The message with its header of four bytes. */
  public Bytes clientHello() {
    return message(
        1,
        Hex.u16(version)
            + random
            + vector8(sessionId)
            + vector16(suites)
            + "0100"
            + vector16(Bytes.wrap(extensions.toByteArray()).toHex()));
  }

  public ClientHello parsedClientHello() {
    try {
      return ClientHello.parse(body(clientHello()));
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  public ServerHello parsedServerHello(String suite) {
    String text =
        Hex.u16(version)
            + random
            + vector8(sessionId)
            + suite
            + "00"
            + vector16(Bytes.wrap(extensions.toByteArray()).toHex());
    try {
      return ServerHello.parse(Bytes.ofHex(text));
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  public static Bytes body(Bytes message) {
    return message.slice(4, message.length() - 4);
  }

  private static Bytes message(int type, String body) {
    int length = body.length() / 2;
    return Bytes.ofHex("%02x%06x".formatted(type, length) + body);
  }

  private static String vector8(String hex) {
    return "%02x".formatted(hex.length() / 2) + hex;
  }

  private static String vector16(String hex) {
    return "%04x".formatted(hex.length() / 2) + hex;
  }

  private static String latin1(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1)).toHex();
  }
}
