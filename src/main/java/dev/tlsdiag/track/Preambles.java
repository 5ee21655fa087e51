package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.PlainHttp;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.wire.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names the protocol that went before TLS on a connection, and the target it asked for. */
final class Preambles {
  /** Bytes of each side that are kept as evidence. */
  static final int KEPT_BYTES = 1024;

  private static final Pattern CONNECT =
      Pattern.compile("^CONNECT +(\\S+) +HTTP/1\\.[01]\r?\n", Pattern.MULTILINE);
  private static final Pattern PROXY_V1 =
      Pattern.compile("^PROXY (?:TCP[46] \\S+ (\\S+) \\d+ (\\d+)|UNKNOWN[^\r\n]*)\r\n");
  private static final Pattern REQUEST =
      Pattern.compile("[A-Z]{3,16} \\S+ HTTP/(?:1\\.[01]|2\\.0)\r?\n");
  private static final Pattern HOST = Pattern.compile("(?im)^host: *(\\S+)");
  private static final String PROXY_V2 = "\r\n\r\n\0\r\nQUIT\n";
  private static final int PROXY_V2_BYTES = 16;

  private Preambles() {}

  /**
   * @param client all that the client sent before its ClientHello
   * @param server all that the server had sent by then
   */
  static Preamble parse(Bytes client, Bytes server) {
    Bytes clientHead = ClearOpening.withoutSecrets(client.head(KEPT_BYTES));
    Bytes serverHead = ClearOpening.withoutSecrets(server.head(KEPT_BYTES));
    String c = client.latin1();
    String s = server.latin1();
    Matcher proxyV1 = PROXY_V1.matcher(c);
    if (proxyV1.find()) {
      Optional<String> target =
          Optional.ofNullable(proxyV1.group(1)).map(host -> hostPort(host, proxyV1.group(2)));
      return new Preamble("proxy-v1", target, clientHead, serverHead);
    }
    if (c.startsWith(PROXY_V2) && c.length() >= PROXY_V2_BYTES) {
      return new Preamble("proxy-v2", proxyV2Target(clientHead), clientHead, serverHead);
    }
    Matcher connect = CONNECT.matcher(c);
    if (connect.lookingAt()) {
      String authority = connect.group(1);
      while (connect.find()) { // asked again after 407
        authority = connect.group(1);
      }
      return new Preamble("http-connect", Optional.of(authority), clientHead, serverHead);
    }
    Matcher request = REQUEST.matcher(c);
    if (request.lookingAt() && !c.toUpperCase(Locale.ROOT).contains("UPGRADE: TLS/")) {
      Matcher host = HOST.matcher(c);
      return new Preamble(
          PlainHttp.PROTOCOL,
          host.find() ? Optional.of(host.group(1)) : Optional.empty(),
          clientHead,
          serverHead);
    }
    Optional<Preamble> socks = socks(clientHead, serverHead);
    return socks.orElseGet(
        () -> new Preamble(startTls(c, s), Optional.empty(), clientHead, serverHead));
  }

  /**
   * Whether these bytes are a header of the PROXY protocol and nothing else. A server that takes it
   * says nothing to it.
   */
  static boolean isProxyHeader(Bytes client) {
    Matcher v1 = PROXY_V1.matcher(client.head(KEPT_BYTES).latin1());
    if (v1.lookingAt()) {
      return v1.end() == client.length();
    }
    return client.length() >= PROXY_V2_BYTES
        && client.head(PROXY_V2.length()).latin1().equals(PROXY_V2)
        && PROXY_V2_BYTES + client.u16(14) == client.length();
  }

  private static String hostPort(String host, String port) {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }

  /**
   * The destination in a PROXY protocol version 2 header (the HAProxy specification, section 2.2).
   */
  private static Optional<String> proxyV2Target(Bytes header) {
    boolean local = (header.u8(12) & 0xf) == 0; // the sender's own, such as a health check
    int family = local ? 0 : header.u8(13) >> 4;
    if (family == 1 && header.length() >= 28) {
      int address = header.u16(20) << 16 | header.u16(22);
      return Optional.of(
          hostPort(IpAddress.v4(address).toString(), String.valueOf(header.u16(26))));
    }
    if (family == 2 && header.length() >= 52) {
      IpAddress address = IpAddress.v6(u64(header, 32), u64(header, 40));
      return Optional.of(hostPort(address.toString(), String.valueOf(header.u16(50))));
    }
    return Optional.empty();
  }

  private static long u64(Bytes b, int at) {
    return ((long) b.u16(at) << 16 | b.u16(at + 2)) << 32
        | ((long) b.u16(at + 4) << 16 | b.u16(at + 6));
  }

