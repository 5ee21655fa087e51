package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.Socks;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundInvoker;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A client's greeting and request in SOCKS version 5; the greeting is answered when it is whole.
 */
final class SocksDialogue {
  private final ChannelOutboundInvoker client;
  private boolean greeted;

  /** A tunnel asked for, with the bytes of it. */
  record Tunnel(Endpoint target, Bytes asked) {}

  SocksDialogue(ChannelOutboundInvoker client) {
    this.client = client;
  }

  /** The greeting is over. */
  boolean greeted() {
    return greeted;
  }

  /**
   * Takes what is whole of both; a request that is well formed waits for {@link #accept}.
   *
   * @return empty where more has to come
   * @throws Socks.Refused where it is not served; the client has been told
   */
  Optional<Tunnel> read(HeldBytes held) throws Socks.Refused {
    try {
      if (!greeted && !readGreeting(held)) {
        return Optional.empty();
      }
      return readRequest(held);
    } catch (Socks.Refused e) {
      if (e.reply() >= 0) {
        answer(greeted ? Socks.reply(e.reply()) : Socks.method(e.reply()));
      }
      throw e;
    }
  }

  private boolean readGreeting(HeldBytes held) throws Socks.Refused {
    ByteBuffer bytes = held.view();
    int before = bytes.remaining();
    if (!Socks.readGreeting(bytes)) {
      return false;
    }
    held.take(before - bytes.remaining());
    greeted = true;
    answer(Socks.method(Socks.NO_AUTHENTICATION));
    return true;
  }

  private Optional<Tunnel> readRequest(HeldBytes held) throws Socks.Refused {
    ByteBuffer bytes = held.view();
    int before = bytes.remaining();
    Optional<Endpoint> target = Socks.readRequest(bytes);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    Bytes asked = held.take(before - bytes.remaining());
    return Optional.of(new Tunnel(target.get(), asked));
  }

  /** Opens the tunnel; gives the answer's bytes. */
  Bytes accept() {
    byte[] answer = Socks.reply(Socks.SUCCEEDED);
    answer(answer);
    return Bytes.wrap(answer);
  }

  private void answer(byte[] bytes) {
    client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }
}
