package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.trace.Evidence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as Cilium and Istio write them, and as somebody with bad intentions would. */
class ArchivesTest {
  private static final String FLOW =
      "{\"flow\":{\"time\":\"2023-02-01T21:47:10.25Z\",\"verdict\":\"DROPPED\",\"drop_reason\":133,"
          + "\"IP\":{\"source\":\"10.0.0.181\",\"destination\":\"93.184.216.34\"},"
          + "\"l4\":{\"TCP\":{\"source_port\":40112,\"destination_port\":443}},\"Type\":\"L3_L4\","
          + "\"drop_reason_desc\":\"POLICY_DENIED\"},\"node_name\":\"n\"}\n";

  private static final String POLICY =
      """
      apiVersion: v1
      items:
      - apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata:
          name: l7-visibility-tls
          namespace: default
        spec:
          endpointSelector: {}
      kind: List
      """;

  private static final String NAMES =
      """
      # cilium-dbg fqdn cache list

      ```
      Endpoint   Source       FQDN          TTL   ExpirationTime             IPs
      2296       lookup       yahoo.com.    30    2025-10-29T21:25:06.199Z   98.137.11.163,74.6.231.20
      ```
      """;

  private static final String EVENTS =
      """
      NAMESPACE   LAST SEEN   TYPE      REASON        OBJECT         MESSAGE
      default     2m          Warning   FailedMount   pod/mediabot   MountVolume.SetUp failed for volume "ca" : secret "interception-ca" not found
      """;

  private static final String ACCESS =
      "10.0.0.1 - - [22/May/2024:05:28:05 +0000] \"GET / HTTP/1.1\" 502 157 \"-\" \"curl/8.5.0\"\n";

  @TempDir Path folder;

  private interface Filling {
    void fill(ZipOutputStream zip) throws IOException;
  }

