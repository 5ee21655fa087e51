package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.Command;
import dev.tlsdiag.proxy.core.FirstBytes;
import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.proxy.core.HelloReader;
import dev.tlsdiag.proxy.core.InterceptSession;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.Socks;
import dev.tlsdiag.proxy.core.TunnelRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Holds a client's first bytes until it is known where it wants to go and what it speaks; then
 * obeys the session and leaves the pipeline.
 */
final class FrontHandler extends ChannelInboundHandlerAdapter implements Command.Driver {
  private static final int MAX_HEAD = 64 * 1024;
  private static final int KEPT = 1024;
  private static final String CONNECT = "CONNECT ";
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private enum Stage {
    PROXY_HEADER("the PROXY header"),
    REQUEST("the request"),
    GREETING("the SOCKS greeting"),
    SOCKS_REQUEST("the SOCKS request"),
    FIRST_BYTES("the ClientHello"),
    DONE("");

    private final String label;

    Stage(String label) {
      this.label = label;
    }
  }

  private final Clients clients;
  private final LegRecorder recorder;
  private final InterceptSession session;

  private ChannelHandlerContext context;
  private Stage stage;
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private int peeked;
  private HelloReader hello;
  private long bytesBefore;
  private long stageNanos;
  private Future<?> timer;

  FrontHandler(Clients clients, LegRecorder recorder, InterceptSession session, boolean header) {
    this.clients = clients;
    this.recorder = recorder;
    this.session = session;
    this.stage = header ? Stage.PROXY_HEADER : afterHeader();
  }

  private Stage afterHeader() {
    if (session.mode() instanceof ProxyMode.Socks5) {
      return Stage.GREETING;
    }
    boolean asks =
        session.mode() instanceof ProxyMode.Regular || session.mode() instanceof ProxyMode.Upstream;
    return asks ? Stage.REQUEST : Stage.FIRST_BYTES;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    stageNanos = WallClock.nanos();
    timer =
        ctx.executor().schedule(this::tooLate, clients.patience().toNanos(), TimeUnit.NANOSECONDS);
    if (stage == Stage.REQUEST) {
      recorder.holdTape();
    }
    if (stage != Stage.PROXY_HEADER) {
      targetOfMode();
    }
  }

  /** The target, where the listener knows it without a word of the client. */
  private void targetOfMode() {
    ProxyMode mode = session.mode();
    if (mode instanceof ProxyMode.Reverse reverse) {
      onTarget(reverse.server());
    } else if (mode instanceof ProxyMode.Tap tap) {
      onTarget(tap.server());
    } else if (mode instanceof ProxyMode.Transparent) {
      Optional<Endpoint> original = Transport.originalDestination(context.channel());
      if (original.isPresent()) {
        onTarget(original.get());
      } else {
        close("the kernel did not redirect this connection, so its destination is not known");
      }
    }
  }

  private void onTarget(Endpoint target) {
    recorder.target(target);
    List<Command> commands = session.onTarget(target);
    names(Optional.empty());
    run(commands);
  }

  private void names(Optional<String> clientSni) {
    recorder.names(
        new LegRecord.Names(
            clientSni, session.target().map(Endpoint::host), Optional.empty(), Optional.empty()));
  }

  private void run(List<Command> commands) {
    recorder.decided(session.decision());
    commands.forEach(command -> command.runOn(this));
  }

  private void tooLate() {
    if (stage != Stage.DONE) {
      long bytes = recorder.bytesRead() - bytesBefore;
      run(session.onSilence(stage.label, bytes, Waits.text(clients.patience())));
    }
  }

