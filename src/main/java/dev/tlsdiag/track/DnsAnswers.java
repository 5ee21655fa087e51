package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Joins DNS queries and their answers (RFC 1035 section 4), and takes from answers which name was
 * asked for when an address was given. Not thread-safe.
 */
final class DnsAnswers {
  static final int PORT = 53;
  static final int HEADER_BYTES = DnsMessage.HEADER_BYTES;

  /** Queries that wait for their answers. */
  private static final int MAX_OPEN = 4096;

  private static final int NO_ERROR = 0;

  private final NameSink sink;
  private final Map<Question, Asked> open = new LinkedHashMap<>();

  private record Question(Endpoint client, Endpoint server, int id, String name, int type) {}

  private record Asked(String name, String type, boolean tcp, long frame, long nanos) {}

  DnsAnswers(NameSink sink) {
    this.sink = requireNonNull(sink, "sink is null");
  }

  /** Takes a message of which nothing more is known: gives its names. */
  void onPayload(Bytes message) {
    try {
      names(DnsMessage.parse(message));
    } catch (MalformedMessageException e) {
      // Names only label addresses: a broken answer is one label less.
    }
  }

  /** Takes a datagram from or to {@link #PORT}. */
  void onDatagram(Datagram d) {
    Endpoint source = new Endpoint(d.source().toString(), d.sourcePort());
    Endpoint destination = new Endpoint(d.destination().toString(), d.destinationPort());
    onMessage(d.payload(), source, destination, false, d.frame(), d.timeNanos());
  }

  /** Takes a message that somebody sent; what cannot be read tells nothing. */
  void onMessage(
      Bytes bytes, Endpoint source, Endpoint destination, boolean tcp, long frame, long nanos) {
    DnsMessage message;
    try {
      message = DnsMessage.parse(bytes);
    } catch (MalformedMessageException e) {
      return;
    }
    if (message.response() && source.port() == PORT) {
      names(message);
      answered(message, destination, source, tcp, frame, nanos);
    } else if (!message.response() && destination.port() == PORT) {
      asked(message, source, destination, tcp, frame, nanos);
    }
  }

  private void names(DnsMessage message) {
    if (message.response() && message.code() == NO_ERROR && !message.name().isEmpty()) {
      message.addresses().forEach(address -> sink.onName(address, message.name()));
    }
  }

  private void asked(
      DnsMessage message, Endpoint client, Endpoint server, boolean tcp, long frame, long nanos) {
    Asked asked = new Asked(message.name(), message.typeName(), tcp, frame, nanos);
    open.putIfAbsent(question(message, client, server), asked); // the first of several tries
    if (open.size() > MAX_OPEN) {
      Iterator<Map.Entry<Question, Asked>> oldest = open.entrySet().iterator();
      unanswered(oldest.next());
      oldest.remove();
    }
  }

  private void answered(
      DnsMessage message, Endpoint client, Endpoint server, boolean tcp, long frame, long nanos) {
    Asked asked =
        message.type() == 0
            ? byNumber(message.id(), client, server)
            : open.remove(question(message, client, server));
    if (asked == null && message.type() == 0) {
      return;
    }
    sink.onDns(
        new DnsSighting(
            asked == null ? message.name() : asked.name(),
            asked == null ? message.typeName() : asked.type(),
            client,
            server,
            tcp,
            message.codeName(),
            message.truncated(),
            message.authority(),
            message.addresses(),
            asked == null ? nanos : asked.nanos(),
            asked == null ? -1 : nanos - asked.nanos(),
            asked == null ? frame : asked.frame(),
            frame));
  }

  /** What an answer is about that does not say it itself; null where nobody asked. */
  private Asked byNumber(int id, Endpoint client, Endpoint server) {
    return open.keySet().stream()
        .filter(q -> q.id() == id && q.client().equals(client) && q.server().equals(server))
        .findFirst()
        .map(open::remove)
        .orElse(null);
  }

  private static Question question(DnsMessage message, Endpoint client, Endpoint server) {
    // The case of letters may be changed on the way (RFC 4343).
    String name = message.name().toLowerCase(Locale.ROOT);
    return new Question(client, server, message.id(), name, message.type());
  }

  private void unanswered(Map.Entry<Question, Asked> each) {
    Asked asked = each.getValue();
    sink.onDns(
        DnsSighting.unanswered(
            asked.name(),
            asked.type(),
            each.getKey().client(),
            each.getKey().server(),
            asked.tcp(),
            asked.nanos(),
            asked.frame()));
  }

  /** What was asked before {@code nanos} is not answered any more. */
  void giveUp(long nanos) {
    open.entrySet()
        .removeIf(
            each -> {
              boolean old = each.getValue().nanos() < nanos;
              if (old) {
                unanswered(each);
              }
              return old;
            });
  }

  /** Nothing follows. */
  void finish() {
    open.entrySet().forEach(this::unanswered);
    open.clear();
  }
}
