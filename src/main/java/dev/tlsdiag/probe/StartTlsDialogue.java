package dev.tlsdiag.probe;

import dev.tlsdiag.replay.Line;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Brings a protocol to the point where TLS begins, with as few words as it allows. */
final class StartTlsDialogue {
  private static final int MOST_BYTES = 64 * 1024;
  private static final Bytes LDAP_REQUEST =
      Bytes.ofHex("301d02010177188016312e332e362e312e342e312e313436362e3230303337");
  private static final Bytes POSTGRES_REQUEST = Bytes.ofHex("0000000804d2162f");
  private static final int MYSQL_CLIENT_SSL = 0x0800;

  /** CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION. */
  private static final Bytes MYSQL_REQUEST =
      Bytes.ofHex("20000001" + "018a0000" + "00000001" + "21" + "00".repeat(23));

  private final Line line;

  StartTlsDialogue(Line line) {
    this.line = line;
  }

  /**
   * Speaks until the server expects a ClientHello.
   *
   * @throws PrefaceFailure where it refuses, or speaks something else
   */
  void run(Preface.StartTls preface) throws IOException {
    switch (preface.protocol()) {
      case SMTP -> smtp();
      case IMAP -> imap();
      case POP3 -> {
        expect("+OK", textLine(), "the greeting of POP3");
        say("STLS\r\n");
        expect("+OK", textLine(), "STLS");
      }
      case FTP -> {
        expect("220", reply(), "the greeting of FTP");
        say("AUTH TLS\r\n");
        expect("234", reply(), "AUTH TLS");
      }
      case LDAP -> ldap();
      case XMPP -> xmpp(preface.host());
      case POSTGRES -> {
        line.write(POSTGRES_REQUEST);
        int answer = next();
        if (answer != 'S') {
          throw new PrefaceFailure(
              answer == 'N'
                  ? "the server answers SSLRequest with N: it does not do TLS"
                  : "the answer to SSLRequest is not PostgreSQL");
        }
      }
      case MYSQL -> mysql();
    }
  }

  private void smtp() throws IOException {
    expect("220", reply(), "the greeting of SMTP");
    say("EHLO tlsdiag.invalid\r\n");
    String offered = reply();
    expect("250", offered, "EHLO");
    if (!offered.toUpperCase(java.util.Locale.ROOT).contains("STARTTLS")) {
      throw new PrefaceFailure("the server does not offer STARTTLS after EHLO");
    }
    say("STARTTLS\r\n");
    expect("220", reply(), "STARTTLS");
  }

  private void imap() throws IOException {
    expect("* ", textLine(), "the greeting of IMAP");
    say("a1 STARTTLS\r\n");
    String answer = textLine();
    while (answer.startsWith("* ")) {
      answer = textLine();
    }
    expect("a1 OK", answer, "STARTTLS");
  }

  private void ldap() throws IOException {
    line.write(LDAP_REQUEST);
    if (next() != 0x30) {
      throw new PrefaceFailure("the answer to StartTLS is not LDAP");
    }
    int length = next();
    if (length > 0x7f) {
      int octets = length & 0x7f;
      length = 0;
      for (int i = 0; i < Math.min(octets, 4); i++) {
        length = length << 8 | next();
      }
    }
    Bytes answer = bytes(Math.min(length, MOST_BYTES));
    // messageID, then ExtendedResponse [APPLICATION 24] with resultCode, an ENUMERATED
    for (int i = 0; i + 2 < answer.length(); i++) {
      if (answer.u8(i) == 0x0a && answer.u8(i + 1) == 1) {
        if (answer.u8(i + 2) != 0) {
          throw new PrefaceFailure(
              "the server answers StartTLS with result code " + answer.u8(i + 2));
        }
        return;
      }
    }
    throw new PrefaceFailure("the answer to StartTLS has no result code");
  }

  private void xmpp(String host) throws IOException {
    say(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='"
            + host.replaceAll("[<>&'\"]", "")
            + "'>");
    String features = until("</stream:features>", "</stream:stream>");
    if (!features.contains("urn:ietf:params:xml:ns:xmpp-tls")) {
      throw new PrefaceFailure("the server does not offer STARTTLS among its stream features");
    }
    say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    String answer = until(">", ">");
    if (!answer.contains("<proceed")) {
      throw new PrefaceFailure("the server answers STARTTLS with " + answer.strip());
    }
  }

  private void mysql() throws IOException {
    Bytes head = bytes(4);
    int length = head.u8(0) | head.u8(1) << 8 | head.u8(2) << 16;
    Bytes greeting = bytes(Math.min(length, MOST_BYTES));
    if (greeting.isEmpty() || greeting.u8(0) != 10) {
      throw new PrefaceFailure(
          !greeting.isEmpty() && greeting.u8(0) == 0xff
              ? "the server refuses this client: " + message(greeting)
              : "the greeting is not MySQL");
    }
    int end = 1;
    while (end < greeting.length() && greeting.u8(end) != 0) {
      end++;
    }
    int flags = end + 1 + 4 + 8 + 1; // version, thread, first part of the scramble, a zero
    boolean tls =
        greeting.length() >= flags + 2
            && ((greeting.u8(flags) | greeting.u8(flags + 1) << 8) & MYSQL_CLIENT_SSL) != 0;
    if (!tls) {
      throw new PrefaceFailure("the server's greeting does not offer TLS");
    }
    line.write(MYSQL_REQUEST);
  }

  private static String message(Bytes error) {
    return error.length() > 3 ? error.slice(3, error.length() - 3).latin1() : "";
  }

  private void say(String words) throws IOException {
    line.write(Bytes.wrap(words.getBytes(StandardCharsets.UTF_8)));
  }

  private static void expect(String start, String answer, String to) throws PrefaceFailure {
    if (!answer.startsWith(start)) {
      throw new PrefaceFailure(
          "%s: the server says '%s', not %s".formatted(to, answer.strip(), start.strip()));
    }
  }

  /** Of several lines, each {@code 250-…} but the last. */
  private String reply() throws IOException {
    StringBuilder all = new StringBuilder();
    String one = textLine();
    all.append(one);
    while (one.length() > 3 && one.charAt(3) == '-') {
      one = textLine();
      all.append('\n').append(one);
    }
    return all.toString();
  }

  private String textLine() throws IOException {
    return until("\n", "\n").stripTrailing();
  }

  private String until(String end, String otherEnd) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith(end) && !text.endsWith(otherEnd)) {
      int b = line.input().read();
      if (b < 0 || read.size() >= MOST_BYTES) {
        throw new PrefaceFailure(
            read.size() == 0
                ? "the server closed before TLS could begin"
                : "the server said '%s' and closed".formatted(text.strip()));
      }
      read.write(b);
      text = read.toString(StandardCharsets.ISO_8859_1);
    }
    return text;
  }

  private int next() throws IOException {
    int b = line.input().read();
    if (b < 0) {
      throw new PrefaceFailure("the server closed before TLS could begin");
    }
    return b;
  }

  private Bytes bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) next();
    }
    return Bytes.wrap(bytes);
  }
}