  // --- bytes

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HAProxyMessage header) {
      try {
        onProxyHeader(header);
      } finally {
        header.release();
      }
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    if (!held.isReadable()) {
      held.release();
      held = bytes;
      peeked = 0;
    } else {
      ByteBuf longer = held;
      if (longer.writableBytes() < bytes.readableBytes() || longer.isReadOnly()) {
        int size = longer.readableBytes() + bytes.readableBytes();
        longer = ctx.alloc().buffer(Math.max(1024, 2 * size));
        longer.writeBytes(held);
        held.release();
      }
      longer.writeBytes(bytes);
      bytes.release();
      held = longer;
    }
    advance();
  }

  private void onProxyHeader(HAProxyMessage header) {
    stage = afterHeader();
    if (header.proxiedProtocol() != HAProxyProxiedProtocol.UNKNOWN
        && header.sourceAddress() != null
        && header.proxiedProtocol().addressFamily()
            != HAProxyProxiedProtocol.AddressFamily.AF_UNIX) {
      recorder.client(new Endpoint(header.sourceAddress(), header.sourcePort()));
    }
    recorder.headerEnds();
    bytesBefore = recorder.bytesRead();
    if (stage == Stage.REQUEST) {
      recorder.holdTape();
    }
    targetOfMode();
  }

  private void advance() {
    boolean more = true;
    while (more && held.isReadable()) {
      more =
          switch (stage) {
            case REQUEST -> readRequest();
            case GREETING, SOCKS_REQUEST -> readSocks();
            case FIRST_BYTES -> readFirstBytes();
            case PROXY_HEADER, DONE -> false;
          };
    }
  }

  private boolean readRequest() {
    int length = Math.min(CONNECT.length(), held.readableBytes());
    String start = held.toString(held.readerIndex(), length, StandardCharsets.ISO_8859_1);
    if (!CONNECT.startsWith(start)) {
      recorder.releaseTape();
      recorder.tape(Side.CLIENT, held.nioBuffer(), WallClock.nanos());
      return readFirstBytes();
    }
    int end = headEnd();
    if (end < 0) {
      if (held.readableBytes() > MAX_HEAD) {
        refuse("431 Request Header Fields Too Large", "the head of CONNECT has more than 64 KiB");
      }
      return false;
    }
    String head = held.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
    peeked = 0;
    String masked = TunnelRequest.masked(head);
    recorder.tape(Side.CLIENT, ByteBuffer.wrap(latin1(masked)), WallClock.nanos());
    if (held.isReadable()) {
      recorder.tape(Side.CLIENT, held.nioBuffer(), WallClock.nanos());
    }
    recorder.releaseTape();
    TunnelRequest request;
    try {
      request = TunnelRequest.parse(head);
    } catch (IllegalArgumentException e) {
      refuse("400 Bad Request", String.valueOf(e.getMessage()));
      return false;
    }
    context.writeAndFlush(Unpooled.wrappedBuffer(latin1(ESTABLISHED)));
    tunnelled("http-connect", request.target(), latin1(masked), latin1(ESTABLISHED), 200);
    return stage == Stage.FIRST_BYTES;
  }

  private void tunnelled(String protocol, Endpoint target, byte[] asked, byte[] answer, int code) {
    Preamble preamble =
        new Preamble(
            protocol,
            Optional.of(target.toString()),
            Bytes.copyOf(asked).head(KEPT),
            Bytes.copyOf(answer).head(KEPT));
    recorder.tunnel(
        new Step.Tunnel(
            preamble,
            OptionalInt.of(code),
            Optional.empty(),
            Optional.of(Duration.ofNanos(WallClock.nanos() - stageNanos)),
            recorder.evidence()));
    bytesBefore = recorder.bytesRead() - held.readableBytes();
    stage = Stage.FIRST_BYTES;
    peeked = 0;
    onTarget(target);
  }

  /** How many bytes the head has with its empty line, or -1. */
  private int headEnd() {
    int from = held.readerIndex() + Math.max(0, peeked - 3);
    int line = -1;
    for (int i = from; i < held.writerIndex(); i++) {
      if (held.getByte(i) == '\n') {
        boolean empty =
            line >= 0 && (i - line == 1 || i - line == 2 && held.getByte(i - 1) == '\r');
        if (empty) {
          return i + 1 - held.readerIndex();
        }
        line = i;
      }
    }
    peeked = held.readableBytes();
    return -1;
  }

  private boolean readSocks() {
    ByteBuffer bytes = held.nioBuffer();
    int before = bytes.remaining();
    try {
      if (stage == Stage.GREETING) {
        if (!Socks.readGreeting(bytes)) {
          return false;
        }
        held.skipBytes(before - bytes.remaining());
        stage = Stage.SOCKS_REQUEST;
        context.writeAndFlush(Unpooled.wrappedBuffer(Socks.method(Socks.NO_AUTHENTICATION)));
        return true;
      }
      Optional<Endpoint> target = Socks.readRequest(bytes);
      if (target.isEmpty()) {
        return false;
      }
      byte[] asked = new byte[before - bytes.remaining()];
      held.readBytes(asked);
      byte[] answer = Socks.reply(Socks.SUCCEEDED);
      context.writeAndFlush(Unpooled.wrappedBuffer(answer));
      tunnelled("socks5", target.get(), asked, answer, Socks.SUCCEEDED);
      return stage == Stage.FIRST_BYTES;
    } catch (Socks.Refused e) {
      if (e.reply() >= 0) {
        boolean greeting = stage == Stage.GREETING;
        context.writeAndFlush(
            Unpooled.wrappedBuffer(greeting ? Socks.method(e.reply()) : Socks.reply(e.reply())));
      }
      close(e.getMessage());
      return false;
    }
  }

  private boolean readFirstBytes() {
    if (hello == null) {
      FirstBytes first = FirstBytes.of(held.nioBuffer());
      if (first != FirstBytes.TLS) {
        run(session.onFirstBytes(first));
        return false;
      }
      hello = new HelloReader();
      peeked = 0;
    }
    ByteBuffer fresh = held.nioBuffer(held.readerIndex() + peeked, held.readableBytes() - peeked);
    peeked = held.readableBytes();
    HelloReader.Result result = hello.read(fresh);
    if (result instanceof HelloReader.Result.Complete complete) {
      names(complete.hello().serverName());
      run(session.onHello(complete.hello()));
    } else if (result instanceof HelloReader.Result.Broken broken) {
      run(session.onBrokenHello(broken.problem()));
    }
    return false;
  }

  private void refuse(String status, String reason) {
    recorder.releaseTape();
    String answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    context.write(Unpooled.wrappedBuffer(latin1(answer)));
    close(reason);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // --- commands

  @Override
  public void terminate(String certificateName, boolean targetTls) {
    done();
    ClientHello offered = session.hello().orElseThrow();
    boolean rsa = DownstreamTls.needsRsa(offered);
    Optional<LeafCertificates.Leaf> leaf =
        clients.leaves().known(certificateName, rsa, WallClock.instant(WallClock.nanos()));
    if (leaf.isPresent()) {
      terminateWith(leaf.get(), targetTls);
      return;
    }
    context.channel().config().setAutoRead(false);
    try {
      clients.scope().workers.execute(() -> prepare(certificateName, rsa, targetTls));
    } catch (RejectedExecutionException e) {
      close("too many certificates are being issued");
    }
  }

  /** On a worker's thread. */
  private void prepare(String certificateName, boolean rsa, boolean targetTls) {
    try {
      LeafCertificates.Leaf leaf =
          clients.leaves().prepare(certificateName, rsa, WallClock.instant(WallClock.nanos()));
      context.executor().execute(() -> terminateWith(leaf, targetTls));
    } catch (RuntimeException e) {
      context.executor().execute(() -> close("no certificate for the client: " + e.getMessage()));
    }
  }

  private void terminateWith(LeafCertificates.Leaf leaf, boolean targetTls) {
    Channel channel = context.channel();
    if (!channel.isActive()) {
      return;
    }
    clients.leaves().use(leaf);
    SslHandler tls = clients.tls().handler(channel.alloc(), leaf.alias());
    List<Bytes> chain = leaf.der();
    TlsWatch.Next next =
        TlsWatch.onFailure(
            cause -> handshakeFailed(chain, cause),
            () -> {
              established(tls, chain);
              clients.http().install(channel, downstream(true, targetTls, TlsErrors.alpn(tls)));
            });
    channel.pipeline().addLast(tls, new TlsWatch(recorder, next));
    leave();
  }

  private void established(SslHandler tls, List<Bytes> chain) {
    var agreed = tls.engine().getSession();
    recorder.tls(
        new LegRecorder.TlsFacts(
            true,
            TlsErrors.version(agreed),
            TlsErrors.cipherSuite(agreed),
            TlsErrors.alpn(tls),
            chain,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private void handshakeFailed(List<Bytes> chain, Throwable cause) {
    HandshakeSigns signs = TlsErrors.signs(recorder, cause, false);
    recorder.tls(
        new LegRecorder.TlsFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            chain,
            List.of(),
            Optional.empty(),
            Optional.of(signs),
            Optional.empty()));
    recorder.reason(signs.text(Waits.text(clients.patience())));
    context.channel().close();
  }

  private Downstream downstream(boolean tls, boolean targetTls, Optional<String> alpn) {
    Channel channel = context.channel();
    return new Downstream(
        recorder.id(),
        session.mode(),
        recorder.client().orElseThrow(),
        Transport.Addresses.of(channel.localAddress()),
        session.target(),
        tls,
        targetTls,
        session.hello(),
        alpn);
  }

  @Override
  public void serveHttp(Optional<Endpoint> target, boolean targetTls) {
    done();
    clients.http().install(context.channel(), downstream(false, targetTls, Optional.empty()));
    leave();
  }

  @Override
  public void relay(Endpoint target) {
    done();
    Channel channel = context.channel();
    channel.config().setAutoRead(false);
    RelayHandler.keepHalves(channel);
    Future<UpstreamConnector.Connected> connecting =
        clients.dialer().connectRaw(target, session.mode(), recorder.id(), channel.eventLoop());
    connecting.addListener(
        finished -> {
          if (connecting.isSuccess()) {
            relayTo(connecting.getNow().channel());
          } else {
            close("no server: " + connecting.cause().getMessage());
          }
        });
  }

  private void relayTo(Channel server) {
    Channel channel = context.channel();
    if (!channel.isActive()) {
      server.close();
      return;
    }
    RelayHandler.join(channel, server);
    leave();
    RelayHandler.passEndOn(channel);
    RelayHandler.readOn(server);
  }

  @Override
  public void close(String reason) {
    done();
    recorder.reason(reason);
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void done() {
    stage = Stage.DONE;
    timer.cancel(false);
  }

  /** Gives the bytes held to those that follow, and goes on reading. */
  private void leave() {
    ByteBuf bytes = held;
    held = Unpooled.EMPTY_BUFFER;
    ChannelHandlerContext here = context;
    Channel channel = here.channel();
    if (bytes.isReadable()) {
      here.fireChannelRead(bytes);
      here.fireChannelReadComplete();
    } else {
      bytes.release();
    }
    if (!here.isRemoved()) {
      channel.pipeline().remove(this);
    }
    RelayHandler.readOn(channel);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    String left = recorder.endedByReset() ? "the client reset" : "the client left";
    if (stage != Stage.DONE && stage != Stage.FIRST_BYTES) {
      recorder.reason(left + " before " + stage.label + " was whole");
    } else if (stage == Stage.FIRST_BYTES) {
      recorder.reason(
          "%s before it said what it speaks, %,d bytes came"
              .formatted(left, recorder.bytesRead() - bytesBefore));
    }
    stage = Stage.DONE;
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (stage == Stage.PROXY_HEADER && !(cause instanceof java.io.IOException)) {
      recorder.reason("the PROXY header cannot be read: " + cause.getMessage());
    }
    ctx.close();
  }
}
