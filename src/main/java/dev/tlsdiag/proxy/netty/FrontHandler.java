package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.Command;
import dev.tlsdiag.proxy.core.FirstBytes;
import dev.tlsdiag.proxy.core.HelloReader;
import dev.tlsdiag.proxy.core.InterceptSession;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.Socks;
import dev.tlsdiag.tcp.Endpoint;
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
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Holds a client's first bytes until it is known where it wants to go and what it speaks; then
 * obeys the session and leaves the pipeline.
 */
final class FrontHandler extends ChannelInboundHandlerAdapter implements Command.Driver {
  private static final int KEPT = 1024;

  private enum Stage {
    PROXY_HEADER("the PROXY header"),
    REQUEST("the request"),
    GREETING("the SOCKS greeting"),
    SOCKS_REQUEST("the SOCKS request"),
    FIRST_BYTES("the ClientHello"),
    /** What comes is thrown away. */
    DROPPED(""),
    DONE("");

    private final String label;

    Stage(String label) {
      this.label = label;
    }
  }

  private final Clients clients;
  private final LegRecorder recorder;
  private final InterceptSession session;
  private final HeldBytes held = new HeldBytes();

  private ChannelHandlerContext context;
  private Stage stage;
  private SocksDialogue socks;
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
      recorder.wire().holdTape();
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
    run(decide(target));
  }

  private List<Command> decide(Endpoint target) {
    recorder.target(target);
    List<Command> commands = session.onTarget(target);
    names(Optional.empty());
    return commands;
  }

  /** Whether the client does not even learn that its tunnel could be opened. */
  private static boolean refusesTunnel(List<Command> commands) {
    return commands.stream()
        .anyMatch(each -> each instanceof Command.Drop || each instanceof Command.Reset);
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
    if (stage != Stage.DONE && stage != Stage.DROPPED) {
      long bytes = recorder.wire().bytesRead() - bytesBefore;
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
    if (stage == Stage.DROPPED) {
      ((ByteBuf) message).release();
      return;
    }
    held.add((ByteBuf) message, ctx.alloc());
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
    bytesBefore = recorder.wire().bytesRead();
    if (stage == Stage.REQUEST) {
      recorder.wire().holdTape();
    }
    targetOfMode();
  }

  private void advance() {
    boolean more = true;
    while (more && !held.isEmpty()) {
      more =
          switch (stage) {
            case REQUEST -> readRequest();
            case GREETING, SOCKS_REQUEST -> readSocks();
            case FIRST_BYTES -> readFirstBytes();
            case PROXY_HEADER, DROPPED, DONE -> false;
          };
    }
  }

  private boolean readRequest() {
    if (!ConnectHead.mayBegin(held)) {
      recorder.wire().releaseTape();
      recorder.wire().tape(Side.CLIENT, held.view(), WallClock.nanos());
      stage = Stage.FIRST_BYTES; // what follows goes onto the tape by itself
      return readFirstBytes();
    }
    try {
      Optional<ConnectHead> head = ConnectHead.take(held);
      if (head.isEmpty()) {
        return false;
      }
      Bytes masked = head.get().masked();
      recorder.wire().tape(Side.CLIENT, ByteBuffer.wrap(masked.toArray()), WallClock.nanos());
      if (!held.isEmpty()) {
        recorder.wire().tape(Side.CLIENT, held.view(), WallClock.nanos());
      }
      recorder.wire().releaseTape();
      Endpoint target = head.get().target();
      List<Command> commands = decide(target);
      if (refusesTunnel(commands)) {
        run(commands);
        return false;
      }
      Bytes answer = ConnectHead.ESTABLISHED;
      context.writeAndFlush(Unpooled.wrappedBuffer(answer.toArray()));
      tunnelled("http-connect", target, masked, answer, ConnectHead.OK);
      run(commands);
      return stage == Stage.FIRST_BYTES;
    } catch (ConnectHead.Refused e) {
      recorder.wire().releaseTape();
      context.write(Unpooled.wrappedBuffer(e.answer().toArray()));
      close(e.getMessage());
      return false;
    }
  }

  private boolean readSocks() {
    if (socks == null) {
      socks = new SocksDialogue(context);
    }
    try {
      Optional<SocksDialogue.Tunnel> tunnel = socks.read(held);
      if (tunnel.isEmpty()) {
        stage = socks.greeted() ? Stage.SOCKS_REQUEST : Stage.GREETING;
        return false;
      }
      List<Command> commands = decide(tunnel.get().target());
      if (refusesTunnel(commands)) {
        run(commands);
        return false;
      }
      tunnelled(
          "socks5", tunnel.get().target(), tunnel.get().asked(), socks.accept(), Socks.SUCCEEDED);
      run(commands);
      return stage == Stage.FIRST_BYTES;
    } catch (Socks.Refused e) {
      close(e.getMessage());
      return false;
    }
  }

  private void tunnelled(String protocol, Endpoint target, Bytes asked, Bytes answer, int code) {
    Preamble preamble =
        new Preamble(protocol, Optional.of(target.toString()), asked.head(KEPT), answer.head(KEPT));
    recorder.tunnel(
        new Step.Tunnel(
            preamble,
            OptionalInt.of(code),
            Optional.empty(),
            Optional.of(Duration.ofNanos(WallClock.nanos() - stageNanos)),
            recorder.evidence()));
    bytesBefore = recorder.wire().bytesRead() - held.length();
    stage = Stage.FIRST_BYTES;
    held.lookAgain();
  }

  private boolean readFirstBytes() {
    if (hello == null) {
      FirstBytes first = FirstBytes.of(held.view());
      if (first != FirstBytes.TLS) {
        run(session.onFirstBytes(first));
        return false;
      }
      hello = new HelloReader();
      held.lookAgain();
    }
    HelloReader.Result result = hello.read(held.fresh());
    if (result instanceof HelloReader.Result.Complete complete) {
      names(complete.hello().serverName());
      run(session.onHello(complete.hello()));
    } else if (result instanceof HelloReader.Result.Broken broken) {
      run(session.onBrokenHello(broken.problem()));
    }
    return false;
  }

  // --- commands

  @Override
  public void terminate(Command.Terminate command) {
    done();
    Next next = new Next(command);
    new ClientTermination(clients, recorder, context.channel(), next)
        .start(command.certificateName(), session.hello().orElseThrow());
  }

  /** What comes after the client's TLS. */
  private final class Next implements ClientTermination.Next {
    private final Command.Terminate command;

    Next(Command.Terminate command) {
      this.command = command;
    }

    @Override
    public void ready() {
      leave();
    }

    @Override
    public void established(Optional<String> alpn) {
      Downstream downstream =
          downstream(true, command.targetTls(), alpn, command.authorities().orElse(""));
      clients.http().install(context.channel(), downstream);
    }

    @Override
    public void impossible(String reason) {
      close(reason);
    }
  }

  private Downstream downstream(
      boolean tls, boolean targetTls, Optional<String> alpn, String authorities) {
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
        alpn,
        authorities,
        session.policy());
  }

  @Override
  public void serveHttp(Optional<Endpoint> target, boolean targetTls) {
    done();
    clients.http().install(context.channel(), downstream(false, targetTls, Optional.empty(), ""));
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

  @Override
  public void drop(String reason) {
    done();
    stage = Stage.DROPPED;
    recorder.reason(reason);
    held.takeAll().release();
    clients.scope().silent.add(context.channel());
  }

  @Override
  public void reset(String reason) {
    done();
    recorder.reason(reason);
    Legs.reset(context.channel());
  }

  private void done() {
    stage = Stage.DONE;
    timer.cancel(false);
  }

  /** Gives the bytes held to those that follow, and goes on reading. */
  private void leave() {
    ByteBuf bytes = held.takeAll();
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
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    String left = recorder.wire().endedByReset() ? "the client reset" : "the client left";
    if (stage == Stage.DROPPED) {
      recorder.reason(left);
    } else if (stage != Stage.DONE && stage != Stage.FIRST_BYTES) {
      recorder.reason(left + " before " + stage.label + " was whole");
    } else if (stage == Stage.FIRST_BYTES) {
      recorder.reason(
          "%s before it said what it speaks, %,d bytes came"
              .formatted(left, recorder.wire().bytesRead() - bytesBefore));
    }
    stage = Stage.DONE;
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (stage == Stage.PROXY_HEADER && !(cause instanceof java.io.IOException)) {
      Throwable decoder = cause.getCause() == null ? cause : cause.getCause(); // in Netty's own
      recorder.reason("the PROXY header cannot be read: " + decoder.getMessage());
    }
    ctx.close();
  }
}
