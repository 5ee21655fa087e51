package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A and AAAA of one name, asked of one server: both at once over UDP, and over TCP what was cut
 * short (RFC 7766 section 5).
 */
final class DnsConversation {
  /** A server that says nothing for so long is left for the next. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration GRACE = Duration.ofMillis(500);

  private static final int HEADER_BYTES = 12;
  private static final int BARE_MILLIS = 2_000;

  /** What it is seen in; whoever puts the hops of a run together knows better. */
  private static final Evidence SEEN = new Evidence.Exchange("name lookup");

  private static final Endpoint HERE = new Endpoint("localhost", 0);

  private final InetSocketAddress server;
  private final String source;
  private final Deadline deadline;
  private final List<DnsExchange> exchanges = new ArrayList<>();
  private final Set<String> addresses = new LinkedHashSet<>();
  private String code;
  private String problem;

  /**
   * @param source the server in words
   */
  DnsConversation(InetSocketAddress server, String source, Deadline deadline) {
    this.server = requireNonNull(server, "server is null");
    this.source = requireNonNull(source, "source is null");
    this.deadline = requireNonNull(deadline, "deadline is null");
  }

  private record Question(Name name, int type, boolean tcp, Instant asked) {
    String text() {
      return name.toString(true);
    }
  }

  DnsQuery.Result ask(String host) {
    Name name;
    try {
      name = DnsQuery.absolute(host);
    } catch (TextParseException e) {
      return failed("it is no name of DNS");
    }
    Instant now = Instant.now();
    Question a = new Question(name, DnsQuery.A, false, now);
    Question aaaa = new Question(name, DnsQuery.AAAA, false, now);
    CompletableFuture<Message> v4 = sent(a);
    CompletableFuture<Message> v6 = sent(aaaa);
    answered(a, v4);
    answered(aaaa, v6);
    if (!addresses.isEmpty()) {
      return new DnsQuery.Result(
          List.copyOf(addresses), Optional.of("NOERROR"), source, Optional.empty(), exchanges);
    }
    if (problem != null && (code == null || code.equals("NOERROR"))) {
      return failed(problem + " from " + source);
    }
    return failed(
        code.equals("NOERROR")
            ? "the name has no address"
            : "%s answered %s".formatted(source, code));
  }

  private DnsQuery.Result failed(String words) {
    return new DnsQuery.Result(
        List.of(), Optional.ofNullable(code), source, Optional.of(words), exchanges);
  }

  private Duration patience() {
    Duration left = deadline.remaining();
    return left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
  }

  private CompletableFuture<Message> sent(Question question) {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(patience());
    resolver.setTCP(question.tcp());
    resolver.setIgnoreTruncation(true); // seen here, it is a fact worth having
    return resolver
        .sendAsync(Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN)))
        .toCompletableFuture();
  }

  private void answered(Question question, CompletableFuture<Message> future) {
    try {
      long nanos = patience().plus(GRACE).toNanos();
      Message answer = future.get(nanos, TimeUnit.NANOSECONDS);
      boolean truncated = answer.getHeader().getFlag(Flags.TC);
      List<String> found =
          answer.getSection(Section.ANSWER).stream()
              .map(DnsConversation::address)
              .flatMap(Optional::stream)
              .toList();
      String said = Rcode.string(answer.getRcode());
      told(question, Optional.of(said), truncated, hasSoa(answer), found);
      if (code == null || code.equals("NOERROR")) {
        code = said;
      }
      if (truncated && !question.tcp()) {
        Question again = new Question(question.name(), question.type(), true, Instant.now());
        answered(again, sent(again));
      } else {
        addresses.addAll(found);
      }
    } catch (ExecutionException e) {
      Optional<Integer> bare = question.tcp() ? Optional.empty() : bareCode(question, e.getCause());
      if (bare.isPresent()) {
        code = Rcode.string(bare.get());
        told(question, Optional.of(code), false, false, List.of());
      } else {
        none(question, words(e.getCause()));
      }
    } catch (TimeoutException e) {
      none(question, "no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      none(question, "interrupted");
    }
  }

  /**
   * The code of an answer without its question, which the library takes for no answer: unbound
   * refuses so. It is asked for once more.
   */
  private Optional<Integer> bareCode(Question question, Throwable cause) {
    if (!String.valueOf(cause.getMessage()).contains("question section missing")) {
      return Optional.empty();
    }
    Message query = Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN));
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout((int) Math.max(1, Math.min(BARE_MILLIS, patience().toMillis())));
      socket.connect(server);
      byte[] wire = query.toWire();
      socket.send(new DatagramPacket(wire, wire.length));
      DatagramPacket answer = new DatagramPacket(new byte[HEADER_BYTES], HEADER_BYTES);
      socket.receive(answer);
      byte[] head = answer.getData();
      boolean ours = answer.getLength() == HEADER_BYTES && head[0] == wire[0] && head[1] == wire[1];
      return ours ? Optional.of(head[3] & 0xf) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void none(Question question, String words) {
    problem = question.tcp() ? "the answer is cut short, and over TCP there is " + words : words;
    told(question, Optional.empty(), false, false, List.of());
  }

  private void told(
      Question question,
      Optional<String> answered,
      boolean truncated,
      boolean soa,
      List<String> found) {
    exchanges.add(
        new DnsExchange(
            question.text(),
            Type.string(question.type()),
            HERE,
            new Endpoint(address(), server.getPort()),
            question.tcp(),
            answered,
            truncated,
            soa,
            found,
            question.asked(),
            answered.map(message -> Duration.between(question.asked(), Instant.now())),
            SEEN));
  }

  private String address() {
    return server.isUnresolved() ? server.getHostString() : Resolver.text(server.getAddress());
  }

  private static boolean hasSoa(Message answer) {
    return answer.getSection(Section.AUTHORITY).stream().anyMatch(r -> r.getType() == Type.SOA);
  }

  private static Optional<String> address(Record each) {
    if (each instanceof ARecord a) {
      return Optional.of(Resolver.text(a.getAddress()));
    }
    return each instanceof AAAARecord a
        ? Optional.of(Resolver.text(a.getAddress()))
        : Optional.empty();
  }

  private static String words(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("imed out") || message.contains("imeout") ? "no answer" : message;
  }
}
