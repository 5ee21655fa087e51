package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.DnsExchange;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Questions for A and AAAA of one name to DNS servers, one server after another. */
final class DnsQuery {
  static final int A = Type.A;
  static final int AAAA = Type.AAAA;

  private final List<InetSocketAddress> servers;
  private final List<String> suffixes;

  /**
   * What was answered.
   *
   * @param source the server that answered, or the last one asked
   * @param exchanges everything that was asked
   */
  record Result(
      List<String> addresses,
      Optional<String> responseCode,
      String source,
      Optional<String> problem,
      List<DnsExchange> exchanges) {
    Result after(List<DnsExchange> earlier) {
      List<DnsExchange> all = new ArrayList<>(earlier);
      all.addAll(exchanges);
      return new Result(addresses, responseCode, source, problem, all);
    }
  }

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
          List.of(),
          Optional.empty(),
          "system",
          Optional.of("there is no DNS server to ask"),
          List.of());
    }
    List<String> names = new ArrayList<>();
    suffixes.forEach(suffix -> names.add(host + "." + suffix));
    names.add(host);
    Result last = null;
    for (InetSocketAddress server : servers) {
      for (String name : names) {
        List<DnsExchange> earlier = last == null ? List.of() : last.exchanges;
        last = new DnsConversation(server, source(server), deadline).ask(name).after(earlier);
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

  private static String source(InetSocketAddress server) {
    String address =
        server.isUnresolved() ? server.getHostString() : Resolver.text(server.getAddress());
    return server.getPort() == 53
        ? address
        : (address.contains(":") ? "[" + IpAddress.parse(address) + "]" : address)
            + ":"
            + server.getPort();
  }
}
