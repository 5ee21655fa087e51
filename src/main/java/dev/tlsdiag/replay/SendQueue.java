package dev.tlsdiag.replay;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether what was sent has arrived at the peer's TCP, where the kernel tells (Linux). */
final class SendQueue {
  private SendQueue() {}

  /** True also where the kernel does not tell: a lost segment is the rarer case. */
  static boolean isAcknowledged(Socket socket) {
    String local = port(socket.getLocalPort());
    String remote = port(socket.getPort());
    for (String table : List.of("tcp", "tcp6")) {
      Path file = Path.of("/proc/net", table);
      try {
        if (!Files.isReadable(file)) {
          continue;
        }
        for (String line : Files.readAllLines(file)) {
          // sl local_address rem_address st tx_queue:rx_queue …
          String[] cells = line.strip().split(" +", -1);
          if (cells.length > 4 && cells[1].endsWith(local) && cells[2].endsWith(remote)) {
            return cells[4].startsWith("00000000:");
          }
        }
      } catch (IOException e) {
        return true;
      }
    }
    return true;
  }

  private static String port(int port) {
    return String.format(Locale.ROOT, ":%04X", port);
  }
}
