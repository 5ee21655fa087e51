package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCommandTest {
  private static final String SAMPLE = "samples/mesh-sni-lost";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  @Test
  void packsTheReportItsPacketsAndTextsWithoutSecrets() throws IOException {
    Path secret =
        Files.writeString(
            folder.resolve("secret.yaml"),
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  tls.key: HUSH\n");
    Path archive = folder.resolve("b.tar.gz");
    int code = run("bundle", SAMPLE, secret.toString(), "-w", archive.toString());
    assertEquals(ExitCode.CLEAN, code, err::toString);
    assertEquals(archive + "\n", out.toString());
    Map<String, byte[]> members = members(archive);
    String report = text(members, "report.txt");
    assertTrue(report.contains("upstream-sni-missing"), report);
    assertTrue(text(members, "evidence/policy.yaml").contains("CiliumNetworkPolicy"));
    assertTrue(text(members, "evidence/secret.yaml").contains("[redacted]"));
    members
        .values()
        .forEach(
            content ->
                assertFalse(new String(content, StandardCharsets.ISO_8859_1).contains("HUSH")));
    assertTrue(text(members, "MANIFEST.txt").contains("(1 secret taken out)"));
    Path slice = Files.write(folder.resolve("h.pcapng"), members.get("handshakes.pcapng"));
    assertTrue(Files.size(slice) <= Files.size(Path.of(SAMPLE, "node.pcap")) + 2_000);
    assertEquals(ExitCode.CLEAN, run("capture", slice.toString()), err::toString);
    assertEquals(ExitCode.FINDINGS, run("diagnose", archive.toString()), "it is evidence again");
  }

  /** What {@code collect} gives is an archive with a capture in it. */
  @Test
  void takesPacketsOutOfAnArchive() throws IOException {
    Path first = folder.resolve("first.tar.gz");
    run("bundle", SAMPLE, "-w", first.toString());
    Path second = folder.resolve("second.tar.gz");
    assertEquals(ExitCode.CLEAN, run("bundle", first.toString(), "-w", second.toString()));
    assertTrue(members(second).containsKey("handshakes.pcapng"), err::toString);
  }

  @Test
  void onlyListsWhenAsked() {
    Path archive = folder.resolve("b.tar.gz");
    assertEquals(ExitCode.CLEAN, run("bundle", "--dry-run", SAMPLE, "-w", archive.toString()));
    assertFalse(Files.exists(archive));
    assertTrue(err.toString().contains("handshakes.pcapng"), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void replacesNothing() throws IOException {
    Path archive = Files.writeString(folder.resolve("b.tar.gz"), "mine");
    assertEquals(ExitCode.COULD_NOT_RUN, run("bundle", SAMPLE, "-w", archive.toString()));
    assertTrue(err.toString().contains("is there already"), err::toString);
    assertEquals("mine", Files.readString(archive));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertEquals(ExitCode.USAGE, run("bundle", "-"));
    assertEquals(ExitCode.COULD_NOT_RUN, run("bundle", "no-such-file"));
    assertTrue(err.toString().contains("no such file 'no-such-file'"), err::toString);
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertEquals(ExitCode.CANNOT_TELL, run("bundle", empty.toString()));
  }

  private static String text(Map<String, byte[]> members, String name) {
    assertTrue(members.containsKey(name), () -> name + " is not in " + members.keySet());
    return new String(members.get(name), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> members(Path archive) throws IOException {
    Map<String, byte[]> members = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        members.put(e.getName().replace("tlsdiag-bundle/", ""), tar.readAllBytes());
      }
    }
    return members;
  }
}
