package dev.tlsdiag;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of rooms, executed: who may import whom, and who may touch a file, a socket, a clock.
 */
class ArchitectureTest {
  /**
   * Room, rooms it may import, libraries it may import beside the JDK. A room covers the packages
   * below it. {@code *} is every room in the rows above, or every library. {@code ---} is the I/O
   * line: what stands above it computes on values.
   */
  private static final String TABLE =
      """
      yaml        |                                    | org.snakeyaml
      wire        |                                    |
      tcp         |                                    |
      tls         | wire                               |
      quic        | wire                               |
      pcap        | tcp                                |
      x509        | tcp                                | org.bouncycastle
      trace       | tcp tls x509 wire                  |
      track       | trace tls quic tcp wire            |
      mesh        | yaml x509 trace tcp wire           | com.fasterxml.jackson com.google.re2j
      join        | mesh trace tls tcp wire            |
      diagnose    | join mesh trace tls x509 tcp wire  |
      report      | diagnose mesh yaml trace x509 tls tcp wire |
      recall      | report diagnose trace x509 tls tcp wire | com.fasterxml.jackson
      proxy.core  | tls track trace tcp mesh.policy x509 wire |
      proxy.live  | proxy.core report diagnose mesh track trace x509 tls tcp wire | com.google.re2j
      ---
      capture     | pcap track trace tcp wire          | org.pcap4j io.airlift.compress
      trust       | x509 tcp                           | org.bouncycastle
      proxy.record | proxy.core report mesh track trace pcap x509 tcp wire |
      proxy.netty | proxy.core trust tls x509 track trace tcp wire | io.netty
      proxy.tui   | proxy.live proxy.core report diagnose trace tls tcp wire | org.jline
      proxy.web   | proxy.live proxy.core proxy.record report diagnose track trace x509 tls tcp wire | io.netty com.fasterxml.jackson
      proxy.dns   | proxy.core mesh trace tcp          | org.xbill.DNS
      replay      | trust track trace tls x509 tcp wire | okhttp3 com.fasterxml.jackson org.xbill.DNS
      probe       | replay track trace tls tcp wire    |
      lab         | trust trace x509 tls tcp wire mesh proxy probe | *
      pile        | capture replay mesh yaml track trace trust x509 tls tcp wire | com.fasterxml.jackson org.apache.commons.compress
      collect     | report mesh yaml trace tcp wire    | com.fasterxml.jackson org.apache.commons.compress
      experiment  | *                                  | *
      check       | *                                  | *
      cli         | *                                  | *
      launch      | cli                                |
      """;

  /** Of {@code java.net}, the classes that only compute. */
  private static final Set<String> NET_VALUES =
      Set.of("URI", "URISyntaxException", "URLDecoder", "URLEncoder", "IDN");

  private static final Pattern MAY_IMPORT = Pattern.compile("May import: (.*?)\\. ");

