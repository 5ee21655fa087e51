package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Resolves names with the machine's resolver, off the event loop. */
final class Names {
  private Names() {}

  /**
   * What came of it.
   *
   * @param step empty for an address, which needs no resolving
   * @param problem empty where there are addresses
   */
  record Answer(List<InetAddress> addresses, Optional<Step.Resolve> step, String problem) {
    Answer {
      addresses = List.copyOf(addresses);
    }
  }

  /** Calls back on the event loop; at once for an address. */
  static void resolve(
      String host, ExecutorService workers, EventLoop loop, Consumer<Answer> answered) {
    if (HostName.isAddress(host)) {
      answered.accept(literal(host));
      return;
    }
    try {
      workers.execute(
          () -> {
            Answer answer = ask(host);
            loop.execute(() -> answered.accept(answer));
          });
    } catch (RejectedExecutionException e) {
      answered.accept(failed(host, "too many names are being resolved", 0));
    }
  }

  private static Answer literal(String host) {
    try {
      return new Answer(List.of(InetAddress.getByName(host)), Optional.empty(), "");
    } catch (UnknownHostException e) {
      return failed(host, "it is no address", 0);
    }
  }

  private static Answer ask(String host) {
    long start = System.nanoTime();
    try {
      List<InetAddress> found = Arrays.asList(InetAddress.getAllByName(host));
      List<String> literals =
          found.stream().map(each -> Transport.Addresses.literal(each.getAddress())).toList();
      Step.Resolve step =
          new Step.Resolve(
              host,
              literals,
              Optional.empty(),
              "system",
              Optional.empty(),
              Optional.of(Duration.ofNanos(System.nanoTime() - start)),
              List.of());
      return new Answer(found, Optional.of(step), "");
    } catch (UnknownHostException | IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage());
      int colon = said.indexOf(": ");
      String problem = colon < 0 ? "no address is known for it" : said.substring(colon + 2);
      return failed(host, problem, System.nanoTime() - start);
    }
  }

  private static Answer failed(String host, String problem, long nanos) {
    Step.Resolve step =
        new Step.Resolve(
            host,
            List.of(),
            Optional.empty(),
            "system",
            Optional.of(problem),
            Optional.of(Duration.ofNanos(nanos)),
            List.of());
    return new Answer(List.of(), Optional.of(step), host + ": " + problem);
  }
}
