package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** A box that decides on the first bytes of a connection that arrive, and puts nothing together. */
final class Sniffer extends ChannelInboundHandlerAdapter {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final long THINKS_MILLIS = 80;

  /** What it cannot stand. */
  enum Dislike {
    /** That the first bytes are not the whole record. */
    PIECES,
    /** That the first record is not the whole hello. */
    RECORDS
  }

  private final Dislike dislike;
  private final boolean silent;
  private boolean decided;
  private boolean deaf;

  /**
   * @param silent whether it drops what it does not like, and does not reset
   */
  Sniffer(Dislike dislike, boolean silent) {
    this.dislike = requireNonNull(dislike, "dislike is null");
    this.silent = silent;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!decided && message instanceof ByteBuf first) {
      decided = true;
      deaf = dislikes(first);
      if (deaf && !silent) {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        // It takes a while, as boxes do: the rest of the hello is on its way meanwhile.
        context.executor().schedule(() -> context.close(), THINKS_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    if (deaf) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  private boolean dislikes(ByteBuf first) {
    int at = first.readerIndex();
    if (first.readableBytes() < RECORD_HEADER + MESSAGE_HEADER) {
      return true;
    }
    int record = first.getUnsignedShort(at + 3);
    int hello = first.getUnsignedMedium(at + RECORD_HEADER + 1) + MESSAGE_HEADER;
    return switch (dislike) {
      case PIECES -> first.readableBytes() < RECORD_HEADER + record;
      case RECORDS -> record < hello;
    };
  }
}