  private static byte[] zip(Filling filling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      filling.fill(zip);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    put(zip, name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A compressed log that was cut gives the lines before the cut, and says so. */
  @Test
  void aCutDocumentGivesWhatCameBeforeTheCut(@TempDir Path cut) throws IOException {
    Random random = new Random(1);
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      log.append(
          "[2023-01-05 20:29:19.692][446][debug][pool] [C%d] connect timeout %x\n"
              .formatted(i, random.nextLong()));
    }
    byte[] whole = gzip(log.toString().getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(cut.resolve("envoy.log.gz"), Arrays.copyOf(whole, whole.length / 2));
    PileContents contents =
        Pile.read(List.of(file.toString()), PileOptions.reading(InputStream.nullInputStream()));
    assertTrue(contents.sightings().size() > 1_000, () -> contents.sightings().size() + "");
    assertEquals(
        List.of("'%s': it ends too early; what came before was read".formatted(file)),
        contents.problems());
    Path pcap = cut.resolve("cut.pcap");
    byte[] capture = Files.readAllBytes(Path.of("samples", "sni-lost", "combined.pcap"));
    Files.write(pcap, Arrays.copyOf(capture, 3_000));
    String sentence =
        Pile.read(List.of(pcap.toString()), PileOptions.reading(InputStream.nullInputStream()))
            .contributions()
            .get(0)
            .sentence();
    assertTrue(sentence.startsWith("1 handshake; cut off in the middle of packet 9"), sentence);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(String... namesAndContents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (int i = 0; i < namesAndContents.length; i += 2) {
        byte[] content = namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(namesAndContents[i], true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private PileContents read(String name, byte[] bytes, ArchiveLimits limits) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    PileOptions options =
        new PileOptions(
            InputStream.nullInputStream(), limits, SightingStore.Retention.DEFAULT, List.of());
    PileContents contents =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> Pile.read(List.of(file.toString()), options));
    try (Stream<Path> left = Files.walk(folder)) {
      assertEquals(
          List.of(file), left.filter(Files::isRegularFile).toList(), "nothing is unpacked");
    }
    return contents;
  }

  private PileContents read(String name, byte[] bytes) throws IOException {
    return read(name, bytes, ArchiveLimits.DEFAULT);
  }

  private List<String> names(PileContents contents) {
    return contents.contributions().stream()
        .map(c -> c.kind() + " " + c.name().replace(folder.toString() + "/", ""))
        .toList();
  }

  /** With the layout of cilium-cli and cilium-bugtool: Markdown of commands in tar.gz in ZIP. */
  private static byte[] sysdump() throws IOException {
    byte[] bugtool =
        gzip(
            tar(
                "cilium-bugtool-x/cmd/cilium-dbg-fqdn-cache-list.md", NAMES,
                "cilium-bugtool-x/cmd/hostname.md", "# hostname\n\n```\nnode\n```\n",
                "cilium-bugtool-x/cmd/envoy-clusters.md", "# empty\n"));
    return zip(
        zip -> {
          String top = "cilium-sysdump-20240522-052805/";
          put(zip, top + "ciliumnetworkpolicies-20240522-052805.yaml", POLICY);
          put(zip, top + "hubble-flows-cilium-abcde-20240522-052805.json", FLOW);
          put(
              zip,
              top + "k8s-events-20240522-052805.yaml",
              "apiVersion: v1\nitems: []\nkind: List\n");
          put(zip, top + "cilium-bugtool-cilium-abcde-20240522-052805.tar.gz", bugtool);
          put(
              zip,
              top + "logs-cilium-abcde-cilium-agent-20240522-052805.log",
              "level=warning msg=\"Unable to import policy\" subsys=policy\n");
          put(zip, top + "gops-cilium-abcde-stack.txt", "goroutine 1 [running]:\n");
          put(zip, top + "logs-cilium-abcde-prev.log", "");
        });
  }

  @Test
  void aSysdumpAsItIs() throws IOException {
    PileContents contents = read("cilium-sysdump.zip", sysdump());

    String top = "cilium-sysdump.zip!/cilium-sysdump-20240522-052805/";
    assertEquals(
        List.of(
            "ARCHIVE cilium-sysdump.zip",
            "MANIFESTS " + top + "ciliumnetworkpolicies-20240522-052805.yaml",
            "HUBBLE_FLOWS " + top + "hubble-flows-cilium-abcde-20240522-052805.json",
            "MANIFESTS " + top + "k8s-events-20240522-052805.yaml",
            "ARCHIVE " + top + "cilium-bugtool-cilium-abcde-20240522-052805.tar.gz",
            "CILIUM_DBG "
                + top
                + "cilium-bugtool-cilium-abcde-20240522-052805.tar.gz!/cilium-bugtool-x/cmd/cilium-dbg-fqdn-cache-list.md",
            "CILIUM_LOG " + top + "logs-cilium-abcde-cilium-agent-20240522-052805.log"),
        names(contents));
    assertEquals(List.of(), contents.problems());
    assertEquals("7 members, 5 of them evidence", contents.contributions().get(0).sentence());
    assertEquals(
        List.of("CiliumNetworkPolicy default/l7-visibility-tls"),
        contents.resources().stream().map(Resource::label).toList());
    Sighting drop = contents.sightings().get(0);
    assertEquals(Sighting.Event.DENIED, drop.event());
    assertTrue(
        ((Evidence.LogLine) drop.evidence())
            .file()
            .endsWith(
                "!/cilium-sysdump-20240522-052805/hubble-flows-cilium-abcde-20240522-052805.json"));
  }

  @Test
  void aBugReportOfIstio() throws IOException {
    PileContents contents =
        read(
            "bug-report.tar.gz",
            gzip(
                tar(
                    "bug-report/cluster/events", EVENTS,
                    "bug-report/cluster/k8s-resources", POLICY,
                    "bug-report/proxies/default/productpage-v1-6b/proxy.log", ACCESS)));
    assertEquals(
        List.of(
            "ARCHIVE bug-report.tar.gz",
            "KUBERNETES_EVENTS bug-report.tar.gz!/bug-report/cluster/events",
            "MANIFESTS bug-report.tar.gz!/bug-report/cluster/k8s-resources",
            "NGINX_ACCESS_LOG bug-report.tar.gz!/bug-report/proxies/default/productpage-v1-6b/proxy.log"),
        names(contents));
    assertEquals(
        "interception-ca",
        contents.sightings().get(0).attribute(Sighting.Attribute.SECRET).orElse(""));
  }

  @Test
  void fromStandardInputAndCompressed() throws IOException {
    PileContents contents =
        Pile.read(List.of("-"), PileOptions.reading(new ByteArrayInputStream(gzip(sysdump()))));
    assertEquals(7, contents.contributions().size());
    assertEquals(List.of(), contents.problems());
  }

  /** As Go writes what is compressed already: stored, its length behind it. */
  @Test
  void membersThatAreStoredWithTheirLengthBehindThem() throws IOException {
    byte[] inner = gzip(tar("a/names.md", NAMES));
    PileContents file = read("go.zip", storedWithDescriptor("x.tar.gz", inner));
    assertEquals(List.of(), file.problems());
    assertEquals("CILIUM_DBG go.zip!/x.tar.gz!/a/names.md", names(file).get(2));
  }

  /** By hand, because the JDK writes no such thing. */
  private static byte[] storedWithDescriptor(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    Bytes local = new Bytes().u32(0x04034b50).u16(20).u16(8).u16(0).u32(0).u32(0).u32(0).u32(0);
    local.u16(name.length()).u16(0).text(name).bytes(content);
    local.u32(0x08074b50).u32((int) crc.getValue()).u32(content.length).u32(content.length);
    int directory = local.size();
    local.u32(0x02014b50).u16(20).u16(20).u16(8).u16(0).u32(0).u32((int) crc.getValue());
    local.u32(content.length).u32(content.length).u16(name.length()).u16(0).u16(0).u16(0).u16(0);
    local.u32(0).u32(0).text(name);
    int length = local.size() - directory;
    return local
        .u32(0x06054b50)
        .u16(0)
        .u16(0)
        .u16(1)
        .u16(1)
        .u32(length)
        .u32(directory)
        .u16(0)
        .all();
  }

  /** Little-endian. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u16(int value) {
      out.write(value);
      out.write(value >>> 8);
      return this;
    }

    Bytes u32(int value) {
      return u16(value).u16(value >>> 16);
    }

    Bytes text(String text) {
      return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Bytes bytes(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    int size() {
      return out.size();
    }

    byte[] all() {
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/cron.d/x",
        "/etc/passwd",
        "C:/Windows/x",
        "a/../../b",
        "..",
        "a\u001b[31mred\nline"
      })
  void aPathIsOnlyAText(String name) throws IOException {
    PileContents zip = read("a.zip", zip(z -> put(z, name, ACCESS)));
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    assertEquals("NGINX_ACCESS_LOG a.zip!/" + shown, names(zip).get(1));
    Files.delete(folder.resolve("a.zip"));

    PileContents tar = read("a.tar", tar(name, ACCESS));
    assertEquals(1, tar.sightings().size());
    assertFalse(tar.contributions().get(1).name().matches("(?s).*\\p{Cntrl}.*"));
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (byte type :
          new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO}) {
        TarArchiveEntry link = new TarArchiveEntry("log" + type, type);
        link.setLinkName("/etc/passwd");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
    }
    PileContents contents = read("links.tar", bytes.toByteArray());
    assertEquals(
        "0 members, 0 of them evidence, not read: 2 link, 1 no file",
        contents.contributions().get(0).sentence());
    assertEquals(1, contents.contributions().size());
  }

  /** Somebody else may have filled the folder. */
  @Test
  void aFolderEndsAtLinksToFilesElsewhere() throws IOException {
    Path given = Files.createDirectory(folder.resolve("given"));
    Files.writeString(given.resolve("a.log"), ACCESS);
    Files.createSymbolicLink(given.resolve("b.log"), Path.of("a.log"));
    Path other = Files.writeString(folder.resolve("other.log"), ACCESS);
    Files.createSymbolicLink(given.resolve("c.log"), other);
    PileContents contents =
        Pile.read(List.of(given.toString()), PileOptions.reading(InputStream.nullInputStream()));
    assertEquals(2, contents.sightings().size());
    assertEquals(
        List.of(
            "'%s' is a link to a file elsewhere, and was not read"
                .formatted(given.resolve("c.log"))),
        contents.problems());
  }

  @Test
  void thousandsOfMembersOfOneName() throws IOException {
    String[] members = new String[2 * 10_000];
    for (int i = 0; i < members.length; i += 2) {
      members[i] = "a.yaml";
      members[i + 1] = "kind: Service\nmetadata: {name: a}\napiVersion: v1\n";
    }
    PileContents contents = read("a.tar", tar(members));
    assertEquals(10_000, contents.resources().size());
    assertEquals(10_001, contents.contributions().size());
  }

  @Test
  void moreMembersThanTheDirectoryMayHaveAreNotHeldAsObjects() throws IOException {
    byte[] zip =
        zip(
            z -> {
              for (int i = 0; i < 20; i++) {
                put(z, "a" + i, "");
              }
            });
    Path file = Files.write(folder.resolve("many.zip"), zip);
    assertTrue(ArchiveReading.hasSmallDirectory(file, 20));
    assertFalse(ArchiveReading.hasSmallDirectory(file, 19));
    PileContents contents = read("many.zip", zip, new ArchiveLimits(19, 1 << 20, 100, 3));
    assertEquals(
        List.of("'%s' has more than 19 members; the rest of it was not read".formatted(file)),
        contents.problems());
  }

  @Test
  void manyTimesItsSizeIsTooMuch() throws IOException {
    byte[] zeros = new byte[1 << 20];
    byte[] bomb =
        zip(
            z -> {
              z.putNextEntry(new ZipEntry("zeros.log"));
              for (int i = 0; i < 200; i++) {
                z.write(zeros);
              }
              z.closeEntry();
              put(z, "after.log", ACCESS);
            });
    PileContents contents = read("bomb.zip", bomb);
    assertTrue(
        contents
            .problems()
            .get(0)
            .endsWith("unpacks to more than 400 times its size; the rest of it was not read"),
        contents.problems().toString());
    assertEquals("ARCHIVE bomb.zip", names(contents).get(0));
  }

  @Test
  void theSameWithoutADirectoryAndAsAMember() throws IOException {
    ByteArrayOutputStream gz = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gz)) {
      byte[] lines = "all is well\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 200; i++) {
        out.write(lines);
      }
    }
    PileContents alone = read("bomb.gz", gz.toByteArray());
    assertTrue(alone.problems().get(0).contains("times its size"), alone.problems().toString());
    Files.delete(folder.resolve("bomb.gz"));

    PileContents inside = read("in.zip", zip(z -> put(z, "x.gz", gz.toByteArray())));
    assertTrue(inside.problems().get(0).contains("times its size"), inside.problems().toString());
  }

  /** Members that all point at the same bytes: the costs of each count. */
  @Test
  void overlappingMembersCountEachTime() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
    try (OutputStream out = new java.util.zip.DeflaterOutputStream(packed, deflater)) {
      for (int i = 0; i < 64; i++) {
        out.write(new byte[1 << 16]); // 4 MiB of zeros
      }
    }
    byte[] content = packed.toByteArray();
    Bytes zip = new Bytes();
    zip.u32(0x04034b50).u16(20).u16(0).u16(8).u32(0).u32(0).u32(content.length).u32(4 << 20);
    zip.u16(1).u16(0).text("a").bytes(content);
    int directory = zip.size();
    int copies = 5000; // 20 GiB of 300 KB
    for (int i = 0; i < copies; i++) {
      String name = String.format("a%07d", i);
      zip.u32(0x02014b50).u16(20).u16(20).u16(0).u16(8).u32(0).u32(0);
      zip.u32(content.length).u32(4 << 20).u16(name.length()).u16(0).u16(0).u16(0).u16(0);
      zip.u32(0).u32(0).text(name);
    }
    int length = zip.size() - directory;
    zip.u32(0x06054b50).u16(0).u16(0).u16(copies).u16(copies).u32(length).u32(directory).u16(0);
    PileContents contents =
        read("overlap.zip", zip.all(), new ArchiveLimits(50_000, 1L << 28, 400, 3));
    assertTrue(
        contents.problems().toString().contains("unpacks to more than"),
        contents.problems().toString());
  }