  private static final Pattern CODE = Pattern.compile("\\{@code ([a-z0-9.]+)}");

  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "tlsdiag");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tlsdiag");

  /** One row of the table. */
  private record Room(String name, List<String> rooms, List<String> libraries) {
    static Room parse(String row) {
      List<String> cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
      return new Room(cells.get(0), words(cells.get(1)), words(cells.get(2)));
    }

    private static List<String> words(String cell) {
      return cell.isEmpty() ? List.of() : List.of(cell.split(" +"));
    }

    boolean covers(String room) {
      return room.equals(name) || room.startsWith(name + ".");
    }

    DescribedPredicate<JavaClass> classes() {
      return resideInAnyPackage(in(name));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Room> rooms() {
    return TABLE.lines().filter(row -> row.contains("|")).map(Room::parse).toList();
  }

  static List<Room> roomsAboveTheLine() {
    String above = TABLE.substring(0, TABLE.indexOf("---"));
    return above.lines().map(Room::parse).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  void importsOnlyItsRow(Room room) {
    Stream<String> above =
        rooms().stream().map(Room::name).takeWhile(name -> !name.equals(room.name()));
    Stream<String> below = room.rooms().contains("*") ? above : room.rooms().stream();
    String[] allowed =
        Stream.concat(
                Stream.concat(Stream.of(room.name()), below).map(ArchitectureTest::in),
                room.libraries().contains("*")
                    ? Stream.empty()
                    : Stream.concat(Stream.of("java", "javax"), room.libraries().stream())
                        .map(library -> library + ".."))
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> forbidden = resideOutsideOfPackages(allowed);
    if (room.libraries().contains("*")) {
      forbidden = forbidden.and(resideInAnyPackage("dev.tlsdiag.."));
    }
    noClasses()
        .that(room.classes())
        .should()
        .dependOnClassesThat(forbidden)
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("roomsAboveTheLine")
  void touchesNoFileSocketOrClock(Room room) {
    noClasses()
        .that(room.classes())
        .should()
        .dependOnClassesThat(doInputOrOutput())
        .orShould()
        .accessTargetWhere(readsAClock())
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void everyPackageHasARowAndASign() throws IOException {
    Set<String> withoutRow = new TreeSet<>();
    Set<String> withoutSign = new TreeSet<>();
    for (JavaClass type : MAIN) {
      String name = type.getPackageName().replaceFirst("^dev\\.tlsdiag\\.?", "");
      if (rooms().stream().noneMatch(room -> room.covers(name))) {
        withoutRow.add(type.getName());
      }
    }
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path folder : files.filter(Files::isDirectory).toList()) {
        if (holdsJava(folder) && !Files.exists(folder.resolve("package-info.java"))) {
          withoutSign.add(SOURCES.relativize(folder).toString());
        }
      }
    }
    assertAll(
        () -> assertEquals(Set.of(), withoutRow, "classes whose package has no row in the table"),
        () -> assertEquals(Set.of(), withoutSign, "packages without package-info.java"));
  }

  /** So that no row allows a circle. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  void rowNamesOnlyRowsAboveIt(Room room) {
    List<Room> above = rooms().stream().takeWhile(other -> !other.equals(room)).toList();
    for (String name : room.rooms()) {
      boolean known =
          name.equals("*")
              || above.stream()
                  .anyMatch(other -> other.covers(name) || other.name().startsWith(name + "."));
      assertTrue(known, () -> room + " may import " + name + ", which has no row above it");
    }
  }

  /** What a room's package-info says it may import is what its row says. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("rooms")
  void signSaysWhatItsRowSays(Room room) throws IOException {
    Path sign = SOURCES.resolve(room.name().replace('.', '/')).resolve("package-info.java");
    if (!Files.exists(sign)) {
      return; // not built yet
    }
    Matcher said = MAY_IMPORT.matcher(Files.readString(sign).replaceAll("\\s+\\* ?", " "));
    assertTrue(said.find(), "the sign says 'May import: …'");
    List<String> rooms = CODE.matcher(said.group(1)).results().map(m -> m.group(1)).toList();
    assertEquals(
        room.rooms().contains("*") ? Set.of() : Set.copyOf(room.rooms()), Set.copyOf(rooms));
    assertEquals(room.rooms().contains("*"), said.group(1).startsWith("every room"));
  }

  private static DescribedPredicate<JavaClass> doInputOrOutput() {
    return DescribedPredicate.describe(
        "do input or output",
        type -> {
          String simple = type.getSimpleName();
          return switch (type.getPackageName()) {
            case "java.io" -> simple.startsWith("File") || simple.equals("RandomAccessFile");
            case "java.net" -> !NET_VALUES.contains(simple);
            case "javax.net.ssl" -> simple.contains("Socket");
            case "java.lang" -> simple.startsWith("Process");
            default ->
                type.getPackageName()
                    .matches("java\\.nio\\.(channels|file)(\\..*)?|java\\.net\\..*");
          };
        });
  }

  private static DescribedPredicate<JavaAccess<?>> readsAClock() {
    return DescribedPredicate.describe(
        "a clock is read",
        access -> {
          String owner = access.getTargetOwner().getName();
          String name = access.getTarget().getName();
          return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            case "java.util.Date" -> access.getDescription().contains("Date.<init>()>");
            default -> owner.startsWith("java.time.") && name.equals("now");
          };
        });
  }

  private static boolean holdsJava(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    }
  }

  private static String in(String room) {
    return "dev.tlsdiag." + room + "..";
  }
}
