package dev.tlsdiag.proxy.dns;

import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.tcp.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A client's query, and the answers that can be made of it. */
final class Query {
  /** What a client takes over UDP that does not say (RFC 1035 section 4.2.1). */
  private static final int USUAL_DATAGRAM = 512;

  private static final int HEADER = 12;
  private static final int RESPONSE_BIT = 0x80;

  private final byte[] bytes;
  private final Header header;
  private final Optional<Record> question;
  private final int datagram;

  private Query(byte[] bytes, Header header, Optional<Record> question, int datagram) {
    this.bytes = bytes;
    this.header = header;
    this.question = question;
    this.datagram = datagram;
  }

  /** What these bytes ask; empty where nobody waits for an answer to them. */
  static Optional<Query> parse(byte[] bytes) {
    if (bytes.length < HEADER || (bytes[2] & RESPONSE_BIT) != 0) {
      return Optional.empty(); // answering answers would go on for ever
    }
    try {
      Header header = new Header(bytes);
      try {
        Message message = new Message(bytes);
        int datagram =
            message.getOPT() == null
                ? USUAL_DATAGRAM
                : Math.max(USUAL_DATAGRAM, message.getOPT().getPayloadSize());
        return Optional.of(
            new Query(bytes, header, Optional.ofNullable(message.getQuestion()), datagram));
      } catch (IOException | RuntimeException e) {
        return Optional.of(new Query(bytes, header, Optional.empty(), USUAL_DATAGRAM));
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /** Why it is not asked of anybody; empty where it can be. */
  Optional<Integer> problem() {
    if (header.getOpcode() != Opcode.QUERY) {
      return Optional.of(Rcode.NOTIMP);
    }
    boolean one = header.getCount(Section.QUESTION) == 1;
    return one && question.isPresent() ? Optional.empty() : Optional.of(Rcode.FORMERR);
  }

  /** With its last dot. */
  String name() {
    return question.orElseThrow().getName().toString();
  }

  String type() {
    return Type.string(question.orElseThrow().getType());
  }

  boolean isAnsweredBy(byte[] answer) {
    if (answer.length < HEADER
        || answer[0] != bytes[0]
        || answer[1] != bytes[1]
        || (answer[2] & RESPONSE_BIT) == 0) {
      return false;
    }
    try {
      Message message = new Message(answer);
      Record answered = message.getQuestion();
      // Some servers refuse without the question; an answer without it could be anybody's.
      return answered == null
          ? message.getRcode() != Rcode.NOERROR && message.getSection(Section.ANSWER).isEmpty()
          : question.map(answered::equals).orElse(false);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** An answer without records, and without an SOA record. */
  byte[] refusal(int responseCode) {
    Message answer = new Message(header.getID());
    Header made = answer.getHeader();
    made.setFlag(Flags.QR);
    made.setOpcode(header.getOpcode());
    if (header.getFlag(Flags.RD)) {
      made.setFlag(Flags.RD);
    }
    made.setFlag(Flags.RA);
    made.setRcode(responseCode);
    question.ifPresent(asked -> answer.addRecord(asked, Section.QUESTION));
    return answer.toWire();
  }

  /** The answer as the client can take it over UDP: the rest is to be asked for over TCP. */
  byte[] fitting(byte[] answer) {
    if (answer.length <= datagram) {
      return answer;
    }
    byte[] cut = refusal(answer[3] & 0x0f);
    cut[2] |= 0x02; // TC
    return cut;
  }

  /** What an answer says. */
  static LookupAnswer told(byte[] answer) throws IOException {
    Message message = new Message(answer);
    List<String> addresses = new ArrayList<>();
    List<String> canonicalNames = new ArrayList<>();
    List<String> types = new ArrayList<>();
    long ttl = Long.MAX_VALUE;
    for (Record record : message.getSection(Section.ANSWER)) {
      ttl = Math.min(ttl, record.getTTL());
      types.add(Type.string(record.getType()));
      if (record instanceof ARecord a) {
        addresses.add(literal(a.getAddress()));
      } else if (record instanceof AAAARecord aaaa) {
        addresses.add(literal(aaaa.getAddress()));
      } else if (record instanceof CNAMERecord cname) {
        canonicalNames.add(cname.getTarget().toString());
      }
    }
    return new LookupAnswer(
        message.getRcode(),
        addresses,
        Duration.ofSeconds(types.isEmpty() ? 0 : ttl),
        canonicalNames,
        types);
  }

  /** An address of IPv6 in its short form (RFC 5952). */
  private static String literal(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES
        ? IpAddress.v4(bytes.getInt()).toString()
        : IpAddress.v6(bytes.getLong(), bytes.getLong()).toString();
  }
}
