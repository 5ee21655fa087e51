package dev.tlsdiag.proxy.dns;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** One port, for UDP and for TCP, as a DNS server has it. */
record DnsSockets(DatagramSocket udp, ServerSocket tcp) {
  private static final int FREE_PORTS_TRIED = 20;

  /**
   * Listens.
   *
   * @param port 0 for any port that is free for both
   * @throws IOException where it is not permitted, or the port is taken
   */
  static DnsSockets bind(InetAddress host, int port) throws IOException {
    int attempts = port == 0 ? FREE_PORTS_TRIED : 1;
    for (int i = 1; ; i++) {
      DatagramSocket udp = new DatagramSocket(new InetSocketAddress(host, port));
      try {
        return new DnsSockets(udp, new ServerSocket(udp.getLocalPort(), 0, host));
      } catch (IOException e) {
        udp.close(); // what is free for UDP may be taken for TCP: then another one
        if (i == attempts) {
          throw e;
        }
      }
    }
  }
}
