package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection that leads to a target, through a proxy where the path has one. What is said on it
 * is the caller's, and is taped as a capture would have it. For one thread.
 */
public final class Line implements AutoCloseable {
  private final TapedSocket socket;
  private final Deadline deadline;
  private final List<Step> steps;
  private final Endpoint local;
  private final Endpoint remote;

  private Line(
      TapedSocket socket, Deadline deadline, List<Step> steps, Endpoint local, Endpoint remote) {
    this.socket = socket;
    this.deadline = deadline;
    this.steps = List.copyOf(steps);
    this.local = local;
    this.remote = remote;
  }

  /** How the other end, or the clock, ended it. */
  public enum End {
    CLOSED,
    RESET,
    TIMED_OUT
  }

  /** What the TCP connection leads to: the target itself, or the proxy. */
  public static Endpoint first(PathOptions path, Endpoint target) {
    return path.proxy().map(ProxyServer::endpoint).orElse(target);
  }

  /**
   * The addresses of {@link #first}. A name that a proxy resolves is not looked up here.
   *
   * @param patience how long to wait for an answer
   */
  public static Step.Resolve resolve(PathOptions path, Endpoint first, Duration patience) {
    RunClock clock = new RunClock();
    return new Resolver(path).resolve(first, new Deadline(clock, patience, patience), clock);
  }

  /**
   * Connects, and asks a proxy for a tunnel.
   *
   * @param target as the proxy is told it; not used where there is no proxy
   * @param address of {@link #first}, an IP literal with its port
   * @param name of the connection: takes the place of a capture's file
   * @param patience from here until the target can be talked to
   */
  public static Line open(
      PathOptions path, Endpoint target, Endpoint address, String name, Duration patience)
      throws LineFailure {
    Rehearsal.connectOnce();
    RunClock clock = new RunClock();
    Deadline deadline = new Deadline(clock, patience, patience);
    String named = path.proxy().map(p -> "proxy " + p.endpoint()).orElse(target.toString());
    Dialer.Dialled dialled = null;
    try {
      dialled =
          new Dialer(path, clock, deadline, Optional.empty(), name).connect(address, named, false);
      List<Step> steps = new ArrayList<>(List.of(dialled.step()));
      if (path.proxy().isPresent()) {
        steps.add(tunnel(path, path.proxy().get(), target, dialled.socket(), name, clock));
      }
      return new Line(dialled.socket(), deadline, steps, dialled.local(), dialled.remote());
    } catch (StepFailure e) {
      if (dialled != null) {
        close(dialled.socket());
      }
      throw new LineFailure(e.step(), e.getMessage(), e);
    }
  }

  private static Step.Tunnel tunnel(
      PathOptions path,
      ProxyServer proxy,
      Endpoint target,
      TapedSocket socket,
      String name,
      RunClock clock)
      throws StepFailure {
    if (proxy.kind() == ProxyServer.Kind.HTTPS) {
      throw new StepFailure(
          null,
          "a proxy that is itself reached by TLS is not supported here",
          CurlExit.PROXY_HANDSHAKE,
          null);
    }
    Endpoint told = target;
    if (!proxy.kind().resolvesNames() && !HostName.isAddress(target.host())) {
      Step.Resolve resolved = resolve(path, target, Duration.ofSeconds(5));
      if (resolved.failed()) {
        String message =
            "cannot resolve %s: %s".formatted(target.host(), resolved.problem().orElseThrow());
        throw new StepFailure(resolved, message, CurlExit.RESOLVE_HOST, null);
      }
      told = new Endpoint(resolved.addresses().get(0), target.port());
    }
    boolean http = proxy.kind().isHttp();
    String protocol =
        http ? "http-connect" : proxy.kind().scheme().startsWith("socks4") ? "socks4" : "socks5";
    Tunnel tunnel = new Tunnel(socket, protocol, told, proxy.endpoint().toString(), name, clock);
    return http
        ? ConnectTunnel.open(tunnel, proxy.credentials(), Optional.empty(), path.proxyHeaders())
        : SocksTunnel.open(tunnel, proxy.kind(), proxy.credentials());
  }

  /** Of this end; the port is the one that packets have. */
  public Endpoint local() {
    return local;
  }

  /** Of the server, or of the proxy. */
  public Endpoint remote() {
    return remote;
  }

  /** Connection and tunnel. */
  public List<Step> steps() {
    return steps;
  }

  /** From now on reading may take this long, all in all. */
  public void patience(Duration more) {
    deadline.extend(more);
  }

  /**
   * One write, as one segment where the network lets it. A write that fails is no error: what the
   * other end said before it left can still be read.
   */
  public void write(Bytes bytes) throws IOException {
    byte[] array = bytes.toArray();
    socket.getOutputStream().write(array, 0, array.length);
  }

  /** Bytes as they come; reading fails where the other end resets, or patience ends. */
  public InputStream input() {
    return socket.getInputStream();
  }

  /** What is written from now on is what {@link #answer} answers. */
  public void asking() {
    socket.tape().asking();
  }

  /** The first bytes that came since. */
  public Bytes answer() {
    return socket.tape().answer();
  }

  /** Empty while nothing ended it. */
  public Optional<End> end() {
    return socket
        .tape()
        .end()
        .map(
            end ->
                switch (end) {
                  case CLOSED -> End.CLOSED;
                  case RESET -> End.RESET;
                  case TIMED_OUT -> End.TIMED_OUT;
                });
  }

  /** Whether the other end's TCP has all that was written, as far as the kernel tells. */
  public boolean acknowledged() {
    return SendQueue.isAcknowledged(socket);
  }

  /** What a capture would show up to now; ends the tape. Empty where no ClientHello was sent. */
  public Optional<Connection> finish() {
    return socket.tape().finish();
  }

  /** A connection on which nobody answers is reset: it may hold up a server that takes turns. */
  @Override
  public void close() {
    if (end().equals(Optional.of(End.TIMED_OUT))) {
      try {
        socket.resetOnClose();
      } catch (IOException e) {
        // Then it ends the usual way.
      }
    }
    close(socket);
  }

  private static void close(TapedSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nobody waits for anything on it.
    }
  }
}
