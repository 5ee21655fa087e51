package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A network namespace of Linux with one address, joined to this host's by a pair of interfaces: a
 * server in it is as far away as one on another host. Needs root, and is gone when closed.
 */
final class Namespace implements Closeable {
  private static final int PATIENCE_SECONDS = 60;

  private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

  /** In the fourth column of {@code /proc/net/tcp} (proc(5)). */
  private static final String LISTENING = "0A";

  private final String name;
  private final String network;
  private final List<Process> running = new ArrayList<>();
  private final List<String[]> undoing = new ArrayList<>();

  private Namespace(String name, String network) {
    this.name = name;
    this.network = network;
  }

  /** Why there can be none here; empty where there can. */
  static Optional<String> obstacle(String... programs) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("network namespaces need root");
    }
    for (String program : programs) {
      if (where(program).isEmpty()) {
        return Optional.of(program + " is not installed");
      }
    }
    return where("ip").isPresent() ? Optional.empty() : Optional.of("ip is not installed");
  }

  private static Optional<String> where(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Makes one with addresses that hardly any network has. */
  static Namespace make() throws IOException {
    Random random = new Random();
    String id = "td%05x".formatted(random.nextInt(1 << 20));
    Namespace made =
        new Namespace(id, "10.%d.%d.%%d".formatted(200 + random.nextInt(50), random.nextInt(255)));
    try {
      run("ip", "netns", "add", id);
      run("ip", "link", "add", made.here(), "type", "veth", "peer", "name", id + "b");
      run("ip", "link", "set", id + "b", "netns", id);
      run("ip", "addr", "add", made.client() + "/30", "dev", made.here());
      run("ip", "link", "set", made.here(), "up");
      made.inside("ip", "addr", "add", made.address() + "/30", "dev", id + "b");
      made.inside("ip", "link", "set", id + "b", "up");
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /** This host's end. */
  String here() {
    return name + "a";
  }

  String client() {
    return network.formatted(1);
  }

  /** Of the namespace. */
  String address() {
    return network.formatted(2);
  }

  /** Lets both ends cut what they send into packets themselves, and not leave it to a card. */
  void cutsItself() throws IOException {
    run("ip", "link", "set", here(), "gso_max_segs", "1");
    inside("ip", "link", "set", name + "b", "gso_max_segs", "1");
  }

  /**
   * What comes from this port arrives at this host's end, and gets no further.
   *
   * @param only what else has to fit, as iptables has it
   */
  void losesHere(int port, String... only) throws IOException {
    List<String> rule = new ArrayList<>(List.of("INPUT", "-i", here(), "-p", "tcp"));
    rule.addAll(List.of("--sport", Integer.toString(port)));
    rule.addAll(List.of(only));
    rule.addAll(List.of("-j", "DROP"));
    undoing.add(filter("-D", rule));
    run(filter("-A", rule));
  }

  private static String[] filter(String what, List<String> rule) {
    List<String> words = new ArrayList<>(List.of("iptables", "-w", what));
    words.addAll(rule);
    return words.toArray(String[]::new);
  }

  /** Runs a command in it to its end. */
  void inside(String... words) throws IOException {
    run(within(words));
  }

  /**
   * Starts a program in it, that ends with it.
   *
   * @param port on which it is to listen when this returns
   */
  void serve(int port, String... words) throws IOException {
    Process program = process(within(words));
    running.add(program);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!listens(program, port)) {
      if (!program.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException("nobody listens on %s:%d".formatted(address(), port));
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  /** Linux is asked, not the server: whoever knocks too early is in the capture, refused. */
  private boolean listens(Process program, int port) throws IOException {
    Path sockets = Path.of("/proc", Long.toString(program.pid()), "net", "tcp");
    String[] bytes = address().split("\\.");
    String wanted =
        "%02X%02X%02X%02X:%04X"
            .formatted(
                Integer.parseInt(bytes[3]),
                Integer.parseInt(bytes[2]),
                Integer.parseInt(bytes[1]),
                Integer.parseInt(bytes[0]),
                port);
    try (Stream<String> lines = Files.lines(sockets)) {
      return lines
          .map(line -> line.strip().split(" +"))
          .anyMatch(row -> row.length > 3 && row[1].equals(wanted) && row[3].equals(LISTENING));
    } catch (NoSuchFileException | UncheckedIOException e) {
      return false; // it has ended
    }
  }

  private String[] within(String... words) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  private static Process process(String... words) throws IOException {
    requireNonNull(words, "words is null");
    String[] found = words.clone();
    found[0] = where(words[0]).orElse(words[0]);
    ProcessBuilder builder = new ProcessBuilder(found).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
    return builder.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
  }

  private static void run(String... words) throws IOException {
    Process process = process(words);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!ended(process) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", words) + ": " + said.strip());
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    for (Process process : running) {
      process.destroy();
      if (!ended(process)) {
        process.destroyForcibly();
      }
    }
    undoing.add(new String[] {"ip", "link", "del", here()});
    undoing.add(new String[] {"ip", "netns", "del", name});
    for (String[] words : undoing) {
      try {
        run(words);
      } catch (IOException e) {
        // It was never made.
      }
    }
  }
}