  /** SOCKS 4, 4a and 5 (RFC 1928), by the client's bytes; the server's tell 5 from noise. */
  private static Optional<Preamble> socks(Bytes client, Bytes server) {
    if (client.length() >= 9 && client.u8(0) == 4 && client.u8(1) == 1) {
      int address = client.u16(4) << 16 | client.u16(6);
      String host = IpAddress.v4(address).toString();
      String text = client.slice(8, client.length() - 8).latin1();
      int userEnd = text.indexOf('\0');
      if (address >>> 8 == 0 && userEnd >= 0) { // 4a: the name follows the user
        int nameEnd = text.indexOf('\0', userEnd + 1);
        host = text.substring(userEnd + 1, nameEnd < 0 ? text.length() : nameEnd);
      }
      return Optional.of(
          new Preamble(
              "socks4",
              Optional.of(hostPort(host, String.valueOf(client.u16(2)))),
              client,
              server));
    }
    if (client.length() >= 3 && client.u8(0) == 5 && client.u8(1) > 0 && client.u8(1) <= 16) {
      return Optional.of(new Preamble("socks5", socks5Target(client), client, server));
    }
    return Optional.empty();
  }

  private static Optional<String> socks5Target(Bytes client) {
    int at = 2 + client.u8(1);
    if (client.length() > at + 2 && client.u8(at) == 1) { // RFC 1929: user and password
      int user = client.u8(at + 1);
      if (client.length() > at + 2 + user) {
        at += 3 + user + client.u8(at + 2 + user);
      }
    }
    if (client.length() < at + 7 || client.u8(at) != 5 || client.u8(at + 1) != 1) {
      return Optional.empty();
    }
    int kind = client.u8(at + 3);
    int from = at + 4;
    if (kind == 1 && client.length() >= from + 6) {
      int address = client.u16(from) << 16 | client.u16(from + 2);
      return Optional.of(
          hostPort(IpAddress.v4(address).toString(), String.valueOf(client.u16(from + 4))));
    }
    if (kind == 3 && client.length() >= from + 1 + client.u8(from) + 2) {
      int size = client.u8(from);
      return Optional.of(
          hostPort(
              client.slice(from + 1, size).latin1(), String.valueOf(client.u16(from + 1 + size))));
    }
    if (kind == 4 && client.length() >= from + 18) {
      IpAddress address = IpAddress.v6(u64(client, from), u64(client, from + 8));
      return Optional.of(hostPort(address.toString(), String.valueOf(client.u16(from + 16))));
    }
    return Optional.empty();
  }

  /** The protocol that switched to TLS in the middle of a connection. */
  private static String startTls(String client, String server) {
    String c = client.toUpperCase(Locale.ROOT);
    String s = server.toUpperCase(Locale.ROOT);
    if (c.contains("STARTTLS") && (s.startsWith("220") || c.contains("EHLO"))) {
      return "smtp";
    }
    if (c.contains(" STARTTLS") && (s.startsWith("*") || s.contains("OK"))) {
      return "imap";
    }
    if (c.contains("STLS") && s.startsWith("+OK")) {
      return "pop3";
    }
    if (c.contains("AUTH TLS") || c.contains("AUTH SSL")) {
      return "ftp";
    }
    if (c.contains("<STARTTLS") || c.contains("JABBER:") || c.contains("ETHERX.JABBER.ORG")) {
      return "xmpp";
    }
    if (client.contains("1.3.6.1.4.1.1466.20037")) {
      return "ldap";
    }
    if (client.startsWith("\0\0\0\b\4\u00d2\u0016/") // perhaps after a GSSENCRequest
        || client.startsWith("\0\0\0\b\4\u00d2\u0016\60\0\0\0\b\4\u00d2\u0016/")) {
      return "postgresql";
    }
    if (client.length() >= 2 && client.charAt(0) == 0x12 && client.charAt(1) <= 1) {
      return "tds";
    }
    if (client.startsWith("\u0003\0") && client.length() > 5 && client.charAt(5) == 0xe0) {
      return "rdp";
    }
    if (server.length() > 5 && server.charAt(3) == 0 && server.charAt(4) == 10) {
      return "mysql";
    }
    if (c.contains("STARTTLS")) {
      return s.contains("SIEVE") || s.contains("\"")
          ? "sieve"
          : s.matches("(?s)20[01] .*") ? "nntp" : "irc";
    }
    if (c.matches("(?s)(GET|POST|OPTIONS|HEAD) .*UPGRADE: *TLS/.*")) {
      return "http-upgrade";
    }
    return "unknown";
  }
}
