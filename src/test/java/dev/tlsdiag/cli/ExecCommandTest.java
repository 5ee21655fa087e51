package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExecCommandTest {
  private static final String PYTHON =
      "import urllib.request as u; print(u.urlopen('URL').read().decode(), end='')";

  private static final String JAVA =
      """
      public class Client {
        public static void main(String[] a) throws Exception {
          var url = new java.net.URL(a[0]);
          System.out.print(new String(url.openConnection().getInputStream().readAllBytes()));
        }
      }
      """;

  @TempDir static Path folder;
  private static ProxyOrigin origin;
  private static Path authority;

  @BeforeAll
  static void start() throws Exception {
    authority = folder.resolve("origin.crt");
    origin = ProxyOrigin.tls(authority);
    Files.writeString(folder.resolve("Client.java"), JAVA);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  /** What a run returned and told. */
  private record Run(int code, String err) {}

  private static Run exec(List<String> options, String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("exec"));
    words.addAll(options);
    words.add("--");
    words.addAll(Arrays.asList(command));
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err)).run(words.toArray(String[]::new));
    assertEquals("", out.toString(), "stdout is the command's alone");
    return new Run(code, err.toString());
  }

  /** Program and a line for the shell; URL stands for the server's. */
  static Stream<List<String>> clients() {
    return Stream.of(
        List.of("curl", "curl -sS URL"),
        List.of("curl", "curl -sS --http1.1 URL"),
        List.of("wget", "wget -q -O - URL"),
        List.of("python3", "python3 -c \"" + PYTHON + "\""),
        List.of("java", "java -XX:TieredStopAtLevel=1 'FOLDER/Client.java' URL"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void clientsFindTheProxyAndTrustIt(List<String> client) throws IOException {
    Installed.require(client.get(0));
    String url = "https://localhost:" + origin.port() + "/";
    Path answer = folder.resolve("answer");
    String line = client.get(1).replace("URL", url).replace("FOLDER", folder.toString());
    Run run =
        exec(
            List.of("--ca", authority.toString()),
            "sh",
            "-c",
            line + " > '" + answer + "' 2> '" + answer + ".err'");
    String problem = Files.readString(Path.of(answer + ".err")) + run.err();
    assertEquals(0, run.code(), problem);
    assertEquals("hello\n", Files.readString(answer), problem);
    assertTrue(
        run.err()
            .matches("(?s).*localhost:%d +localhost +1\\.3 .* 200\n.*".formatted(origin.port())),
        run.err());
  }

  @Test
  void gitGoesThroughTheProxy() {
    Installed.require("git");
    String url = "https://localhost:" + origin.port() + "/a.git";
    Run run =
        exec(
            List.of("--ca", authority.toString()),
            "sh",
            "-c",
            "git ls-remote " + url + " > /dev/null 2>&1");
    assertTrue(run.err().contains(" 200"), run.err()); // and no repository behind it
  }

  @Test
  void tellsWhatFailedFirst() {
    Installed.require("curl");
    String url = "https://localhost:" + origin.port() + "/";
    Run run = exec(List.of(), "sh", "-c", "curl -s " + url + " > /dev/null");
    assertEquals(0, run.code());
    List<String> lines = run.err().strip().lines().toList();
    assertTrue(lines.get(1).contains("certificate "), run.err());
    assertTrue(lines.get(2).contains("1 connection, 1 failed"), run.err());
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({"0, true", "7, exit 7", "137, kill -9 $$", "143, kill -TERM $$"})
  void returnsTheExitCodeOfTheCommand(int code, String script) {
    assertEquals(code, exec(List.of(), "sh", "-c", script).code());
  }

  @Test
  void aCommandThatIsNotThere() {
    Run run = exec(List.of(), "no-such-program");
    assertEquals(127, run.code());
    assertEquals("error: no command 'no-such-program'\n", run.err());
  }

  @Test
  void aCommandThatCannotRun() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "text");
    Run run = exec(List.of(), file.toString());
    assertEquals(126, run.code());
    assertTrue(run.err().startsWith("error: cannot run '" + file + "': "), run.err());
  }

  @Test
  void noConnectionIsToldToo() {
    Run run = exec(List.of(), "true");
    assertTrue(run.err().startsWith("note: no connection went through the proxy\n"), run.err());
    assertEquals("", exec(List.of("-q"), "true").err());
    assertTrue(ExecEnvironment.whySilent("/usr/bin/node").contains("22.21"));
  }

  @Test
  void nothingToRunIsWrongUsage() {
    assertEquals(2, exec(List.of()).code());
    assertEquals(2, exec(List.of("--events", "-"), "true").code());
  }
}
