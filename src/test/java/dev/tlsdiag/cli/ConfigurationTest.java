package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.cli.config.OptionKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

/** Which value counts, from which file or variable, and what is refused. */
class ConfigurationTest {
  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path project;

  @BeforeEach
  void folders() throws IOException {
    project = Files.createDirectories(home.resolve("src/project"));
    Files.createDirectories(project.resolve(".git"));
    Files.createDirectories(project.resolve("deep/er"));
    environment.put("HOME", home.toString());
  }

  @Test
  void typedBeatsVariableBeatsProjectBeatsUser() throws IOException {
    assertEquals(List.of("a.pcap"), words("a.pcap"));
    user("color: always");
    assertEquals(List.of("--color=always", "a.pcap"), words("a.pcap"));
    project("color: never");
    assertEquals(List.of("--color=never", "a.pcap"), words("a.pcap"));
    environment.put("TLSDIAG_COLOR", "auto");
    assertEquals(List.of("--color=auto", "a.pcap"), words("a.pcap"));
    assertEquals(List.of("--color", "never", "a.pcap"), words("--color", "never", "a.pcap"));
    assertEquals(List.of("a.pcap", "--color=never"), words("a.pcap", "--color=never"));
  }

  @Test
  void oneForTheCommandBeatsOneForAllOfTheSameFile() throws IOException {
    user("capture: {color: never}\ncolor: always\npolicy: {lint: {color: auto}}");
    assertEquals(List.of("--color=never"), words());
    user("compare: {color: never}");
    assertEquals(List.of(), words());
  }

  @Test
  void ofSubcommandsGoBehindTheirName() throws IOException {
    user("policy: {lint: {output: json}}\nca: {ca-dir: /x}");
    assertEquals(List.of("lint", "--output=json", "p.yaml"), words("policy", "lint", "p.yaml"));
    assertEquals(List.of("path", "--ca-dir=/x"), words("ca", "path"));
  }

  @Test
  void flagsAreTrueOrFalse() throws IOException {
    user("ascii: true\nnumeric: false");
    assertEquals(List.of("--ascii"), words());
    project("ascii: false");
    assertEquals(List.of(), words());
    environment.put("TLSDIAG_NUMERIC", "1");
    assertEquals(List.of("--numeric"), words());
    assertEquals(List.of("-n"), words("-n"));
    assertEquals(ExitCode.COULD_NOT_RUN, run("capture", "--numeric=false", "none.pcap"));
  }

