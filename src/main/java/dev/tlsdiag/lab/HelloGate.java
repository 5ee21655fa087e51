package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits for the whole ClientHello, asks the policy, and does what it says. */
final class HelloGate extends ByteToMessageDecoder {
  private static final int HANDSHAKE_RECORD = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;

  /** A hello is at most two records of post-quantum keys; what is longer is no hello. */
  private static final int MOST_BYTES = 1 << 17;

  private static final byte[] FATAL_ALERT = {21, 3, 3, 0, 2, 2};
  private static final byte[] NAME_WARNING = {21, 3, 3, 0, 2, 1, 112};

  /** What takes over where TLS is spoken. */
  interface Next {
    /** Adds the handlers that follow; the bytes read so far come through the pipeline after. */
    void onServe(ChannelHandlerContext context, TlsTerms terms, ClientHello hello);
  }

  private final HelloPolicy policy;
  private final Reaction toPlaintext;
  private final Next next;
  private final List<Integer> segments = new ArrayList<>();
  private int unread;
  private boolean deaf;

  HelloGate(HelloPolicy policy, Reaction toPlaintext, Next next) {
    this.policy = policy;
    this.toPlaintext = toPlaintext;
    this.next = next;
  }

  /** A large segment comes in several buffers; its end is told by {@code channelReadComplete}. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!deaf && message instanceof ByteBuf buffer) {
      unread += buffer.readableBytes();
    }
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    if (unread > 0) {
      segments.add(unread);
      unread = 0;
    }
    super.channelReadComplete(context);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (deaf) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.getUnsignedByte(in.readerIndex()) != HANDSHAKE_RECORD) {
      react(context, toPlaintext, Optional.empty());
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      Optional<ClientHello> hello = hello(in);
      if (hello.isPresent()) {
        Reaction reaction = policy.onHello(hello.get(), arrival(in));
        react(context, reaction, hello);
      } else if (in.readableBytes() > MOST_BYTES) {
        context.close();
      }
    } catch (MalformedMessageException e) {
      react(context, Alerts.DECODE_ERROR, Optional.empty());
    }
  }

  /** Empty as long as bytes are missing. Consumes nothing. */
  private static Optional<ClientHello> hello(ByteBuf in) throws MalformedMessageException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int at = in.readerIndex();
    while (in.writerIndex() - at >= RECORD_HEADER) {
      int length = in.getUnsignedShort(at + 3);
      if (in.writerIndex() - at < RECORD_HEADER + length) {
        return Optional.empty();
      }
      byte[] fragment = new byte[length];
      in.getBytes(at + RECORD_HEADER, fragment);
      message.writeBytes(fragment);
      at += RECORD_HEADER + length;
      Bytes bytes = Bytes.wrap(message.toByteArray());
      if (bytes.length() < MESSAGE_HEADER) {
        continue;
      }
      if (bytes.u8(0) != CLIENT_HELLO) {
        throw new MalformedMessageException("msg_type", 0, "is " + bytes.u8(0));
      }
      int body = bytes.u8(1) << 16 | bytes.u16(2);
      if (bytes.length() >= MESSAGE_HEADER + body) {
        return Optional.of(ClientHello.parse(bytes.slice(MESSAGE_HEADER, body)));
      }
    }
    return Optional.empty();
  }

  /** Of a whole hello. */
  private Arrival arrival(ByteBuf in) {
    List<Integer> records = new ArrayList<>();
    int at = in.readerIndex();
    while (in.writerIndex() - at >= RECORD_HEADER
        && in.getUnsignedByte(at) == HANDSHAKE_RECORD
        && in.writerIndex() - at >= RECORD_HEADER + in.getUnsignedShort(at + 3)) {
      int length = in.getUnsignedShort(at + 3);
      records.add(length);
      at += RECORD_HEADER + length;
    }
    List<Integer> arrivals = new ArrayList<>(segments);
    arrivals.add(unread);
    return new Arrival(records, arrivals, in.getUnsignedShort(in.readerIndex() + 1));
  }

  private void react(
      ChannelHandlerContext context, Reaction reaction, Optional<ClientHello> hello) {
    if (reaction instanceof Reaction.WarnAndServe warn && hello.isPresent()) {
      context.write(Unpooled.copiedBuffer(NAME_WARNING));
      react(context, new Reaction.Serve(warn.terms()), hello);
      return;
    }
    if (reaction instanceof Reaction.Serve serve && hello.isPresent()) {
      next.onServe(context, serve.terms(), hello.get());
      context.pipeline().remove(this); // passes on what was read
      return;
    }
    deaf = true;
    if (reaction instanceof Reaction.SendAlert alert) {
      byte code = (byte) alert.description().code();
      sayAndClose(context, Unpooled.wrappedBuffer(FATAL_ALERT, new byte[] {code}));
    } else if (reaction instanceof Reaction.Send send) {
      context.writeAndFlush(Unpooled.wrappedBuffer(send.bytes().toArray()));
    } else if (reaction instanceof Reaction.Say say) {
      sayAndClose(context, Unpooled.copiedBuffer(say.text(), StandardCharsets.UTF_8));
    } else if (reaction instanceof Reaction.Reset) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      context.close();
    } else if (!(reaction instanceof Reaction.StaySilent)) {
      context.close();
    }
  }

  private static void sayAndClose(ChannelHandlerContext context, ByteBuf last) {
    context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // the client left; there is nobody to tell
  }
}
