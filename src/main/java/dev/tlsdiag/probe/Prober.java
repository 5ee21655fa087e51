package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.Line;
import dev.tlsdiag.replay.LineFailure;
import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends probes, each on a connection of its own, and leaves when the server has said its part: no
 * handshake is finished. Safe for several threads; what they send together stays within the limits.
 */
public final class Prober {
  private static final int MOST_ANSWER_BYTES = 256 * 1024;
  private static final int KEPT_PLAINTEXT_BYTES = 1024;

  private final Route route;
  private final Limits limits;
  private final Semaphore connections;
  private final Pace pace;

  public Prober(Route route, Limits limits) {
    this(route, limits, new Semaphore(limits.concurrency()), new Pace(limits.perSecond()));
  }

  private Prober(Route route, Limits limits, Semaphore connections, Pace pace) {
    this.route = requireNonNull(route, "route is null");
    this.limits = requireNonNull(limits, "limits is null");
    this.connections = connections;
    this.pace = pace;
  }

  /** The same with another patience; both share one limit. */
  public Prober patient(Duration patience) {
    return new Prober(route, limits.withPatience(patience), connections, pace);
  }

  /** The same along another route; both share one limit. */
  public Prober along(Route other) {
    return new Prober(other, limits, connections, pace);
  }

  public Limits limits() {
    return limits;
  }

  /** Sends one, and waits for what comes of it. Never fails otherwise than by its result. */
  public Observation send(Probe probe) {
    connections.acquireUninterruptibly();
    try {
      pace.await();
      return observed(probe);
    } finally {
      connections.release();
    }
  }

  /** Sends them, as many at once as is allowed; the result has their order. */
  public List<Observation> sendAll(List<Probe> probes) {
    if (probes.isEmpty()) {
      return List.of();
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(limits.concurrency(), probes.size()),
            work -> {
              Thread thread = new Thread(work, "probe");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<CompletableFuture<Observation>> sent =
          probes.stream()
              .map(probe -> CompletableFuture.supplyAsync(() -> send(probe), threads))
              .toList();
      return sent.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  private Observation observed(Probe probe) {
    try (Line line = route.open(probe.label(), limits.patience())) {
      line.patience(limits.patience());
      return talked(line, probe);
    } catch (LineFailure e) {
      return WithoutHello.unreached(probe, route.peer(), e);
    }
  }

  private Observation talked(Line line, Probe probe) {
    try {
      if (probe.preface() instanceof Preface.PlainHttp plain) {
        return plainHttp(line, probe, plain);
      }
      preface(line, probe.preface());
      line.patience(limits.patience());
    } catch (PrefaceFailure e) {
      return withoutHello(line, probe, Optional.of(e.getMessage()), line.answer());
    } catch (IOException e) {
      String how = line.end().map(Prober::words).orElse(String.valueOf(e.getMessage()));
      return withoutHello(line, probe, Optional.of("before TLS: " + how), line.answer());
    }
    FreshHello hello = FreshHello.of(probe.hello());
    FlightReader reader = new FlightReader(hello);
    try {
      line.asking();
      write(line, hello, probe.framing());
      line.patience(limits.patience());
      read(line, reader, hello, probe.framing());
    } catch (IOException e) {
      // The tape knows how it ended.
    }
    Optional<ServerFlight> flight = reader.flight();
    Handshake handshake =
        line.finish()
            .map(Connection::last)
            .orElseGet(() -> WithoutHello.handshake(line, probe, line.answer()));
    return new Observation(probe, known(line, handshake, flight), flight);
  }

  private static void preface(Line line, Preface preface) throws IOException {
    if (preface instanceof Preface.ProxyHeader header) {
      line.write(ProxyHeaders.of(header.version(), line.local(), line.remote()));
    } else if (preface instanceof Preface.StartTls startTls) {
      line.asking();
      new StartTlsDialogue(line).run(startTls);
    }
  }

  private static void write(Line line, FreshHello hello, Framing framing) throws IOException {
    Iterator<Bytes> writes = framing.writes(HelloWriter.message(hello.hello())).iterator();
    while (writes.hasNext()) {
      line.write(writes.next());
      if (writes.hasNext() && !framing.pause().isZero()) {
        LockSupport.parkNanos(framing.pause().toNanos());
      }
    }
  }

  private static void read(Line line, FlightReader reader, FreshHello first, Framing framing)
      throws IOException {
    byte[] chunk = new byte[16 * 1024];
    int total = 0;
    while (!reader.over() && total < MOST_ANSWER_BYTES) {
      int size = line.input().read(chunk);
      if (size < 0) {
        return;
      }
      total += size;
      reader.read(chunk, size);
      if (reader.retry().isPresent() && !reader.over()) {
        Optional<FreshHello> second = retry(first, reader.retry().get());
        if (second.isEmpty()) {
          return;
        }
        reader.sent(second.get());
        write(line, second.get(), framing.withRecordVersion(0x0303));
      }
    }
  }

  private static Optional<FreshHello> retry(FreshHello first, ServerHello request) {
    Optional<NamedGroup> group =
        request
            .extension(ExtensionType.KEY_SHARE)
            .filter(e -> e.body().length() == 2)
            .map(e -> NamedGroup.of(e.body().u16(0)));
    Optional<Extension> cookie = request.extension(ExtensionType.COOKIE);
    return first.retry(group, cookie);
  }

  private Handshake known(Line line, Handshake handshake, Optional<ServerFlight> flight) {
    if (flight.isEmpty()) {
      boolean silent =
          handshake.outcome() instanceof Outcome.Unfinished
              && handshake.answer().kind() == Answer.Kind.NOTHING
              && line.end().equals(Optional.of(Line.End.TIMED_OUT));
      // What is waited for here may be shorter than what a capture needs to call it silence.
      return silent
          ? handshake.known(List.of(), new Outcome.Silence(limits.patience(), line.acknowledged()))
          : handshake;
    }
    Optional<Alert> alert = flight.get().encryptedAlert();
    Outcome outcome =
        alert.isPresent()
            ? new Outcome.Alerted(Side.SERVER, alert.get().level(), alert.get().description())
            : handshake.outcome();
    List<Bytes> certificates =
        handshake.certificates().isEmpty() ? flight.get().certificates() : handshake.certificates();
    return handshake.known(certificates, outcome);
  }

  private Observation plainHttp(Line line, Probe probe, Preface.PlainHttp plain) {
    String request =
        "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: tlsdiag\r\nConnection: close\r\n\r\n"
            .formatted(plain.host());
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      line.asking();
      line.write(Bytes.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      byte[] chunk = new byte[KEPT_PLAINTEXT_BYTES];
      while (answer.size() < KEPT_PLAINTEXT_BYTES) {
        int size = line.input().read(chunk);
        if (size < 0) {
          break;
        }
        answer.write(chunk, 0, Math.min(size, KEPT_PLAINTEXT_BYTES - answer.size()));
      }
    } catch (IOException e) {
      // What came until then is the answer.
    }
    return withoutHello(line, probe, Optional.empty(), Bytes.wrap(answer.toByteArray()));
  }

  private static Observation withoutHello(
      Line line, Probe probe, Optional<String> problem, Bytes answer) {
    Handshake handshake = WithoutHello.handshake(line, probe, answer);
    return new Observation(probe, handshake, Optional.empty(), problem);
  }

  private static String words(Line.End end) {
    return switch (end) {
      case CLOSED -> "the server closed the connection";
      case RESET -> "the connection was reset";
      case TIMED_OUT -> "the server did not answer in time";
    };
  }
}
