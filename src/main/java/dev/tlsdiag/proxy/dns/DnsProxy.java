package dev.tlsdiag.proxy.dns;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.LookupPolicy;
import dev.tlsdiag.tcp.Endpoint;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.Rcode;

/**
 * A DNS server that asks a policy first and a resolver then. Messages pass as they are; what is
 * refused is answered here.
 */
public final class DnsProxy implements Closeable {
  private static final int LONGEST = 65_535;
  private static final int WAITING = 1_024;

  /** For a client's next query on its connection, all of it. */
  private static final int IDLE_MILLIS = 10_000;

  private final DnsSettings settings;
  private final LookupPolicy policy;
  private final Resolver resolver;
  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final ExecutorService queries;
  private final ExecutorService connections;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong lost = new AtomicLong();

  private DnsProxy(
      DnsSettings settings, LookupPolicy policy, DatagramSocket udp, ServerSocket tcp) {
    this.settings = settings;
    this.policy = policy;
    this.udp = udp;
    this.tcp = tcp;
    resolver = new Resolver(settings.resolver(), settings.patience());
    queries = pool("tlsdiag-dns", settings.atOnce(), WAITING);
    connections = pool("tlsdiag-dns-tcp", settings.atOnce(), 1);
  }

  /**
   * Begins to listen.
   *
   * @throws IOException where it cannot; the message names the address
   */
  public static DnsProxy start(DnsSettings settings, LookupPolicy policy) throws IOException {
    requireNonNull(policy, "policy is null");
    InetAddress host = InetAddress.getByName(settings.listen().host());
    try {
      DnsSockets sockets = DnsSockets.bind(host, settings.listen().port());
      DnsProxy proxy = new DnsProxy(settings, policy, sockets.udp(), sockets.tcp());
      daemon("tlsdiag-dns-udp", proxy::receive);
      daemon("tlsdiag-dns-accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new IOException(
          "cannot listen for DNS on %s: %s".formatted(settings.listen(), e.getMessage()), e);
    }
  }

  /** Where it listens. */
  public Endpoint address() {
    return new Endpoint(settings.listen().host(), udp.getLocalPort());
  }

  /** How many queries found no room. */
  public long lost() {
    return lost.get();
  }

  private static ExecutorService pool(String name, int threads, int waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void receive() {
    byte[] buffer = new byte[LONGEST];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
        InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
        queries.execute(() -> answerDatagram(bytes, client));
      } catch (RejectedExecutionException e) {
        lost.incrementAndGet(); // its client asks again
      } catch (IOException e) {
        // Closed, or what a client's host said of an answer that came too late.
      }
    }
  }

  private void answerDatagram(byte[] bytes, InetSocketAddress client) {
    Optional<Query> query = Query.parse(bytes);
    if (query.isEmpty()) {
      return;
    }
    try {
      Optional<byte[]> answer = answer(query.get(), client, false);
      if (answer.isPresent()) {
        byte[] fitting = query.get().fitting(answer.get());
        udp.send(new DatagramPacket(fitting, fitting.length, client));
      }
    } catch (IOException e) {
      lost.incrementAndGet(); // it cannot be sent to where it came from
    }
  }

  private void accept() {
    while (!tcp.isClosed()) {
      Socket client = null;
      try {
        client = tcp.accept();
        open.add(client);
        Socket accepted = client;
        connections.execute(() -> serve(accepted));
      } catch (RejectedExecutionException e) {
        lost.incrementAndGet();
        end(client);
      } catch (IOException e) {
        // Closed, or the client went before it was accepted.
      }
    }
  }

  private void serve(Socket client) {
    try {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      InetSocketAddress from = (InetSocketAddress) client.getRemoteSocketAddress();
      while (true) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
        byte[] length = bytes(client, in, 2, end);
        int bytes = (length[0] & 0xff) << 8 | length[1] & 0xff;
        Optional<Query> query = Query.parse(bytes(client, in, bytes, end));
        if (query.isEmpty()) {
          return;
        }
        Optional<byte[]> answer = answer(query.get(), from, true);
        if (answer.isPresent()) {
          Resolver.send(client.getOutputStream(), answer.get());
        }
      }
    } catch (IOException e) {
      // The client has left, or has nothing more to ask.
    } finally {
      end(client);
    }
  }

  /** A client that sends byte after byte would hold a thread for hours: its time is for all. */
  private static byte[] bytes(Socket client, InputStream in, int length, long end)
      throws IOException {
    byte[] bytes = new byte[length];
    int read = 0;
    while (read < length) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new SocketTimeoutException("no whole query in time");
      }
      client.setSoTimeout((int) left);
      int n = in.read(bytes, read, length - read);
      if (n < 0) {
        throw new EOFException();
      }
      read += n;
    }
    return bytes;
  }

  private void end(Socket client) {
    open.remove(client);
    try {
      client.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** The answer; empty where none is given. */
  private Optional<byte[]> answer(Query query, InetSocketAddress from, boolean overTcp) {
    Optional<Integer> problem = query.problem();
    if (problem.isPresent()) {
      return Optional.of(query.refusal(problem.get()));
    }
    Endpoint client = new Endpoint(from.getAddress().getHostAddress(), from.getPort());
    LookupPolicy.Lookup lookup =
        policy.onQuery(
            new LookupPolicy.Query(client, address(), query.name(), query.type(), overTcp));
    return switch (lookup.fate()) {
      case DROPPED -> Optional.empty();
      case REFUSED -> {
        int code = settings.nameError() ? Rcode.NXDOMAIN : Rcode.REFUSED;
        lookup.onAnswer(LookupAnswer.of(code));
        yield Optional.of(query.refusal(code));
      }
      case FORWARDED -> Optional.of(forwarded(query, lookup, overTcp));
    };
  }

  /** What was learned counts before the client has the answer. */
  private byte[] forwarded(Query query, LookupPolicy.Lookup lookup, boolean overTcp) {
    try {
      byte[] answer = resolver.ask(query, overTcp);
      lookup.onAnswer(Query.told(answer));
      return answer;
    } catch (IOException e) {
      lookup.onAnswer(LookupAnswer.of(Rcode.SERVFAIL));
      return query.refusal(Rcode.SERVFAIL);
    }
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      // It listens no more either way.
    }
    open.forEach(this::end);
    queries.shutdownNow();
    connections.shutdownNow();
  }
}
