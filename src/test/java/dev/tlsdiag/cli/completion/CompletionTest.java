package dev.tlsdiag.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in {@code completions/}, in the shells they are for. */
class CompletionTest {
  private static final Path SCRIPTS = Path.of("completions").toAbsolutePath();

  /**
   * A line, what is offered, what is not; {@code *} for nothing but what is offered. Values stand
   * without what the line has before them. Underscores stand for blanks.
   */
  private static final String TABLE =
      """
      tlsdiag comp                               | compare completion                | capture
      tlsdiag _                                  | capture compare ca policy help    | --output init
      tlsdiag capt                               | capture                           | *
      tlsdiag --                                 | --help --version                  | --output
      tlsdiag --debug capt                       | capture                           | *
      tlsdiag bogus                              |                                   | *
      tlsdiag bogus --o                          |                                   | *
      tlsdiag help poli                          | policy                            | *
      tlsdiag ca _                               | init issue sign verify uninstall  | lint capture
      tlsdiag ca in                              | init inspect install              | *
      tlsdiag policy _                           | lint explain test draft           | init
      tlsdiag ca init --key rsa-                 | rsa-2048 rsa-3072 rsa-4096        | *
      tlsdiag ca init --k                        | --key                             | *
      tlsdiag ca init --ca-dir _                 | folder/                           | a.pcap
      tlsdiag ca issue --key=ec                  | ec-p256 ec-p384                   | *
      tlsdiag policy lint --fail-on=             | error warning note never          | *
      tlsdiag policy lint -f _                   | checks.yaml policy.yml folder/    | a.pcap
      tlsdiag policy lint -o js                  | json                              | *
      tlsdiag capture _                          | a.pcap b_c.pcapng folder/         | checks.yaml notes.txt
      tlsdiag capture b                          | b_c.pcapng                        | *
      tlsdiag capture 'b                         | b_c.pcapng                        | *
      tlsdiag capture b\\_                        | b_c.pcapng                        | *
      tlsdiag capture folder/                    | folder/deep.pcap                  | *
      tlsdiag capture no                         | notes.txt                         | *
      tlsdiag capture a.pcap --out               | --output --outcome                | *
      tlsdiag capture --output _                 | table compact json jsonl fields   | a.pcap
      tlsdiag capture --output=j                 | json jsonl                        | *
      tlsdiag capture -o t                       | table                             | *
      tlsdiag capture -T f                       | fields                            | *
      tlsdiag capture --outcome re               | reset refused retried             | *
      tlsdiag capture -i l                       | lo                                | a.pcap
      tlsdiag capture -- -                       |                                   | *
      tlsdiag capture -- a                       | a.pcap                            | *
      tlsdiag capture --sni x --fai              | --failed                          | *
      tlsdiag capture --color=a                  | auto always                       | *
      tlsdiag check _                            | checks.yaml folder/               | a.pcap
      tlsdiag check --report _                   | junit= sarif= json=               | a.pcap junit
      tlsdiag check --report ju                  | junit=                            | *
      tlsdiag check --report junit=no            | notes.txt                         | *
      tlsdiag check --report=sarif=no            | notes.txt                         | *
      tlsdiag observe --map=svg=no               | notes.txt                         | *
      tlsdiag observe --verdict DR               | DROPPED                           | *
      tlsdiag observe --not --verdict=FOR        | FORWARDED                         | *
      tlsdiag observe --from-i                   | --from-ip --from-identity         | *
      tlsdiag observe --ip-translation=          | true false                        | *
      tlsdiag observe --traffic-direction e      | egress                            | *
      tlsdiag explain upstream-sni-m             | upstream-sni-missing upstream-sni-multiple-sources | *
      tlsdiag explain --asc                      | --ascii                           | *
      tlsdiag lab _                              | list run serve                    | mrap-no-sni
      tlsdiag lab run mrap                       | mrap-no-sni                       | *
      tlsdiag compare --lab mrap                 | mrap-no-sni                       | *
      tlsdiag compare --pro                      | --profile --prove --proxy --proxy-user --proxy-header --proxytunnel | *
      tlsdiag compare --profile n                | nginx                             | *
      tlsdiag compare --profile=cilium-          | cilium-before-sni-fix             | *
      tlsdiag compare --upstream-tls-max 1.      | 1.0 1.1 1.2 1.3                   | *
      tlsdiag compare a                          | a.pcap                            | *
      tlsdiag compare -- ech                     | echo                              | *
      tlsdiag compare -- ls no                   | notes.txt                         | *
      tlsdiag exec ech                           | echo                              | *
      tlsdiag exec -- ls no                      | notes.txt                         | *
      tlsdiag exec --profile nginx ech           | echo                              | *
      tlsdiag exec --prof                        | --profile                         | *
      tlsdiag exec ls no                         | notes.txt                         | *
      tlsdiag replay --har _                     | site.har folder/                  | a.pcap
      tlsdiag replay --exit-code c               | curl                              | *
      tlsdiag replay --tls-max 1.                | 1.0 1.1 1.2 1.3                   | *
      tlsdiag replay --cacert _                  | ca.pem folder/                    | a.pcap
      tlsdiag probe x --alpn h2,h                | h2,http/1.1 h2,http/1.0 h2,h3     | *
      tlsdiag probe x --axis sni,si              | sni,size sni,signatures           | *
      tlsdiag probe x --starttls sm              | smtp                              | *
      tlsdiag probe x -serv                      | -servername                       | *
      tlsdiag proxy --curves=x25519:secp2        | x25519:secp256r1                  | *
      tlsdiag proxy --ciphers TLS_AES_1          | TLS_AES_128_GCM_SHA256            | *
      tlsdiag proxy --dns-reject ref             | refused                           | *
      tlsdiag completion _                       | bash zsh fish                     | capture
      /usr/bin/tlsdiag policy li                 | lint                              | *
      ./tlsdiag ca ini                           | init                              | *
      kubectl-tlsdiag capture -o js              | json jsonl                        | *
      """;

