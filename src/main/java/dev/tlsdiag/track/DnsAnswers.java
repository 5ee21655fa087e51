package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Takes from DNS answers which name was asked for when an address was given (RFC 1035 section 4).
 */
final class DnsAnswers {
  static final int PORT = 53;
  static final int HEADER_BYTES = 12;

  private static final int MAX_RECORDS = 64;
  private static final int MAX_NAME = 255;
  private static final int MAX_JUMPS = 32;
  private static final int TYPE_A = 1;
  private static final int TYPE_CNAME = 5;
  private static final int TYPE_AAAA = 28;
  private static final int CLASS_IN = 1;
  private static final int RESPONSE_OPCODE_AND_RCODE = 0xf80f;
  private static final int RESPONSE = 0x8000;

  private final NameSink sink;

  DnsAnswers(NameSink sink) {
    this.sink = requireNonNull(sink, "sink is null");
  }

  /**
   * Takes the payload of a datagram; what cannot be read to the end gives the names before that.
   */
  void onPayload(Bytes message) {
    try {
      read(message);
    } catch (MalformedMessageException e) {
      // Names only label addresses: a broken answer is one label less.
    }
  }

  private void read(Bytes message) throws MalformedMessageException {
    WireReader in = message.reader();
    in.u16("id");
    int flags = in.u16("flags");
    int questions = in.u16("qdcount");
    int answers = in.u16("ancount");
    in.skip(4, "nscount and arcount");
    if ((flags & RESPONSE_OPCODE_AND_RCODE) != RESPONSE || questions != 1) {
      return;
    }
    String asked = name(message, in);
    in.skip(4, "qtype and qclass");
    if (asked.isEmpty()) {
      return;
    }
    Set<String> aliases = new HashSet<>(); // the name asked for and what it is an alias of
    aliases.add(asked.toLowerCase(Locale.ROOT));
    for (int i = 0; i < Math.min(answers, MAX_RECORDS); i++) {
      String owner = name(message, in).toLowerCase(Locale.ROOT);
      int type = in.u16("type");
      int dnsClass = in.u16("class");
      in.skip(4, "ttl");
      int length = in.u16("rdlength");
      int at = in.offset();
      Bytes body = in.bytes(length, "rdata");
      if (dnsClass != CLASS_IN || !aliases.contains(owner)) {
        continue;
      }
      if (type == TYPE_CNAME) {
        WireReader target = message.reader();
        target.skip(at, "rdata");
        aliases.add(name(message, target).toLowerCase(Locale.ROOT));
      } else if (type == TYPE_A && length == 4) {
        sink.onName(IpAddress.v4(body.u16(0) << 16 | body.u16(2)), asked);
      } else if (type == TYPE_AAAA && length == 16) {
        sink.onName(IpAddress.v6(u64(body, 0), u64(body, 8)), asked);
      }
    }
  }

  private static long u64(Bytes b, int at) {
    return (long) b.u16(at) << 48
        | (long) b.u16(at + 2) << 32
        | (long) b.u16(at + 4) << 16
        | b.u16(at + 6);
  }

  /** Reads a name with compression (RFC 1035 section 4.1.4); every pointer must lead backwards. */
  private static String name(Bytes message, WireReader in) throws MalformedMessageException {
    StringBuilder name = new StringBuilder();
    WireReader at = in;
    int limit = in.offset();
    for (int jumps = 0; ; ) {
      int length = at.u8("label.length");
      if (length == 0) {
        return name.toString();
      }
      if (length >= 0xc0) {
        int target = (length & 0x3f) << 8 | at.u8("pointer");
        if (target >= limit || ++jumps > MAX_JUMPS) {
          throw at.malformed("pointer", "leads to byte %d, not backwards".formatted(target));
        }
        limit = target;
        at = message.reader();
        at.skip(target, "pointer");
        continue;
      }
      if (length > 63) {
        throw at.malformed(
            "label.length", "is of the retired type 0x%02x".formatted(length & 0xc0));
      }
      label(at.bytes(length, "label"), name, at);
    }
  }

  /** Only what a host name in an extension or a URL can hold: others are not worth a label. */
  private static void label(Bytes label, StringBuilder name, WireReader at)
      throws MalformedMessageException {
    if (name.length() + label.length() + 1 > MAX_NAME) {
      throw at.malformed("name", "is longer than %d bytes".formatted(MAX_NAME));
    }
    if (name.length() > 0) {
      name.append('.');
    }
    for (int i = 0; i < label.length(); i++) {
      int c = label.u8(i);
      if (c <= ' ' || c >= 0x7f || c == '.') {
        throw at.malformed("label", "has byte 0x%02x".formatted(c));
      }
      name.append((char) c);
    }
  }
}
