package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Questions for A and AAAA of one name to DNS servers, one server after another. */
final class DnsQuery {
  static final int A = Type.A;
  static final int AAAA = Type.AAAA;

  /** A server that says nothing for so long is left for the next. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<InetSocketAddress> servers;
  private final List<String> suffixes;

  /**
   * What was answered.
   *
   * @param source the server that answered, or the last one asked
   */
  record Result(
      List<String> addresses,
      Optional<String> responseCode,
      String source,
      Optional<String> problem) {}

  /**
   * @param suffixes tried one by one, before the name itself
   */
  DnsQuery(List<InetSocketAddress> servers, List<String> suffixes) {
    this.servers = servers;
    this.suffixes = suffixes;
  }

  static Name absolute(String host) throws TextParseException {
    return Name.fromString(host, Name.root);
  }

  Result ask(String host, Deadline deadline) {
    if (servers.isEmpty()) {
      return new Result(
          List.of(), Optional.empty(), "system", Optional.of("there is no DNS server to ask"));
    }
    List<String> names = new ArrayList<>();
    suffixes.forEach(suffix -> names.add(host + "." + suffix));
    names.add(host);
    Result last = null;
    for (InetSocketAddress server : servers) {
      for (String name : names) {
        last = askOne(name, server, deadline);
        // A refusal or failure ends the walk through the suffixes, as resolvers do it.
        if (!last.addresses.isEmpty() || !last.responseCode.equals(Optional.of("NXDOMAIN"))) {
          break;
        }
      }
      if (last.responseCode.isPresent() && !last.responseCode.equals(Optional.of("SERVFAIL"))) {
        break;
      }
    }
    return last;
  }

  private static Result askOne(String host, InetSocketAddress server, Deadline deadline) {
    String source = text(server);
    Name name;
    try {
      name = absolute(host);
    } catch (TextParseException e) {
      return new Result(List.of(), Optional.empty(), source, Optional.of("it is no name of DNS"));
    }
    SimpleResolver resolver = new SimpleResolver(server);
    Duration left = deadline.remaining();
    resolver.setTimeout(left.compareTo(PATIENCE) < 0 ? left : PATIENCE);
    CompletableFuture<Message> v4 = sent(resolver, name, A);
    CompletableFuture<Message> v6 = sent(resolver, name, AAAA);
    Set<String> addresses = new LinkedHashSet<>();
    String code = null;
    String problem = null;
    for (CompletableFuture<Message> question : List.of(v4, v6)) {
      try {
        long nanos = resolver.getTimeout().toNanos() + 500_000_000L;
        Message answer = question.get(nanos, TimeUnit.NANOSECONDS);
        String answered = Rcode.string(answer.getRcode());
        if (code == null || code.equals("NOERROR")) {
          code = answered;
        }
        for (Record each : answer.getSection(Section.ANSWER)) {
          address(each).ifPresent(addresses::add);
        }
      } catch (ExecutionException e) {
        problem = told(e.getCause());
      } catch (TimeoutException e) {
        problem = "no answer";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        problem = "interrupted";
      }
    }
    if (!addresses.isEmpty()) {
      return new Result(List.copyOf(addresses), Optional.of("NOERROR"), source, Optional.empty());
    }
    if (code == null) {
      String words = problem + " from " + source;
      return new Result(List.of(), Optional.empty(), source, Optional.of(words));
    }
    String words =
        code.equals("NOERROR")
            ? "the name has no address"
            : "%s answered %s".formatted(source, code);
    return new Result(List.of(), Optional.of(code), source, Optional.of(words));
  }

  private static CompletableFuture<Message> sent(SimpleResolver resolver, Name name, int type) {
    return resolver
        .sendAsync(Message.newQuery(Record.newRecord(name, type, DClass.IN)))
        .toCompletableFuture();
  }

  private static Optional<String> address(Record each) {
    if (each instanceof ARecord a) {
      return Optional.of(Resolver.text(a.getAddress()));
    }
    return each instanceof AAAARecord a
        ? Optional.of(Resolver.text(a.getAddress()))
        : Optional.empty();
  }

  private static String told(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("imed out") || message.contains("imeout") ? "no answer" : message;
  }

  private static String text(InetSocketAddress server) {
    String address =
        server.isUnresolved() ? server.getHostString() : Resolver.text(server.getAddress());
    return server.getPort() == 53
        ? address
        : (address.contains(":") ? "[" + IpAddress.parse(address) + "]" : address)
            + ":"
            + server.getPort();
  }
}
