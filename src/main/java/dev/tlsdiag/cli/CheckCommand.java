package dev.tlsdiag.cli;

import dev.tlsdiag.check.CheckFile;
import dev.tlsdiag.check.CheckReader;
import dev.tlsdiag.check.CheckRun;
import dev.tlsdiag.check.CheckSpec;
import dev.tlsdiag.check.Plan;
import dev.tlsdiag.check.RateGate;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.trace.Glob;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag check}: smoke checks from a YAML file. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag check [OPTIONS] [FILE]", ""},
    description = {
      "Runs the smoke checks of a YAML file: are the servers reached, do the direct and the proxied",
      "path agree, is the certificate valid for some time to come, is what must be closed closed?",
      "",
      "FILE is tlsdiag.yaml, else .tlsdiag.yaml. The least that it can say:",
      "  checks:",
      "    app: https://app.example.test/",
      "",
      "Examples:",
      "  tlsdiag check                                      # in CI: exit 0 where all is well",
      "  tlsdiag check --report junit=tlsdiag.xml --report sarif=tlsdiag.sarif",
      "  tlsdiag check checks.yaml --only 'app*' -v",
      "  tlsdiag check --dry-run                            # what would be sent",
      "  tlsdiag check --until-fixed 10m                    # wait for a rollout",
      "  tlsdiag check --schema > check.schema.json         # for your editor",
      ""
    },
    footer = {
      "",
      "Exit: 0 as expected · 1 not · 2 usage, or a wrong file · 3 cannot tell · 4 nothing reachable"
    })