  private static final Map<String, Shells.Answers> ANSWERS = new HashMap<>();

  @TempDir static Path temporary;

  @BeforeAll
  static void complete() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("work"));
    Files.createDirectories(temporary.resolve("home"));
    Files.createDirectories(folder.resolve("folder"));
    for (String name :
        "a.pcap,b c.pcapng,checks.yaml,policy.yml,notes.txt,site.har,ca.pem,folder/deep.pcap"
            .split(",")) {
      Files.createFile(folder.resolve(name));
    }
    List<String> lines = rows().map(row -> row[0]).toList();
    if (Installed.has("bash")) {
      ANSWERS.put("bash", Shells.bash(SCRIPTS.resolve("tlsdiag.bash"), folder, lines));
    }
    if (Installed.has("zsh")) {
      ANSWERS.put("zsh", Shells.zsh(SCRIPTS.resolve("_tlsdiag"), folder, lines));
    }
    if (Installed.has("fish")) {
      ANSWERS.put("fish", Shells.fish(SCRIPTS.resolve("tlsdiag.fish"), folder, lines));
    }
  }

  private static Stream<String[]> rows() {
    return TABLE
        .lines()
        .map(
            row -> {
              String[] cells = row.split("\\|");
              String line = cells[0].strip().replace("_AES_1", "@").replace('_', ' ');
              return new String[] {line.replace("@", "_AES_1"), cells[1].strip(), cells[2].strip()};
            });
  }

  static Stream<Arguments> cases() {
    return Stream.of("bash", "zsh", "fish")
        .flatMap(shell -> rows().map(row -> Arguments.of(shell, row[0], row[1], row[2])));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void offers(String shell, String line, String wanted, String unwanted) {
    Installed.require(shell);
    List<String> answer = ANSWERS.get(shell).candidates().get(line);
    Set<String> offered = new TreeSet<>();
    answer.forEach(row -> offered.add(row.split("\t", 2)[0].replace("\\ ", " ")));
    Set<String> left = new HashSet<>(offered);
    for (String word : words(wanted)) {
      List<String> found = offered.stream().filter(each -> is(each, word)).toList();
      assertFalse(found.isEmpty(), () -> "no " + word + " in " + offered);
      found.forEach(left::remove);
    }
    if (unwanted.equals("*")) {
      assertEquals(Set.of(), left);
    } else {
      words(unwanted)
          .forEach(word -> assertTrue(left.stream().noneMatch(each -> is(each, word)), word));
    }
  }

  private static List<String> words(String cell) {
    return Arrays.stream(cell.split(" +"))
        .filter(word -> !word.isEmpty())
        .map(word -> word.matches("[A-Z_0-9]+") ? word : word.replace('_', ' '))
        .toList();
  }

  /** Shells give a value with or without what stands before it, and slashes behind folders. */
  private static boolean is(String offered, String word) {
    String bare = word.replaceFirst("/$", "");
    return Stream.of(offered, offered.replaceFirst("[/,:]$", ""))
        .anyMatch(
            each ->
                each.equals(bare)
                    || each.endsWith("=" + bare)
                    || each.endsWith("/" + bare)
                    || bare.endsWith(":" + each)
                    || each.endsWith(":" + bare));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void saysNothingBeside(String shell) {
    Installed.require(shell);
    String noise = ANSWERS.get(shell).noise();
    if (shell.equals("zsh")) { // which writes its lines, too
      assertFalse(noise.contains("not found"), noise);
      assertFalse(noise.contains("_tlsdiag"), noise);
      assertFalse(noise.contains("_arguments:"), noise);
    } else {
      assertEquals("", noise);
    }
  }

  @ParameterizedTest
  @CsvSource({"zsh, 'tlsdiag ca in'", "fish, 'tlsdiag ca in'", "fish, 'tlsdiag explain --asc'"})
  void tellsWhatThingsAre(String shell, String line) {
    Installed.require(shell);
    List<String> rows = ANSWERS.get(shell).candidates().get(line);
    assertFalse(rows.isEmpty());
    rows.forEach(row -> assertTrue(row.matches("[^\t]+\t.*[A-Z].*"), row));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tlsdiag capture b            | tlsdiag capture b\\ c.pcapng
          tlsdiag capture 'b           | tlsdiag capture 'b c.pcapng'
          tlsdiag capture --output=j   | tlsdiag capture --output=json jsonl
          tlsdiag check --report ju    | tlsdiag check --report junit=
          tlsdiag proxy --curves=x25519:secp2 | tlsdiag proxy --curves=x25519:secp256r1
          """)
  void bashInserts(String line, String whole) {
    Installed.require("bash");
    assertEquals(
        whole.replace("\\\\", "\\"), ANSWERS.get("bash").inserted().get(line).stripTrailing());
  }

  @ParameterizedTest
  @CsvSource({
    "bash, tlsdiag.bash",
    "bash, kubectl_complete-tlsdiag",
    "zsh, _tlsdiag",
    "fish, tlsdiag.fish"
  })
  void parses(String shell, String script) {
    Installed.require(shell);
    assertEquals("", Shells.output(work(), shell, "-n", SCRIPTS.resolve(script).toString()));
  }

  @Test
  void pleasesShellcheck() {
    Installed.require("shellcheck");
    for (String script : List.of("tlsdiag.bash", "kubectl_complete-tlsdiag")) {
      String path = SCRIPTS.resolve(script).toString();
      assertEquals("", Shells.output(work(), "shellcheck", "-s", "bash", path));
    }
  }

  @Test
  void zshReadsItWithSourceToo() {
    Installed.require("zsh");
    String line =
        "autoload -Uz compinit; compinit -u -D; source '%s'; print $_comps[tlsdiag]"
            .formatted(SCRIPTS.resolve("_tlsdiag"));
    assertEquals("_tlsdiag\n", Shells.output(work(), "zsh", "-f", "-c", line));
  }

  private static Path work() {
    return temporary.resolve("work");
  }
}
