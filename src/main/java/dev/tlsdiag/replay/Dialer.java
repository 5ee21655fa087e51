package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Makes the TCP connection of an attempt, and tapes it. */
final class Dialer {
  private final PathOptions path;
  private final RunClock clock;
  private final Deadline deadline;
  private final Optional<WireTap> tap;
  private final String id;

  Dialer(PathOptions path, RunClock clock, Deadline deadline, Optional<WireTap> tap, String id) {
    this.path = path;
    this.clock = clock;
    this.deadline = deadline;
    this.tap = tap;
    this.id = id;
  }

  /**
   * A connection that stands.
   *
   * @param local an IP literal with its port
   */
  record Dialled(TapedSocket socket, Step.Connect step, Endpoint local, Endpoint remote) {}

  /**
   * Connects.
   *
   * @param remote an IP literal with its port
   * @param named what it is called in messages
   * @param more whether other addresses are left, for which half of the time is kept
   * @throws StepFailure with the step that failed
   */
  Dialled connect(Endpoint remote, String named, boolean more) throws StepFailure {
    if (path.unixSocket().isPresent()) {
      return connectUnix(remote);
    }
    Socket socket = new Socket();
    long from = clock.elapsed();
    long synNanos = clock.nanos();
    boolean bound = false;
    try {
      InetAddress address = InetAddress.getByName(remote.host());
      bind(socket, address);
      bound = true;
      int millis = deadline.remainingMillis();
      from = clock.elapsed();
      synNanos = clock.nanos();
      socket.connect(
          new InetSocketAddress(address, remote.port()), more ? (millis + 1) / 2 : millis);
      socket.setTcpNoDelay(true);
      long synAckNanos = clock.nanos();
      Endpoint local = new Endpoint(Resolver.text(socket.getLocalAddress()), socket.getLocalPort());
      LegTape tape = new LegTape(id, local, remote, tap, clock);
      tape.connected(synNanos, synAckNanos);
      return new Dialled(
          new TapedSocket(socket, tape, deadline), step(Optional.empty(), from), local, remote);
    } catch (IOException e) {
      close(socket);
      if (!bound) {
        Step.Connect step = step(Optional.of(new Outcome.SynUnanswered(0)), from);
        throw new StepFailure(step, told(e), CurlExit.INTERFACE, e);
      }
      throw failed(e, remote, named, from, synNanos);
    }
  }

  private Dialled connectUnix(Endpoint remote) throws StepFailure {
    long from = clock.elapsed();
    long nanos = clock.nanos();
    try {
      Socket socket = new UnixSocket(path.unixSocket().orElseThrow());
      // A capture knows no such connections: the tape gets addresses of this host for it.
      Endpoint here = new Endpoint("127.0.0.1", 0);
      LegTape tape = new LegTape(id, here, here, tap, clock);
      tape.connected(nanos, clock.nanos());
      return new Dialled(
          new TapedSocket(socket, tape, deadline), step(Optional.empty(), from), here, remote);
    } catch (IOException e) {
      Step.Connect step = step(Optional.of(new Outcome.Refused(Side.SERVER)), from);
      String message =
          "cannot connect to %s: %s".formatted(path.unixSocket().orElseThrow(), told(e));
      throw new StepFailure(step, message, CurlExit.CONNECT, e);
    }
  }

  private StepFailure failed(
      IOException e, Endpoint remote, String named, long from, long synNanos) {
    boolean v6 = remote.host().indexOf(':') >= 0;
    LegTape tape = new LegTape(id, new Endpoint(v6 ? "::" : "0.0.0.0", 0), remote, tap, clock);
    String where = named.equals(remote.toString()) ? named : named + " (" + remote + ")";
    String message = String.valueOf(e.getMessage());
    Outcome outcome;
    String words;
    int exit = CurlExit.CONNECT;
    if (e instanceof SocketTimeoutException) {
      tape.notConnected(synNanos, false);
      outcome = new Outcome.SynUnanswered(1);
      exit = CurlExit.TIMEOUT;
      words =
          "%s did not answer the connection attempt within %s"
              .formatted(where, Words.seconds(since(from)));
    } else if (e instanceof ConnectException && message.contains("refused")) {
      tape.notConnected(synNanos, true);
      outcome = new Outcome.Refused(Side.SERVER);
      words = "%s refused the connection".formatted(where);
    } else if (e instanceof NoRouteToHostException) {
      tape.notConnected(synNanos, false);
      outcome = new Outcome.SynUnanswered(1);
      words = "there is no route to %s".formatted(where);
    } else {
      outcome = new Outcome.SynUnanswered(0); // nothing left this host
      words = "cannot connect to %s: %s".formatted(where, told(e));
    }
    return new StepFailure(step(Optional.of(outcome), from), words, exit, e);
  }

  private void bind(Socket socket, InetAddress remote) throws IOException {
    if (path.localInterface().isEmpty() && path.localPort() == 0) {
      return;
    }
    InetAddress local = null;
    if (path.localInterface().isPresent()) {
      String name = path.localInterface().get().replaceFirst("^(if|host)!", "");
      NetworkInterface device = NetworkInterface.getByName(name);
      local = device == null ? InetAddress.getByName(name) : addressOf(device, remote);
    }
    try {
      socket.bind(new InetSocketAddress(local, path.localPort()));
    } catch (IOException e) {
      throw new SocketException("cannot use the local address: " + e.getMessage());
    }
  }

  private static InetAddress addressOf(NetworkInterface device, InetAddress remote)
      throws SocketException {
    for (InetAddress address : Collections.list(device.getInetAddresses())) {
      if (address instanceof Inet6Address == remote instanceof Inet6Address) {
        return address;
      }
    }
    throw new SocketException(
        "interface '%s' has no address to reach %s from"
            .formatted(device.getName(), Resolver.text(remote)));
  }

  private Step.Connect step(Optional<Outcome> outcome, long from) {
    return new Step.Connect(
        outcome, List.of(), Optional.of(since(from)), List.of(new Evidence.Exchange(id)));
  }

  private Duration since(long from) {
    return Duration.ofNanos(clock.elapsed() - from);
  }

  private static String told(IOException e) {
    return e instanceof java.net.UnknownHostException
        ? "no interface, address or host '" + e.getMessage() + "'"
        : String.valueOf(e.getMessage());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It never was a connection.
    }
  }
}
