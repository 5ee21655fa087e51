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

  /** For the rest of a record. */
  private static final long LONGEST_MILLIS = 3_000;

  /** What it cannot stand. */
  enum Dislike {
    /** That the first bytes are not the whole record. */
    PIECES,
    /** That the first record is not the whole hello. */
    RECORDS
  }

  private final Dislike dislike;
  private final boolean silent;
  private final Runnable seen;
  private boolean decided;
  private int missing;
  private boolean deaf;

  /**
   * @param silent whether it drops what it does not like, and does not reset
   * @param seen told when the first bytes were there, and nothing else can join them
   */
  Sniffer(Dislike dislike, boolean silent, Runnable seen) {
    this.dislike = requireNonNull(dislike, "dislike is null");
    this.silent = silent;
    this.seen = requireNonNull(seen, "seen is null");
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!decided && message instanceof ByteBuf first) {
      decided = true;
      deaf = dislikes(first);
      if (deaf && !silent) {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        missing = missing(first);
        resetAfter(context, missing > 0 ? LONGEST_MILLIS : THINKS_MILLIS);
      }
      seen.run();
    } else if (missing > 0 && message instanceof ByteBuf more) {
      missing -= more.readableBytes();
      if (missing <= 0) {
        resetAfter(context, THINKS_MILLIS);
      }
    }
    if (deaf) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  /** It takes a while, as boxes do: the rest of the record gets here meanwhile. */
  private static void resetAfter(ChannelHandlerContext context, long millis) {
    context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
  }

  /** Bytes of the record that the first bytes lack. */
  private static int missing(ByteBuf first) {
    return first.readableBytes() < RECORD_HEADER
        ? 0
        : RECORD_HEADER + first.getUnsignedShort(first.readerIndex() + 3) - first.readableBytes();
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
