package dev.tlsdiag.launch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is handed out, taken as its users take it: unpacked, installed, loaded; without Java,
 * without root's rights inside, on a file system that is read-only.
 */
@EnabledOnOs(OS.LINUX)
class PackagesIT {
  private static final Path TARGET = Path.of(System.getProperty("tlsdiag.executable")).getParent();
  private static final Path PACKAGES = TARGET.resolve("packages");
  private static final String VERSION = "tlsdiag " + System.getProperty("tlsdiag.version") + "\n";
  private static final String SAMPLE = "share/doc/tlsdiag/samples/sni-lost/combined.pcap";

  /** As a container gets it; {@code $R} is the root, {@code $U} the user. */
  private static final String CONTAINED =
      "bwrap --unshare-all --die-with-parent --uid $U --gid $U --ro-bind \"$R\" / --proc /proc"
          + " --dev /dev --tmpfs /tmp --clearenv --setenv PATH /usr/bin --setenv HOME /tmp"
          + " --setenv LANG C.UTF-8 --chdir /w ";

  @TempDir static Path unpacked;
  @TempDir Path folder;

  /** They are made with {@code -Ppackages} alone: that takes longer than all tests of one class. */
  @BeforeAll
  static void unpack() throws Exception {
    Path sums = PACKAGES.resolve("SHA256SUMS");
    assumeTrue(
        Files.exists(sums) && modified(sums).compareTo(modified(TARGET.resolve("tlsdiag.jar"))) > 0,
        "no packages of this build: mvn verify -Ppackages");
    Path place = Files.createDirectory(unpacked.resolve("a place"));
    String tar = "tar -xzf '%s' --strip-components=1";
    Path tarball = one("*-linux-*.tar.gz", "no tarball was made: this Java has no jlink");
    assertEquals(0, sh(place, tar.formatted(tarball), 60).code());
  }

  @Test
  void tarballNeedsNoJava() throws Exception {
    assertEquals(new Ended(0, VERSION, ""), bare("bin/tlsdiag --version"));
    String inJava = "TLSDIAG_JAVA_OPTS=-Da=b bin/tlsdiag --version";
    assertEquals(new Ended(0, VERSION, ""), bare(inJava));
    assertEquals(new Ended(0, VERSION, ""), bare("ln -sf \"$PWD/bin/tlsdiag\" l; ./l --version"));
    assertEquals(new Ended(0, VERSION, ""), bare("cd bin; PATH=$PATH:.; tlsdiag --version"));
    Ended flows = bare("bin/tlsdiag capture " + SAMPLE);
    assertEquals(0, flows.code(), flows.err());
    assertEquals("", flows.err());
    assertEquals(3, flows.out().lines().count(), flows.out());
  }

  @Test
  void tarballHasItsArchiveWhereverItIs() throws Exception {
    Ended loaded = bare("TLSDIAG_JAVA_OPTS=-Xlog:class+load bin/tlsdiag --help");
    assertTrue(
        loaded.out().lines().anyMatch(l -> l.contains(".cli.RootHelp source: shared objects")),
        loaded.out());
  }

  /** OkHttp, BoringSSL and elliptic curves, from the runtime's image instead of a jar. */
  @Test
  void tarballDiagnosesTheLab() throws Exception {
    Ended lab = bare("HOME=$PWD bin/tlsdiag lab run mrap-no-sni -- -o json");
    assertEquals(1, lab.code(), lab.err());
    assertTrue(lab.out().contains("\"upstream-sni-missing\""), lab.out());
  }

  @Test
  void launcherWithoutItsRuntimeSaysWhatIsMissing() throws Exception {
    Ended ended = bare("cp bin/tlsdiag ../alone; ../alone --version");
    assertEquals(4, ended.code());
    assertTrue(ended.err().startsWith("error: no Java in '"), ended.err());
  }

