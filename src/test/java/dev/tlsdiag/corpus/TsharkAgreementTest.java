package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tlsdiag.Installed;
import dev.tlsdiag.trace.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The captures under {@code samples/} once more, against the tshark of this machine if it has one.
 */
class TsharkAgreementTest {
  private static final Path SAMPLES = Path.of("samples");
  private static final String CLIENT_HELLO = "1";
  private static final String SERVER_HELLO = "2";

  @TempDir Path home;

  @TestFactory
  Stream<DynamicTest> seesTheSameHellos() throws IOException {
    if (!Installed.has("tshark")) {
      return Corpus.skipped("no tshark on the PATH");
    }
    List<Path> captures = captures();
    if (captures.isEmpty()) {
      return Corpus.skipped("no capture under " + SAMPLES);
    }
    return captures.stream().map(capture -> dynamicTest(capture.toString(), () -> check(capture)));
  }

  private static List<Path> captures() throws IOException {
    if (!Files.isDirectory(SAMPLES)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(SAMPLES)) {
      return files
          .filter(f -> f.toString().matches(".*\\.(pcap|pcapng)(\\.gz)?"))
          .sorted()
          .toList();
    }
  }

  private void check(Path capture) throws IOException, InterruptedException {
    SortedMap<Long, List<String>> ours = new TreeMap<>();
    Set<String> known = new HashSet<>();
    for (Sighting hello : EngineReading.ofFile(capture).hellos()) {
      String name = hello.hello().getOrDefault("server_name", Sighting.NONE);
      if (!hello.transport().equals(Transport.DTLS.label()) && known.add(hello.random())) {
        add(ours, hello.frame(), hello.random(), name.equals(Sighting.NONE) ? "" : name);
      }
    }
    assertEquals(lines(theirs(capture)), lines(ours));
  }

  private static void add(Map<Long, List<String>> hellos, long frame, String... words) {
    hellos.computeIfAbsent(frame, f -> new ArrayList<>()).addAll(List.of(words));
  }

  /** One line a frame, randoms and names of several hellos in any order. */
  private static String lines(SortedMap<Long, List<String>> hellos) {
    StringBuilder out = new StringBuilder();
    hellos.forEach(
        (frame, words) ->
            out.append(frame)
                .append(' ')
                .append(words.stream().filter(w -> !w.isEmpty()).sorted().toList())
                .append('\n'));
    return out.toString();
  }

  private SortedMap<Long, List<String>> theirs(Path capture)
      throws IOException, InterruptedException {
    SortedMap<Long, List<String>> hellos = new TreeMap<>();
    Set<String> known = new HashSet<>(); // tshark tells a QUIC hello again when it is sent again
    for (String line : tshark(capture).lines().toList()) {
      String[] column = line.split("\t", -1);
      List<String> types =
          Stream.of(column[1].split(",", -1))
              .filter(t -> t.equals(CLIENT_HELLO) || t.equals(SERVER_HELLO))
              .toList();
      String[] randoms = column[2].split(",", -1);
      boolean fresh = false;
      for (int i = 0; i < types.size() && i < randoms.length; i++) {
        if (types.get(i).equals(CLIENT_HELLO) && known.add(randoms[i])) {
          add(hellos, Long.parseLong(column[0]), randoms[i].replace(":", ""));
          fresh = true;
        }
      }
      if (fresh) {
        add(hellos, Long.parseLong(column[0]), column[3].split(",", -1));
      }
    }
    return hellos;
  }

  /** Runs it without anybody's preferences and key logs. */
  private String tshark(Path capture) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    for (String preference :
        List.of(
            "tcp.reassemble_out_of_order", "tcp.try_heuristic_first", "udp.try_heuristic_first")) {
      command.addAll(List.of("-o", preference + ":TRUE"));
    }
    command.addAll(List.of("-Y", "tls.handshake.type==1", "-T", "fields", "-E", "separator=/t"));
    for (String field :
        List.of(
            "frame.number",
            "tls.handshake.type",
            "tls.handshake.random",
            "tls.handshake.extensions_server_name")) {
      command.addAll(List.of("-e", field));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CONFIG_HOME", home.toString());
    builder.environment().remove("SSLKEYLOGFILE");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), "exit code of tshark for " + capture);
    return out;
  }
}
