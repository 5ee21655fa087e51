package dev.tlsdiag.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.OwnClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  /** In Egypt numbers have other digits, and other signs between them. */
  @Test
  void resultsReadTheSameEverywhere() throws Exception {
    String here = compare("en", "US");
    assertTrue(here.contains("frame 4 of"), here);
    assertEquals(here, compare("ar", "EG"));
  }

  private String compare(String language, String country) throws IOException, InterruptedException {
    Path out = folder.resolve(language);
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Duser.language=" + language,
                    "-Duser.country=" + country,
                    "-cp",
                    OwnClassPath.text(),
                    Main.class.getName(),
                    "compare",
                    "--color=never",
                    "samples/sni-lost/combined.pcap"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile());
    builder.environment().put("XDG_STATE_HOME", folder.toString());
    builder.environment().put("TLSDIAG_CONFIG", "none");
    Process process = builder.start();
    assertTrue(process.waitFor(120, SECONDS), "still running");
    assertEquals(ExitCode.FINDINGS, process.exitValue());
    return Files.readString(out);
  }
}