  @Test
  void isAPluginOfKubectl() throws Exception {
    String kubectl = "#!/bin/sh\nname=$1\nshift\nexec \"kubectl-$name\" \"$@\"\n";
    Files.writeString(folder.resolve("kubectl"), kubectl);
    assertTrue(folder.resolve("kubectl").toFile().setExecutable(true));
    String path = "PATH=\"$A/bin:" + folder + ":$PATH\"; ";
    Ended help = in(folder, path + "kubectl tlsdiag capture --help");
    assertTrue(help.out().contains("kubectl tlsdiag capture "), help.out());
    Ended wrong = in(folder, path + "kubectl tlsdiag captur x.pcap");
    assertTrue(wrong.err().contains("try:    kubectl tlsdiag capture x.pcap"), wrong.err());
    Ended script = in(folder, path + "kubectl tlsdiag collect default/app");
    assertEquals(0, script.code(), script.err());
    assertTrue(script.out().contains("kubectl"), script.out());
    if (Installed.has("kubectl")) {
      Ended real = in(folder, "PATH=\"$A/bin:$PATH\" kubectl tlsdiag --version");
      assertEquals(new Ended(0, VERSION, ""), real);
    }
  }

  @Test
  void debIsInstalledAndRemovedWithoutATrace() throws Exception {
    Installed.require("dpkg-deb");
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("var/lib/dpkg/updates"));
    Files.createDirectories(root.resolve("var/lib/dpkg/info"));
    Files.createFile(root.resolve("var/lib/dpkg/status"));
    String dpkg =
        "PATH=$PATH:/usr/sbin:/sbin dpkg --root=root --force-depends --force-not-root --log=log ";
    assertEquals(0, in(folder, dpkg + "-i \"$P\"/*.deb").code());
    assertEquals(new Ended(0, VERSION, ""), in(folder, "env -i root/usr/bin/tlsdiag --version"));
    Ended risky = in(folder, "find root/usr -perm /7022 ! -type l");
    assertEquals("", risky.out(), "writable for others, setuid or setgid");
    boolean made = Files.exists(TARGET.resolveSibling("completions"));
    for (String shell :
        made
            ? List.of(
                "bash-completion/completions/tlsdiag",
                "zsh/vendor-completions/_tlsdiag",
                "fish/vendor_completions.d/tlsdiag.fish")
            : List.<String>of()) {
      assertTrue(Files.exists(root.resolve("usr/share/" + shell)), shell);
    }
    if (Installed.has("man") && Files.exists(root.resolve("usr/share/man"))) {
      String pages = "man -M root/usr/share/man -w tlsdiag tlsdiag-capture kubectl-tlsdiag";
      assertEquals(0, in(folder, pages).code(), pages);
    }
    assertEquals(0, in(folder, dpkg + "-P tlsdiag").code());
    Ended left = in(folder, "find root -type f ! -path 'root/var/lib/dpkg/*'; ls root");
    assertEquals("var\n", left.out(), "left behind");
  }

  @Test
  void lintianFindsNothing() throws Exception {
    Installed.require("lintian");
    Ended found = sh(folder, "lintian --fail-on error,warning --allow-root \"$P\"/*.deb", 120);
    assertEquals(0, found.code(), found.out());
  }

  @Test
  void imageRunsAsAnybodyAndReadOnly() throws Exception {
    Path image = one("*-image-*.tar", "no image was made: no packages of Debian to be had");
    Installed.require("bwrap");
    assertEquals(0, in(folder, "tar -xf '" + image + "'").code());
    JsonNode listed = json(folder.resolve("manifest.json")).get(0);
    JsonNode config = json(folder.resolve(listed.path("Config").asText())).path("config");
    assertEquals("65532:65532", config.path("User").asText());
    assertEquals("/usr/bin/tlsdiag", config.path("Entrypoint").get(0).asText());
    Files.createDirectory(folder.resolve("root"));
    for (JsonNode layer : listed.path("Layers")) {
      assertEquals(0, in(folder, "tar -xzf " + layer.asText() + " -C root").code());
    }
    assumeTrue(
        in(folder, "U=1; R=root; " + CONTAINED + "busybox true").code() == 0,
        "bwrap may not make namespaces here");
    for (String user : List.of("65532", "1000660000")) {
      String contained = "U=" + user + "; R=root; " + CONTAINED;
      assertEquals(new Ended(0, VERSION, ""), in(folder, contained + "tlsdiag --version"));
      Ended flows = in(folder, contained + "tlsdiag capture /usr/" + SAMPLE);
      assertEquals(3, flows.out().lines().count(), flows.toString());
      Ended lab = in(folder, contained + "tlsdiag lab run sni-reset");
      assertEquals(1, lab.code(), lab.toString());
    }
    Ended tools =
        in(folder, "U=65532; R=root; " + CONTAINED + "sh -c 'timeout 9 tcpdump --version'");
    assertEquals(0, tools.code(), tools.err());
  }

  @Test
  void imageIsReadByOthers() throws Exception {
    Path image = one("*-image-*.tar", "no image was made: no packages of Debian to be had");
    Installed.require("skopeo");
    for (String transport : List.of("docker-archive", "oci-archive")) {
      Ended seen = in(folder, "skopeo inspect " + transport + ":'" + image + "'");
      assertEquals(0, seen.code(), seen.err());
      assertTrue(
          seen.out().contains("\"org.opencontainers.image.title\": \"tlsdiag\""), seen.out());
    }
  }

  @Test
  void checksumsAndListOfPartsAreWhole() throws Exception {
    Ended sums = in(PACKAGES, "sha256sum --strict -c SHA256SUMS");
    assertEquals(0, sums.code(), sums.out());
    Path parts = one("*.cdx.json", "no list of parts was made: that takes -Ppackages");
    JsonNode bom = json(parts);
    assertEquals("CycloneDX", bom.path("bomFormat").asText());
    assertFalse(bom.has("serialNumber"), "random");
    String components = bom.path("components").toString();
    for (String part : List.of("picocli", "okhttp-jvm", "bcpkix-jdk18on", "netty-codec-http2")) {
      assertTrue(components.contains("\"name\":\"" + part + "\""), part);
    }
    assertFalse(components.contains("junit"), "parts of tests");
  }

  /** But for the class archive, which Java does not make the same twice. */
  @Test
  void comesOutTheSameTwice() throws Exception {
    assumeTrue(Boolean.getBoolean("tlsdiag.packages.twice"), "built once; twice with -Ppackages");
    assumeTrue(in(folder, "setarch -R true").code() == 0, "no 'setarch -R' here");
    String archive = unpacked.resolve("a place/lib/tlsdiag/lib/server/classes.jsa").toString();
    String build = "TLSDIAG_CLASS_ARCHIVE='%s' \"$SOURCES/src/package/package.sh\" \"$PWD/again\"";
    Ended built = sh(folder, build.formatted(archive), 300);
    assertEquals(0, built.code(), built.err());
    assertEquals(
        Files.readString(PACKAGES.resolve("SHA256SUMS")),
        Files.readString(folder.resolve("again/SHA256SUMS")));
  }

  private static FileTime modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  private static Optional<Path> first(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      PathMatcher matcher = PACKAGES.getFileSystem().getPathMatcher("glob:" + pattern);
      return files.filter(file -> matcher.matches(file.getFileName())).findFirst();
    }
  }

  private static Path one(String pattern, String why) throws IOException {
    Optional<Path> found = first(pattern);
    assumeTrue(found.isPresent(), why);
    return found.orElseThrow();
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the unpacked tarball, with nothing in the environment and no Java on the path. */
  private static Ended bare(String line) throws Exception {
    String path = "/nowhere:/usr/sbin";
    Path place = unpacked.resolve("a place");
    Path tools = unpacked.resolve("tools");
    if (!Files.exists(tools)) {
      Files.createDirectory(tools);
      for (String tool : List.of("ln", "cp", "readlink")) {
        Ended where = sh(unpacked, "command -v " + tool, 10);
        Files.createSymbolicLink(tools.resolve(tool), Path.of(where.out().strip()));
      }
    }
    String quoted = line.replace("'", "'\\''");
    return sh(
        place, "exec env -i PATH='" + tools + ":" + path + "' /bin/sh -c '" + quoted + "'", 60);
  }

  private static Ended in(Path directory, String line) throws Exception {
    return sh(directory, line, 60);
  }

  /**
   * Runs a line with {@code $P} as the packages, {@code $A} as the unpacked tarball and {@code
   * $SOURCES} as the project.
   */
  private static Ended sh(Path directory, String line, int seconds) throws Exception {
    Path out = Files.createTempFile(unpacked, "out", "");
    Path err = Files.createTempFile(unpacked, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", line)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("XDG_.*|TLSDIAG_.*|JAVA_TOOL_OPTIONS"));
    environment.put("HOME", unpacked.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("P", PACKAGES.toString());
    environment.put("A", unpacked.resolve("a place").toString());
    environment.put("SOURCES", TARGET.getParent().toString());
    Process process = builder.start();
    assertTrue(process.waitFor(seconds, SECONDS), () -> "still running: " + line);
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private record Ended(int code, String out, String err) {}
}
