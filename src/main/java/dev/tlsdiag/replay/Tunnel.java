package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A dialogue with a proxy before anything else is said, taped; secrets in it are replaced by {@code
 * *} in what is kept.
 */
final class Tunnel {
  static final int KEPT_BYTES = 1024; // as Preamble says

  private final TapedSocket socket;
  private final InputStream input;
  private final String protocol;
  private final Endpoint target;
  private final String proxy;
  private final String id;
  private final RunClock clock;
  private final long from;
  private final ByteArrayOutputStream client = new ByteArrayOutputStream();
  private final ByteArrayOutputStream server = new ByteArrayOutputStream();

  /**
   * @param protocol as {@link Preamble#protocol} has it
   * @param proxy as messages name it
   * @param id of the attempt, for evidence
   */
  Tunnel(
      TapedSocket socket,
      String protocol,
      Endpoint target,
      String proxy,
      String id,
      RunClock clock) {
    this.socket = socket;
    input = socket.getInputStream();
    this.protocol = protocol;
    this.target = target;
    this.proxy = proxy;
    this.id = id;
    this.clock = clock;
    from = clock.elapsed();
  }

  Endpoint target() {
    return target;
  }

  void send(byte[] bytes) throws IOException {
    sendSecret(bytes, bytes.length, bytes.length);
  }

  /** Sends bytes of which those from {@code secretFrom} to {@code secretTo} are a secret. */
  void sendSecret(byte[] bytes, int secretFrom, int secretTo) throws IOException {
    byte[] shown = bytes.clone();
    Arrays.fill(shown, secretFrom, secretTo, (byte) '*');
    client.writeBytes(shown);
    socket.writeSecret(bytes, shown);
  }

  /** The next byte of the answer; -1 at its end. */
  int read() throws IOException {
    int b = input.read();
    if (b >= 0 && server.size() < KEPT_BYTES) {
      server.write(b);
    }
    return b;
  }

  byte[] read(int length) throws IOException, StepFailure {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      int b = read();
      if (b < 0) {
        throw closed(i > 0 || server.size() > 0);
      }
      bytes[i] = (byte) b;
    }
    return bytes;
  }

  Step.Tunnel stands(OptionalInt status) {
    return step(status, Optional.empty());
  }

  /** The proxy said no. */
  StepFailure refused(OptionalInt status, String problem, int curlExit) {
    String message = "proxy %s did not open a tunnel to %s: %s".formatted(proxy, target, problem);
    return new StepFailure(step(status, Optional.of(problem)), message, curlExit, null);
  }

  StepFailure closed(boolean answered) {
    String problem = answered ? "closed in the middle of its answer" : "closed without an answer";
    return refused(OptionalInt.empty(), problem, CurlExit.RECEIVE);
  }

  StepFailure failed(IOException e) {
    boolean late = e instanceof SocketTimeoutException;
    boolean reset = socket.tape().end().equals(Optional.of(LegTape.End.RESET));
    String problem =
        late
            ? "no answer within " + Words.seconds(Duration.ofNanos(clock.elapsed() - from))
            : reset ? "reset by the proxy" : String.valueOf(e.getMessage());
    return refused(OptionalInt.empty(), problem, late ? CurlExit.TIMEOUT : CurlExit.RECEIVE);
  }

  private Step.Tunnel step(OptionalInt status, Optional<String> problem) {
    Preamble preamble =
        new Preamble(
            protocol,
            Optional.of(target.toString()),
            Bytes.wrap(client.toByteArray()).head(KEPT_BYTES),
            Bytes.wrap(server.toByteArray()).head(KEPT_BYTES));
    return new Step.Tunnel(
        preamble,
        status,
        problem,
        Optional.of(Duration.ofNanos(clock.elapsed() - from)),
        List.of(new Evidence.Exchange(id)));
  }
}
