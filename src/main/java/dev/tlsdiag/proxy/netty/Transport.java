package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The sockets of this machine: epoll where there is epoll, the JDK's elsewhere. */
final class Transport {
  private static final boolean EPOLL = Epoll.isAvailable();

  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;

  /** SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST have the same number. */
  private static final int ORIGINAL_DST = 80;

  private static final int SOCKADDR_IN = 16;
  private static final int SOCKADDR_IN6 = 28;
  private static final RawUnixChannelOption ORIGINAL_V4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, ORIGINAL_DST, SOCKADDR_IN);
  private static final RawUnixChannelOption ORIGINAL_V6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, ORIGINAL_DST, SOCKADDR_IN6);

  /** Netty would tell on standard error what the records tell. Held, so that it stays so. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  static {
    NETTY.setLevel(Level.OFF);
    if (System.getProperty(LEAK_DETECTION) == null) {
      // Its findings go to that log only, and its stack traces took a twentieth of the time.
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  private Transport() {}

  /** One loop a core; the threads are daemons. */
  static EventLoopGroup group() {
    IoHandlerFactory factory = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(
        Runtime.getRuntime().availableProcessors(),
        new DefaultThreadFactory("tlsdiag-proxy", true),
        factory);
  }

  static Class<? extends ServerChannel> serverChannel() {
    return EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  static Class<? extends Channel> channel() {
    return EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Whether {@link #originalDestination} can tell anything. */
  static boolean knowsOriginalDestination() {
    return EPOLL;
  }

  /** Where the packets went before the kernel redirected them; empty where it did not. */
  static Optional<Endpoint> originalDestination(Channel channel) {
    if (!(channel instanceof EpollSocketChannel)) {
      return Optional.empty();
    }
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    boolean v4 = local.getAddress().getAddress().length == 4;
    Optional<Endpoint> found = ask(channel, v4 ? ORIGINAL_V4 : ORIGINAL_V6);
    // An IPv4 client of a socket for both families has its entry in the table of IPv4.
    return found
        .or(() -> ask(channel, v4 ? ORIGINAL_V6 : ORIGINAL_V4))
        .filter(target -> !target.equals(Addresses.of(local)));
  }

  private static Optional<Endpoint> ask(Channel channel, RawUnixChannelOption option) {
    try {
      return Addresses.ofSockaddr(channel.config().getOption(option));
    } catch (RuntimeException e) { // ENOENT: no entry; ENOPROTOOPT: no such table
      return Optional.empty();
    }
  }

  /** Whether the peer's TCP has acknowledged all that was sent; false where it cannot be told. */
  static boolean allAcknowledged(Channel channel) {
    if (!(channel instanceof EpollSocketChannel epoll) || !channel.isOpen()) {
      return false;
    }
    try {
      EpollTcpInfo info = epoll.tcpInfo();
      return info.unacked() == 0;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Addresses as values. */
  static final class Addresses {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private Addresses() {}

    static Endpoint of(SocketAddress address) {
      InetSocketAddress inet = (InetSocketAddress) address;
      return new Endpoint(literal(inet.getAddress().getAddress()), inet.getPort());
    }

    static String literal(byte[] address) {
      ByteBuffer bytes = ByteBuffer.wrap(address);
      return address.length == 4
          ? dev.tlsdiag.tcp.IpAddress.v4(bytes.getInt()).toString()
          : dev.tlsdiag.tcp.IpAddress.v6(bytes.getLong(), bytes.getLong()).toString();
    }

    /** Reads a sockaddr_in or sockaddr_in6: its family in the machine's order. */
    static Optional<Endpoint> ofSockaddr(ByteBuffer raw) {
      if (raw.remaining() < SOCKADDR_IN) {
        return Optional.empty();
      }
      int family = raw.order(java.nio.ByteOrder.nativeOrder()).getShort(0);
      int port = raw.order(java.nio.ByteOrder.BIG_ENDIAN).getShort(2) & 0xffff;
      if (family == AF_INET) {
        byte[] address = new byte[4];
        raw.get(4, address);
        return Optional.of(new Endpoint(literal(address), port));
      }
      if (family == AF_INET6 && raw.remaining() >= SOCKADDR_IN6) {
        byte[] address = new byte[16];
        raw.get(8, address);
        return Optional.of(new Endpoint(literal(address), port));
      }
      return Optional.empty();
    }
  }
}