final class CheckCommand implements Callable<Integer> {
  private static final List<Path> USUAL_FILES =
      List.of(Path.of("tlsdiag.yaml"), Path.of(".tlsdiag.yaml"));

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "The file of checks.")
  String file;

  @Option(
      names = "--only",
      order = 1,
      paramLabel = "NAME",
      description = "Only this check, * for any text; several are allowed.")
  List<String> only = new ArrayList<>();

  @Option(names = "--list", order = 2, description = "Name the checks, and send nothing.")
  boolean list;

  @Option(names = "--dry-run", order = 3, description = "Say what would be sent, and send nothing.")
  boolean dryRun;

  @Option(names = "--schema", order = 4, description = "Print the JSON Schema of such files.")
  boolean schema;

  @Option(
      names = {"-j", "--jobs"},
      order = 5,
      paramLabel = "N",
      defaultValue = "4",
      description = "Checks at the same time, 1 to 64 (default: 4).")
  int jobs;

  @Option(
      names = "--rate",
      order = 6,
      paramLabel = "N",
      defaultValue = "20",
      description = "Connections a second, all checks together (default: 20).")
  double rate;

  @Option(
      names = "--retries",
      order = 7,
      paramLabel = "N",
      description = "Tries after the first, 0 to 20, whatever the file says.")
  Integer retries;

  @Mixin CheckRounds rounds;
  @Mixin CheckOutput output;
  @Mixin VerdictOptions verdict;

  @Override
  public Integer call() throws IOException {
    if (schema) {
      spec.commandLine().getOut().print(schemaText());
      return ExitCode.CLEAN;
    }
    file = rounds.settle(file);
    output.check();
    verdict.check();
    requireBounds();
    CheckFile checks = chosen(read(file == null ? usualFile() : path(file)));
    if (list || dryRun) {
      show(checks);
      return ExitCode.CLEAN;
    }
    verdict.suppressions(
        spec.commandLine().getErr()); // a wrong one is told before anything is sent
    return rounds.run(() -> round(checks), verdict::exitCode, output, spec.commandLine());
  }

  static String schemaText() throws IOException {
    try (InputStream in = CheckFile.class.getResourceAsStream("check.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void requireBounds() {
    if (jobs < 1 || jobs > 64) {
      throw CommandException.usage("'--jobs %d' is not between 1 and 64".formatted(jobs));
    }
    if (!(rate > 0 && rate <= 1000)) {
      throw CommandException.usage(
          "'--rate %s' is no number above 0 and up to 1000".formatted(Problems.number(rate)));
    }
    if (retries != null && (retries < 0 || retries > 20)) {
      throw CommandException.usage("'--retries %d' is not between 0 and 20".formatted(retries));
    }
  }

  private static Path usualFile() throws IOException {
    List<Path> there = new ArrayList<>();
    for (Path file : USUAL_FILES) {
      // The configuration of a project has the second name too.
      boolean hidden = file.toString().startsWith(".");
      if (Files.exists(file) && (!hidden || ConfigFiles.holdsChecks(YamlFile.open(file)))) {
        there.add(file);
      }
    }
    return there.stream()
        .findFirst()
        .orElseThrow(
            () ->
                CommandException.usage(
                        "no file given, and neither 'tlsdiag.yaml' nor '.tlsdiag.yaml' is here")
                    .attempt(
                        "printf 'checks:\\n  app: https://app.example.test/\\n' > tlsdiag.yaml"));
  }

  private static Path path(String file) {
    if (file.matches("https?://.*")) {
      throw CommandException.usage("'%s' is no file".formatted(file))
          .likely("check takes a file of checks; one URL goes to replay or compare")
          .attempt("tlsdiag compare " + ShellWord.quote(file));
    }
    return Path.of(file);
  }

  private CheckFile read(Path path) throws IOException {
    YamlText text = YamlFile.open(path);
    YamlProblems problems = new YamlProblems();
    Path folder = path.toAbsolutePath().getParent();
    Optional<CheckFile> checks = new CheckReader(System.getenv(), folder, problems).read(text);
    YamlFile.refuse(text, problems, spec.commandLine().getErr());
    return checks.orElseThrow();
  }

  private CheckFile chosen(CheckFile all) {
    List<Glob> wanted = only.stream().map(Glob::new).toList();
    for (int i = 0; i < only.size(); i++) {
      Glob glob = wanted.get(i);
      if (all.checks().stream().map(CheckSpec::name).noneMatch(glob::matches)) {
        List<String> names = all.checks().stream().map(CheckSpec::name).toList();
        List<String> near = DidYouMean.nearest(only.get(i), names);
        throw CommandException.usage("no check has the name '%s'".formatted(only.get(i)))
            .likely(String.join(", ", near.isEmpty() ? names : near));
      }
    }
    List<CheckSpec> chosen =
        all.checks().stream()
            .filter(c -> wanted.isEmpty() || wanted.stream().anyMatch(g -> g.matches(c.name())))
            .map(c -> retries == null ? c : c.withRetries(retries))
            .toList();
    return new CheckFile(all.name(), chosen);
  }

  private void show(CheckFile checks) {
    List<String> lines = dryRun ? Plan.lines(checks) : names(checks);
    lines.forEach(line -> spec.commandLine().getOut().print(Printable.escape(line) + "\n"));
  }

  private static List<String> names(CheckFile checks) {
    int width = checks.checks().stream().mapToInt(c -> c.name().length()).max().orElse(0);
    return checks.checks().stream()
        .map(
            c ->
                "%s  %s%s"
                    .formatted(
                        c.name() + " ".repeat(width - c.name().length()),
                        c.goal().text(),
                        c.description().isEmpty() ? "" : "  (" + c.description() + ")"))
        .toList();
  }

  private CheckReport round(CheckFile checks) throws IOException {
    CheckRun run = new CheckRun(Version.NUMBER, jobs, new RateGate(rate));
    try {
      return verdict.suppressions(spec.commandLine().getErr()).in(run.run(checks), checks);
    } catch (UncheckedIOException e) {
      throw CommandException.couldNotRun("cannot check: " + e.getCause().getMessage()).causedBy(e);
    }
  }
}