  @Test
  void aSizeThatLiesIsNotBelieved() throws IOException {
    byte[] zip = storedWithDescriptor("x.log", ACCESS.getBytes(StandardCharsets.UTF_8));
    // The directory's sizes, small and huge
    for (int lie : new int[] {3, Integer.MAX_VALUE}) {
      byte[] lying = zip.clone();
      int at = lying.length - 22 - 46 - 5 + 20;
      for (int i = 0; i < 8; i++) {
        lying[at + i] = (byte) (lie >>> 8 * (i % 4));
      }
      PileContents contents = read("lie.zip", lying);
      assertEquals("ARCHIVE lie.zip", names(contents).get(0));
      Files.delete(folder.resolve("lie.zip"));
    }
    byte[] tar = tar("x.log", ACCESS);
    byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII); // 8 GiB
    System.arraycopy(size, 0, tar, 124, size.length);
    fixChecksum(tar);
    PileContents contents = read("lie.tar", tar);
    assertEquals("ARCHIVE lie.tar", names(contents).get(0));
    assertTrue(contents.problems().toString().contains("broken"), contents.problems().toString());
  }

  private static void fixChecksum(byte[] tar) {
    Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] text = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, tar, 148, 8);
  }

  /** A header that is far too long is not held in memory. */
  @Test
  void aLongNameHasItsLimit() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] header = Arrays.copyOf(tar("x", ""), 512);
    header[156] = 'L'; // GNU: the data is the next member's name
    byte[] size = "04000000000".getBytes(StandardCharsets.US_ASCII); // 512 MiB
    System.arraycopy(size, 0, header, 124, size.length);
    fixChecksum(header);
    Random random = new Random(3);
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(header);
      byte[] name = new byte[1 << 20];
      random.nextBytes(name);
      for (int i = 0; i < 40; i++) {
        gzip.write(name);
      }
    }
    PileContents contents = read("name.tar.gz", bytes.toByteArray());
    assertTrue(
        contents.problems().toString().contains("header that is far too long"),
        contents.problems().toString());
  }

  @Test
  void archivesInArchivesEndAtSomeDepth() throws IOException {
    byte[] inner = zip(z -> put(z, "a.log", ACCESS));
    for (int i = 0; i < 3; i++) {
      byte[] content = inner;
      inner = zip(z -> put(z, "in.zip", content));
    }
    PileContents contents = read("deep.zip", inner);
    assertEquals(List.of(), contents.sightings());
    assertTrue(
        contents.problems().toString().contains("an archive in an archive in an archive"),
        contents.problems().toString());
    Files.delete(folder.resolve("deep.zip"));

    byte[] wrapped = ACCESS.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20; i++) {
      wrapped = gzip(wrapped);
    }
    assertTrue(read("deep.gz", wrapped).problems().toString().contains("again and again"));
  }

  @Test
  void tooManyMembers() throws IOException {
    byte[] zip =
        zip(
            z -> {
              for (int i = 0; i < 300; i++) {
                put(z, "log" + i, ACCESS);
              }
            });
    PileContents contents = read("many.zip", zip, new ArchiveLimits(200, 1 << 30, 400, 3));
    assertEquals(201, contents.contributions().size());
    assertTrue(
        contents.problems().toString().contains("has more than 200 members"),
        contents.problems().toString());
  }

  @Test
  void anEncryptedMemberIsSkippedAndTold() throws IOException {
    byte[] zip = zip(z -> put(z, "x.log", ACCESS));
    for (int i = 0; i + 10 < zip.length; i++) {
      boolean local = zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 3 && zip[i + 3] == 4;
      boolean central = zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2;
      if (local || central) {
        zip[i + (local ? 6 : 8)] |= 1;
      }
    }
    PileContents contents = read("secret.zip", zip);
    assertEquals(
        "0 members, 0 of them evidence, not read: 1 encrypted",
        contents.contributions().get(0).sentence());
  }

  /** What can be read of a broken archive is, and nothing but problems comes of the rest. */
  @Test
  void brokenArchivesNeverThrow() throws IOException {
    byte[] zip = sysdump();
    byte[] tgz = gzip(tar("a.log", ACCESS, "b.yaml", POLICY));
    Random random = new Random(7);
    for (int i = 0; i < 120; i++) {
      byte[] whole = i % 2 == 0 ? zip : tgz;
      byte[] broken =
          i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int j = 0; j < i % 7 && broken.length > 0; j++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      String name = i % 5 == 0 ? "-" : "broken";
      if (name.equals("-")) {
        Pile.read(List.of("-"), PileOptions.reading(new ByteArrayInputStream(broken)));
      } else {
        read("broken", broken);
        Files.deleteIfExists(folder.resolve("broken"));
      }
    }
  }
}
