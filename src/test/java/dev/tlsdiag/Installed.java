package dev.tlsdiag;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Programs of this machine that are no part of the project: tests run where they are there. */
public final class Installed {
  /** Where servers are, which is not on everybody's PATH. */
  private static final String SERVERS = "/usr/sbin";

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Installed() {}

  public static boolean has(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SERVERS;
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Skips the test where one is missing, and says which. */
  public static void require(String... programs) {
    for (String program : programs) {
      assumeTrue(has(program), program + " is not installed");
    }
  }

  /**
   * A port that was free a moment ago: most programs cannot tell which they took. Nobody gets it by
   * chance before they do, as it is none of those that systems choose from; nor is it given twice.
   */
  public static int freePort() throws IOException {
    while (true) {
      int port = FIRST_PORT + RANDOM.nextInt(PORTS);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
