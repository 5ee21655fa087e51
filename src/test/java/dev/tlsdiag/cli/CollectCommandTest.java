package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  /** What is printed is a script that a shell takes. */
  @Test
  void printsAScript(@TempDir Path folder) throws IOException, InterruptedException {
    int code =
        run("collect", "shop/web-1", "--capture", "node", "--reproduce", "curl 'https://a/?b=1'");
    assertEquals(0, code, err::toString);
    assertTrue(out.toString().contains("kubectl -n shop get pod web-1"), out::toString);
    Path script = Files.writeString(folder.resolve("collect.sh"), out.toString());
    Process shell = new ProcessBuilder("sh", "-n", script.toString()).inheritIO().start();
    assertTrue(shell.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, shell.exitValue());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          collect                                 | missing required parameter: 'POD'
          collect --all                           | --all
          collect Web                             | 'Web' is no name of a pod
          collect a/b/c                           | 'b/c' is no name of a pod
          collect web --mesh linkerd              | '--mesh' takes cilium, istio, any, not 'linkerd'
          collect web --capture everywhere        | '--capture' takes none, node, pod, not 'everywhere'
          collect web --port 0                    | port '0' is not within 1 to 65535
          collect web --since soon                | no time 'soon' after '--since'
          collect web -w x.tar.gz                 | '--write' goes with '--run'
          """)
  void refuses(String words, String message) {
    assertEquals(2, run(words.split(" +")));
    assertTrue(err.toString().contains(message), err::toString);
  }
}
