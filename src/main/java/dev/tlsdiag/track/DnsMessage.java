package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A DNS message with one question (RFC 1035 section 4.1), as far as it can be read; an answer may
 * leave the question out.
 *
 * @param name as asked, without the last dot; empty where the question is left out
 * @param type of the question; 0 where that is left out
 * @param addresses of that name or what it is an alias of, in the order of the answer
 * @param authority whether the authority section has an SOA record
 * @param whole whether it could be read to its end
 */
record DnsMessage(
    int id,
    boolean response,
    boolean truncated,
    int code,
    String name,
    int type,
    List<IpAddress> addresses,
    boolean authority,
    boolean whole) {
  static final int HEADER_BYTES = 12;

  private static final int MAX_RECORDS = 64;
  private static final int MAX_NAME = 255;
  private static final int MAX_JUMPS = 32;
  private static final int TYPE_A = 1;
  private static final int TYPE_CNAME = 5;
  private static final int TYPE_SOA = 6;
  private static final int TYPE_AAAA = 28;
  private static final int CLASS_IN = 1;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE = 0x7800;
  private static final int TRUNCATED = 0x0200;

  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(TYPE_A, "A"),
          Map.entry(2, "NS"),
          Map.entry(TYPE_CNAME, "CNAME"),
          Map.entry(TYPE_SOA, "SOA"),
          Map.entry(12, "PTR"),
          Map.entry(15, "MX"),
          Map.entry(16, "TXT"),
          Map.entry(TYPE_AAAA, "AAAA"),
          Map.entry(33, "SRV"),
          Map.entry(35, "NAPTR"),
          Map.entry(64, "SVCB"),
          Map.entry(65, "HTTPS"),
          Map.entry(255, "ANY"));

  private static final List<String> CODES =
      List.of(
          "NOERROR",
          "FORMERR",
          "SERVFAIL",
          "NXDOMAIN",
          "NOTIMP",
          "REFUSED",
          "YXDOMAIN",
          "YXRRSET",
          "NXRRSET",
          "NOTAUTH",
          "NOTZONE");

  DnsMessage {
    requireNonNull(name, "name is null");
    addresses = List.copyOf(addresses);
  }

  /** As registered by IANA; {@code TYPE99} where it has no name here. */
  String typeName() {
    return TYPES.getOrDefault(type, "TYPE" + type);
  }

  /** As registered by IANA; {@code RCODE15} where it has no name here. */
  String codeName() {
    return code < CODES.size() ? CODES.get(code) : "RCODE" + code;
  }

  /**
   * Reads a message.
   *
   * @throws MalformedMessageException where not even its question can be read, or it is no query
   */
  static DnsMessage parse(Bytes message) throws MalformedMessageException {
    WireReader in = message.reader();
    int id = in.u16("id");
    int flags = in.u16("flags");
    int questions = in.u16("qdcount");
    int answers = in.u16("ancount");
    int authorities = in.u16("nscount");
    in.skip(2, "arcount");
    boolean bare = (flags & RESPONSE) != 0 && questions == 0;
    if ((flags & OPCODE) != 0 || questions != 1 && !bare) {
      throw in.malformed("qdcount", "is %d, or the opcode is no query".formatted(questions));
    }
    if (bare) { // as unbound refuses: nothing but the header
      return new DnsMessage(
          id, true, (flags & TRUNCATED) != 0, flags & 0xf, "", 0, List.of(), false, true);
    }
    String asked = name(message, in);
    int type = in.u16("qtype");
    in.skip(2, "qclass");
    Records records = new Records(message, asked);
    boolean whole = true;
    try {
      records.answers(in, answers);
      records.authorities(in, authorities);
    } catch (MalformedMessageException e) {
      whole = false;
    }
    return new DnsMessage(
        id,
        (flags & RESPONSE) != 0,
        (flags & TRUNCATED) != 0,
        flags & 0xf,
        asked,
        type,
        records.addresses,
        records.soa,
        whole);
  }

  /** What is read of the records. */
  private static final class Records {
    private final Bytes message;
    private final List<IpAddress> addresses = new ArrayList<>();

    /** The name asked for and what it is an alias of. */
    private final Set<String> aliases = new HashSet<>();

    private boolean soa;

    Records(Bytes message, String asked) {
      this.message = message;
      aliases.add(asked.toLowerCase(Locale.ROOT));
    }

    void answers(WireReader in, int count) throws MalformedMessageException {
      for (int i = 0; i < Math.min(count, MAX_RECORDS); i++) {
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
          addresses.add(IpAddress.v4(body.u16(0) << 16 | body.u16(2)));
        } else if (type == TYPE_AAAA && length == 16) {
          addresses.add(IpAddress.v6(u64(body, 0), u64(body, 8)));
        }
      }
    }

    void authorities(WireReader in, int count) throws MalformedMessageException {
      for (int i = 0; i < Math.min(count, MAX_RECORDS) && !soa; i++) {
        name(message, in);
        soa = in.u16("type") == TYPE_SOA;
        in.skip(6, "class and ttl");
        in.skip(in.u16("rdlength"), "rdata");
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
