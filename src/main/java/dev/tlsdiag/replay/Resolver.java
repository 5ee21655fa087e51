package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.hosts.HostsFileParser;

/**
 * From names to addresses, in the order of curl: {@code --resolve}, then the servers given, then
 * the system. Where the system has no answer its DNS servers are asked once more, to learn the
 * response code that the system's own interface hides.
 */
final class Resolver {
  private static final ExecutorService LOOKUPS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "name lookup");
            thread.setDaemon(true); // a lookup of the system cannot be interrupted
            return thread;
          });

  private final PathOptions path;

  Resolver(PathOptions path) {
    this.path = requireNonNull(path, "path is null");
  }

  /** Never fails otherwise than by {@link Step.Resolve#problem}. */
  Step.Resolve resolve(Endpoint asked, Deadline deadline, RunClock clock) {
    long start = clock.elapsed();
    Answered answer = answer(asked, deadline);
    List<String> wanted = answer.addresses.stream().filter(this::isWanted).toList();
    Optional<String> problem = answer.problem;
    if (problem.isEmpty() && wanted.isEmpty()) {
      problem =
          Optional.of(
              answer.addresses.isEmpty()
                  ? "the name has no address"
                  : "the name has no IPv%s address"
                      .formatted(path.ipVersion() == PathOptions.IpVersion.V4 ? "4" : "6"));
    }
    return new Step.Resolve(
        asked.host(),
        wanted,
        answer.responseCode,
        answer.source,
        problem,
        Optional.of(Duration.ofNanos(clock.elapsed() - start)),
        List.of(),
        answer.exchanges);
  }

  private boolean isWanted(String address) {
    return switch (path.ipVersion()) {
      case ANY -> true;
      case V4 -> !address.contains(":");
      case V6 -> address.contains(":");
    };
  }

  private record Answered(
      List<String> addresses,
      Optional<String> responseCode,
      String source,
      Optional<String> problem,
      List<DnsExchange> exchanges) {
    static Answered of(List<String> addresses, String source) {
      return new Answered(addresses, Optional.empty(), source, Optional.empty(), List.of());
    }

    static Answered systemSays(String problem) {
      return new Answered(List.of(), Optional.empty(), "system", Optional.of(problem), List.of());
    }
  }

  private Answered answer(Endpoint asked, Deadline deadline) {
    Optional<List<String>> fixed = fixed(asked);
    if (fixed.isPresent()) {
      return Answered.of(fixed.get(), "--resolve");
    }
    if (!path.dnsServers().isEmpty() && !HostName.same(asked.host(), "localhost")) {
      return queried(asked.host(), servers(path.dnsServers()), List.of(), deadline);
    }
    Optional<List<String>> hosts = hostsFile(asked.host());
    if (hosts.isPresent()) {
      return Answered.of(hosts.get(), "hosts file");
    }
    return system(asked.host(), deadline);
  }

  private Optional<List<String>> fixed(Endpoint asked) {
    Optional<List<String>> found = Optional.empty();
    Optional<List<String>> any = Optional.empty();
    for (ResolveEntry entry : path.resolve()) {
      Optional<List<String>> addresses =
          Optional.of(entry.addresses()).filter(list -> !list.isEmpty());
      if (entry.isFor(asked.host(), asked.port())) {
        found = addresses;
      } else if (entry.isForAny(asked.port())) {
        any = addresses;
      }
    }
    return found.isPresent() ? found : any;
  }

  private static Optional<List<String>> hostsFile(String host) {
    Set<String> addresses = new LinkedHashSet<>();
    try {
      HostsFileParser hosts = new HostsFileParser();
      for (int type : new int[] {DnsQuery.A, DnsQuery.AAAA}) {
        hosts
            .getAddressForHost(DnsQuery.absolute(host), type)
            .ifPresent(address -> addresses.add(text(address)));
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // unreadable, or no name: the system will say so
    }
    return Optional.of(List.copyOf(addresses)).filter(list -> !list.isEmpty());
  }

  private Answered system(String host, Deadline deadline) {
    CompletableFuture<InetAddress[]> lookup =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return InetAddress.getAllByName(host);
              } catch (UnknownHostException e) {
                return new InetAddress[0];
              }
            },
            LOOKUPS);
    try {
      InetAddress[] found = lookup.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (found.length > 0) {
        return Answered.of(Arrays.stream(found).map(Resolver::text).distinct().toList(), "system");
      }
    } catch (TimeoutException e) {
      return Answered.systemSays("no answer in time");
    } catch (ExecutionException | InterruptedException e) {
      return Answered.systemSays(String.valueOf(e.getMessage()));
    }
    return ofSystemServers(host, deadline);
  }

  private static Answered ofSystemServers(String host, Deadline deadline) {
    ResolverConfig config = ResolverConfig.getCurrentConfig();
    List<String> suffixes = new ArrayList<>();
    if (!host.endsWith(".") && host.chars().filter(c -> c == '.').count() < config.ndots()) {
      config.searchPath().forEach(suffix -> suffixes.add(suffix.toString(true)));
    }
    return queried(host, config.servers(), suffixes, deadline);
  }

  private static Answered queried(
      String host, List<InetSocketAddress> servers, List<String> suffixes, Deadline deadline) {
    DnsQuery.Result result = new DnsQuery(servers, suffixes).ask(host, deadline);
    return new Answered(
        result.addresses(),
        result.responseCode(),
        result.source(),
        result.problem(),
        result.exchanges());
  }

  private static List<InetSocketAddress> servers(List<Endpoint> endpoints) {
    return endpoints.stream().map(e -> new InetSocketAddress(e.host(), e.port())).toList();
  }

  static String text(InetAddress address) {
    String host = address.getHostAddress();
    int zone = host.indexOf('%');
    if (zone >= 0) {
      return IpAddress.parse(host.substring(0, zone)) + host.substring(zone);
    }
    return address instanceof Inet4Address ? host : IpAddress.parse(host).toString();
  }
}