  @Test
  void severalValuesAreSeveralOptions() throws IOException {
    user("capture:\n  sni: ['*.a.test', b.test]");
    assertEquals(List.of("--sni=*.a.test", "--sni=b.test"), words());
    assertEquals(List.of("--sni", "c.test"), words("--sni", "c.test"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          colour: never           | 1:1: no command has option '--colour'          | likely: color
          capture: {colour: x}    | 1:11: 'capture' has no option '--colour'       | likely: color
          captrue: {color: never} | 1:1: there is no command 'captrue'             | likely: capture
          color: [a, b]           | 1:8: 'color' takes one value                   |
          color:                  | 1:7: 'color' takes a value, not nothing        |
          ascii: yes              | 1:8: 'ascii' takes true or false, not 'yes'    |
          user: a:b               | 1:1: no command has option '--user'            |
          [a]                     | 1:1: a mapping of options to values is expected, not a list |
          color: never: x         | 1:                                              |
          """)
  void refusesWithThePlace(String text, String message, String likely) throws IOException {
    user(text);
    assertEquals(ExitCode.USAGE, run("capture", "none.pcap"));
    assertTrue(err.toString().contains("config.yaml:" + message), err.toString());
    assertTrue(likely == null || err.toString().contains(likely), err.toString());
  }

  @Test
  void wrongValuesAreToldWithTheirOrigin() throws IOException {
    user("\ncolor: sometimes");
    assertEquals(ExitCode.USAGE, run("capture", "none.pcap"));
    assertTrue(err.toString().contains("config.yaml:2)"), err.toString());
    assertTrue(err.toString().contains("tlsdiag config show --origin"), err.toString());
  }

  @Test
  void aProjectMayNotDecideWhatIsWrittenOrTrusted() throws IOException {
    for (String key :
        List.of(
            "insecure: true",
            "report: html=x",
            "cacert: x",
            "header: 'A: b'",
            "observe: {map: html=x}",
            "proxy: {mode: 'regular@0.0.0.0:1'}",
            "proxy: {web-remote: true}",
            "compare: {proxy: 'http://evil.test'}",
            "connect-to: '::evil.test:1'",
            "replay: {capath: x}",
            "replay: {json: x}",
            "ca: {sign: {host: evil.test}}")) {
      project(key);
      err.getBuffer().setLength(0);
      assertEquals(ExitCode.USAGE, run("capture", "none.pcap"), key);
      assertTrue(err.toString().contains("cannot stand in the file of a project"), key);
    }
  }

  @Test
  void theFileOfTheProjectIsFoundUpToTheRootOfItsRepository() throws IOException {
    project("ascii: true");
    Files.writeString(home.resolve("src/.tlsdiag.yaml"), "ascii: false\ncolor: never\n");
    assertEquals(List.of("--ascii"), wordsIn(project.resolve("deep/er")));
    assertEquals(List.of("--color=never"), wordsIn(home.resolve("src")));
    Files.delete(project.resolve(".tlsdiag.yaml"));
    assertEquals(List.of(), wordsIn(project.resolve("deep/er")));
  }

  /** A new option that names a file, a folder or a place in the net is to be thought about here. */
  @Test
  void optionsWithFilesAndPlacesAreOfTheUserUnlessTheyOnlyRead() {
    Set<String> only =
        Set.of(
            "allowlist",
            "baseline",
            "client",
            "denylist",
            "dns-as",
            "filename",
            "from",
            "good",
            "bad",
            "hosts",
            "ignore-file",
            "input-file",
            "listen-port",
            "pcap",
            "policy",
            "port",
            "from-ip",
            "from-port",
            "ip",
            "snat-ip",
            "to",
            "to-ip",
            "to-port",
            "trust");
    List<String> open =
        CommandModels.all().stream()
            .flatMap(CommandModels::withSubcommands)
            .flatMap(model -> OptionKeys.of(model).entrySet().stream())
            .filter(option -> !option.getValue().hidden())
            .filter(
                option ->
                    option
                        .getValue()
                        .paramLabel()
                        .matches(".*(FILE|DIR|FOLDER|PATH|URL|PORT|ADDR|H1|WHERE|COMMAND).*"))
            .map(Map.Entry::getKey)
            .distinct()
            .filter(key -> OptionKeys.mayStandInProjects(key) && !only.contains(key))
            .sorted()
            .toList();
    assertEquals(List.of(), open);
  }

  @Test
  void aProjectsFileThatIsALinkIsLeftAside() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "color: never\n- top secret\n");
    Files.createSymbolicLink(project.resolve(".tlsdiag.yaml"), secret);
    assertEquals(List.of(), words());
    assertTrue(err.toString().contains("is a symbolic link: left aside"), err.toString());
  }

  @Test
  void aFileOfChecksIsNoConfiguration() throws IOException {
    project("checks: {a: https://a.test/}\n");
    assertEquals(List.of(), words());
  }

  @Test
  void aServiceOfThatNameIsNoConfiguration() throws IOException {
    environment.put("TLSDIAG_PORT", "tcp://10.0.0.1:443");
    environment.put("TLSDIAG_PORT_443_TCP", "tcp://10.0.0.1:443");
    environment.put("TLSDIAG_SERVICE_HOST", "10.0.0.1");
    assertEquals(List.of(), words());
    assertEquals(ExitCode.CLEAN, run("config", "show"));
    assertEquals(
        "note: nothing is set; tlsdiag config files says where it could be\n", err.toString());
  }

  @Test
  void theVariableNamesAnotherFileOrNone() throws IOException {
    user("ascii: true");
    environment.put("TLSDIAG_CONFIG", "none");
    assertEquals(List.of(), words());
    assertEquals(
        List.of("u"), words(project, "compare", List.of("u"))); // which has curl's --config
    Files.writeString(project.resolve("other.yaml"), "color: never");
    environment.put("TLSDIAG_CONFIG", "other.yaml");
    assertEquals(List.of("--color=never"), words());
    environment.put("TLSDIAG_CONFIG", "gone.yaml");
    assertEquals(ExitCode.COULD_NOT_RUN, run("capture", "none.pcap"));
  }

  @Test
  void showsWhatIsSetWithItsOriginAndWithoutSecrets() throws IOException {
    user("color: always\nheader: 'Authorization: Bearer abc'\nproxy: http://u:pw@p.test:1");
    project("capture: {sni: [a.test, b.test]}\ncolor: never");
    environment.put("TLSDIAG_COLOUR", "x");
    assertEquals(ExitCode.CLEAN, run("config", "show", "--origin"), err.toString());
    String shown = out.toString().replace(home.toString(), "~");
    assertTrue(
        shown.matches(
            "(?s).*capture\\.sni: \\[a\\.test, b\\.test\\] +~/src/project/\\.tlsdiag\\.yaml:1\n.*"),
        shown);
    assertTrue(shown.matches("(?s).*\ncolor: never +~/src/project/\\.tlsdiag\\.yaml:2\n.*"), shown);
    assertTrue(shown.contains("(a stronger one stands above)"), shown);
    assertTrue(!shown.contains("abc") && !shown.contains("pw"), shown);
    assertTrue(err.toString().contains("TLSDIAG_COLOUR is no option's variable: TLSDIAG_COLOR is"));
  }

  @Test
  void showsOneCommandWithItsDefaults() throws IOException {
    user("compare: {profile: envoy}");
    assertEquals(ExitCode.CLEAN, run("config", "show", "compare", "--all"), err.toString());
    assertTrue(out.toString().contains("profile: envoy\n"), out.toString());
    assertTrue(out.toString().contains("output: text\n"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(ExitCode.CLEAN, run("config", "show", "compare", "-o", "json"));
    assertTrue(
        out.toString().startsWith("{\"schemaVersion\":1,\"settings\":[{\"key\":\"profile\""));
    assertEquals(ExitCode.USAGE, run("config", "show", "comapre"));
    assertTrue(err.toString().contains("compare"), err.toString());
  }

  @Test
  void listsTheFiles() throws IOException {
    user("color: never");
    assertEquals(ExitCode.CLEAN, run("config", "files"));
    assertTrue(out.toString().contains("user     read       " + home), out.toString());
  }

  private void user(String text) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".config/tlsdiag"));
    Files.writeString(folder.resolve("config.yaml"), text);
  }

  private void project(String text) throws IOException {
    Files.writeString(project.resolve(".tlsdiag.yaml"), text);
  }

  private int run(String... args) {
    return new Program(
            new PrintWriter(out),
            new PrintWriter(err, /* autoFlush= */ true),
            new ConfigFiles(environment, project))
        .run(args);
  }

  /** Of {@code capture}, unless a group of commands is named first. */
  private List<String> words(String... args) throws IOException {
    List<String> all = List.of(args);
    boolean group = !all.isEmpty() && List.of("policy", "ca").contains(all.get(0));
    return group
        ? words(project, all.get(0), all.subList(1, all.size()))
        : words(project, "capture", all);
  }

  private List<String> wordsIn(Path folder) throws IOException {
    return words(folder, "capture", List.of());
  }

  private List<String> words(Path folder, String command, List<String> args) throws IOException {
    CommandSpec spec = CommandModels.of(Commands.named(command).orElseThrow());
    ConfigFiles files = new ConfigFiles(environment, folder);
    return Configured.of(spec, args, files.read(Optional.of(spec), new PrintWriter(err))).args();
  }
}
