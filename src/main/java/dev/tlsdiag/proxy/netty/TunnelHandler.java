package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks another proxy for a tunnel (RFC 9110 section 9.3.6), and leaves when it stands. */
final class TunnelHandler extends ChannelInboundHandlerAdapter {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int KEPT = 1024;

  private final LegRecorder recorder;
  private final Endpoint target;
  private final Optional<String> authorization;
  private final Duration patience;
  private final Consumer<Optional<String>> done;
  private final StringBuilder head = new StringBuilder();
  private ChannelHandlerContext context;
  private Future<?> timer;
  private long startNanos;
  private boolean over;

  /**
   * @param done told once: the problem, or empty where the tunnel stands
   */
  TunnelHandler(
      LegRecorder recorder,
      Endpoint target,
      Optional<String> authorization,
      Duration patience,
      Consumer<Optional<String>> done) {
    this.recorder = recorder;
    this.target = target;
    this.authorization = authorization;
    this.patience = patience;
    this.done = done;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  void start() {
    startNanos = WallClock.nanos();
    timer =
        context
            .executor()
            .schedule(
                () -> end("no answer within " + Waits.text(patience), -1),
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
    String secret = authorization.map(value -> "Proxy-Authorization: " + value + "\r\n").orElse("");
    recorder.wire().holdTape();
    context.writeAndFlush(Unpooled.copiedBuffer(request(secret), StandardCharsets.ISO_8859_1));
    context.read();
  }

  private String request(String secret) {
    return "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n%2$s\r\n".formatted(target, secret);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      while (bytes.isReadable() && !over) {
        head.append((char) bytes.readUnsignedByte());
        if (head.length() > MAX_HEAD) {
          end("the answer's head has more than 64 KiB", -1);
        } else if (endsHead()) {
          answered();
        }
      }
      if (over && bytes.isReadable()) {
        context.fireChannelRead(bytes.retainedSlice());
      }
    } finally {
      bytes.release();
    }
    if (!over) {
      ctx.read();
    }
  }

  private boolean endsHead() {
    int length = head.length();
    return length >= 2
        && head.charAt(length - 1) == '\n'
        && (head.charAt(length - 2) == '\n'
            || length >= 4 && head.indexOf("\r\n\r\n", length - 4) >= 0);
  }

  private void answered() {
    String line = head.toString().lines().findFirst().orElse("");
    String[] words = line.split(" ", 3);
    boolean http =
        words.length >= 2 && words[0].startsWith("HTTP/") && words[1].matches("[0-9]{3}");
    int status = http ? Integer.parseInt(words[1]) : -1;
    if (!http) {
      end("the proxy's answer is no HTTP response", -1);
    } else if (status / 100 != 2) {
      end(line.substring(line.indexOf(' ') + 1), status);
    } else {
      end(null, status);
    }
  }

  private void end(String problem, int status) {
    if (over) {
      return;
    }
    over = true;
    timer.cancel(false);
    String masked = request(authorization.isPresent() ? "Proxy-Authorization: ***\r\n" : "");
    Preamble preamble =
        new Preamble(
            "http-connect",
            Optional.of(target.toString()),
            bytes(masked),
            bytes(head.substring(0, Math.min(KEPT, head.length()))));
    recorder.tunnel(
        new Step.Tunnel(
            preamble,
            status < 0 ? OptionalInt.empty() : OptionalInt.of(status),
            Optional.ofNullable(problem),
            Optional.of(Duration.ofNanos(WallClock.nanos() - startNanos)),
            recorder.evidence()));
    recorder.wire().releaseTape();
    if (!context.isRemoved()) {
      context.pipeline().remove(this);
    }
    done.accept(Optional.ofNullable(problem).map(text -> "tunnel refused: " + text));
  }

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end("the proxy closed without an answer", -1);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
