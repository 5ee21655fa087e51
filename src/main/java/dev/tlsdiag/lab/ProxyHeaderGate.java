package dev.tlsdiag.lab;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Takes a PROXY header of version 1 off a connection, or closes it. */
final class ProxyHeaderGate extends ByteToMessageDecoder {
  private static final byte[] BEGIN = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /** The longest header, with its line end (the PROXY protocol, section 2.1). */
  private static final int MOST_BYTES = 107;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    for (int i = 0; i < Math.min(BEGIN.length, in.readableBytes()); i++) {
      if (in.getByte(in.readerIndex() + i) != BEGIN[i]) {
        in.skipBytes(in.readableBytes());
        context.close();
        return;
      }
    }
    int end = in.bytesBefore((byte) '\n');
    if (end >= 0) {
      in.skipBytes(end + 1);
      context.pipeline().remove(this); // passes on what is behind
    } else if (in.readableBytes() > MOST_BYTES) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
