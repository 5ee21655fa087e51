package dev.tlsdiag.cli;

import dev.tlsdiag.collect.BundleParts;
import dev.tlsdiag.collect.CollectPlan;
import dev.tlsdiag.collect.CollectRun;
import dev.tlsdiag.collect.CollectScript;
import dev.tlsdiag.collect.CollectStep;
import dev.tlsdiag.collect.CollectTarget;
import dev.tlsdiag.collect.CollectTarget.Capture;
import dev.tlsdiag.collect.CollectTarget.Mesh;
import dev.tlsdiag.collect.EvidenceArchive;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag collect}: what a diagnosis needs from a cluster. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag collect [OPTIONS] [NAMESPACE/]POD", ""},
    description = {
      "Prints the commands that collect evidence about a pod's connections from its cluster:"
          + " flows,",
      "Envoy's configuration and logs, policies, certificates, packets. With --run it runs them,",
      "takes secrets out, and packs one archive for diagnose.",
      "",
      "Examples:",
      "  tlsdiag collect default/mediabot                     # a script to read first",
      "  tlsdiag collect default/mediabot --run               # only reads from the cluster",
      "  tlsdiag collect default/mediabot --run --capture node"
          + " --reproduce 'curl -sv https://api.example.com/'",
      "  tlsdiag diagnose evidence-mediabot.tar.gz",
      ""
    },
    footer = {
      "",
      "Exit: 0 printed, or collected · 2 usage · 4 no kubectl, no such pod, file not written"
    })
final class CollectCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Spec CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "POD", description = "The client's pod.")
  String pod;

  @Option(
      names = {"-n", "--namespace"},
      order = 1,
      paramLabel = "NAME",
      description = "Of the pod, where POD has none: default.")
  String namespace = "default";

  @Option(
      names = "--mesh",
      order = 2,
      paramLabel = "KIND",
      completionCandidates = CollectCommand.Meshes.class,
      description = "cilium, istio or any (default): what is not there is left out.")
  String mesh = "any";

  @Option(
      names = "--cilium-namespace",
      order = 3,
      paramLabel = "NAME",
      description = "Where Cilium's pods are: kube-system.")
  String meshNamespace = "kube-system";

  @Option(
      names = "--since",
      order = 4,
      paramLabel = "DURATION",
      description = "How far back flows and logs go: 15m.")
  String since = "15m";

  @Option(
      names = "--capture",
      order = 5,
      paramLabel = "WHERE",
      completionCandidates = CollectCommand.Places.class,
      description =
          "Packets too. node: all interfaces of its node, by a pod of its own; pod: by an ephemeral"
              + " container, which stays.")
  String capture;

  @Option(
      names = "--capture-for",
      order = 6,
      paramLabel = "DURATION",
      description = "How long: 30s.")
  String captureFor = "30s";

  @Option(
      names = "--image",
      order = 7,
      paramLabel = "IMAGE",
      description = "Of what captures; has tcpdump and timeout: ${DEFAULT-VALUE}.")
  String image = "nicolaka/netshoot";

  @Option(
      names = "--port",
      order = 8,
      paramLabel = "PORT",
      description = "Of the server, for captures: 443.")
  int port = 443;

  @Option(
      names = "--reproduce",
      order = 9,
      paramLabel = "COMMAND",
      description = "Run it in the pod's shell, while packets are captured.")
  String reproduce;

  @Option(names = "--context", order = 10, paramLabel = "NAME", description = "Of kubectl.")
  String context;

  @Option(names = "--run", order = 11, description = "Run it, through kubectl on the PATH.")
  boolean run;

  @Option(
      names = {"-w", "--write"},
      order = 12,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "With --run, the archive: evidence-POD.tar.gz.")
  Path file;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CollectTarget target = target();
    String folder = "evidence-" + target.pod();
    List<CollectStep> steps = CollectPlan.of(target, "tlsdiag-" + STAMP.format(Instant.now()));
    if (!run) {
      if (file != null) {
        throw CommandException.usage("'--write' goes with '--run': the script is on stdout");
      }
      CollectScript.lines(target, steps, folder)
          .forEach(line -> spec.commandLine().getOut().print(line + "\n"));
      return ExitCode.CLEAN;
    }
    Path kubectl = kubectl(System.getenv().getOrDefault("PATH", ""));
    Path archive = file == null ? Path.of(folder + ".tar.gz") : file;
    List<CollectRun.Outcome> outcomes = collect(target, kubectl, steps, archive, folder);
    return told(outcomes, archive);
  }

  private List<CollectRun.Outcome> collect(
      CollectTarget target, Path kubectl, List<CollectStep> steps, Path archive, String folder)
      throws IOException, InterruptedException {
    try (EvidenceArchive out = EvidenceArchive.create(archive, folder, Instant.now())) {
      return new CollectRun(target, kubectl, out, this::tell).run(steps, Version.NUMBER);
    } catch (FileAlreadyExistsException e) {
      throw CommandException.couldNotRun("'%s' is there already".formatted(archive))
          .attempt(
              "tlsdiag collect %s/%s --run -w FILE".formatted(target.namespace(), target.pod()))
          .causedBy(e);
    }
  }

  private int told(List<CollectRun.Outcome> outcomes, Path archive) throws IOException {
    CollectRun.Outcome first = outcomes.get(0); // where the pod runs
    if (first.problem().isPresent()) {
      Files.deleteIfExists(archive);
      throw CommandException.couldNotRun(
              "kubectl does not find the pod: " + Printable.escape(first.problem().get()))
          .likely("another namespace or context")
          .attempt("kubectl get pods -A");
    }
    long secrets = outcomes.stream().mapToLong(CollectRun.Outcome::secretsTaken).sum();
    for (CollectRun.Outcome outcome : outcomes) {
      outcome
          .problem()
          .ifPresent(
              problem ->
                  tell(
                      "not collected: %s: %s"
                          .formatted(outcome.step().why(), Printable.escape(problem))));
    }
    long members =
        outcomes.stream().filter(o -> o.bytes() > 0 && o.step().name().contains(".")).count();
    tell(
        "%d documents, %s; packets and logs may hold more: look before you send it"
            .formatted(members, BundleParts.secrets(secrets)));
    spec.commandLine().getOut().print(Printable.escape(archive.toString()) + "\n");
    tell("try: tlsdiag diagnose " + ShellWord.quote(archive.toString()));
    return ExitCode.CLEAN;
  }

  private CollectTarget target() {
    int slash = pod.indexOf('/');
    String space = name("namespace", slash < 0 ? namespace : pod.substring(0, slash));
    String name = name("pod", slash < 0 ? pod : pod.substring(slash + 1));
    if (port < 1 || port > 65_535) {
      throw CommandException.usage("port '" + port + "' is not within 1 to 65535");
    }
    if (reproduce != null && reproduce.isBlank()) {
      throw CommandException.usage("'--reproduce' is empty");
    }
    return new CollectTarget(
        space,
        name,
        choice("--mesh", mesh, Mesh.values()),
        name("namespace", meshNamespace),
        port,
        duration("--since", since),
        capture == null ? Capture.NONE : choice("--capture", capture, Capture.values()),
        duration("--capture-for", captureFor),
        image,
        Optional.ofNullable(reproduce),
        Optional.ofNullable(context));
  }

  private static Duration duration(String option, String text) {
    Duration duration = TimeBound.duration(option, text);
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw CommandException.usage("'%s' takes at least 1s, not '%s'".formatted(option, text));
    }
    return duration;
  }

  private static <T extends Enum<T>> T choice(String option, String text, T[] values) {
    for (T value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    String all =
        Arrays.stream(values)
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw CommandException.usage("'%s' takes %s, not '%s'".formatted(option, all, text));
  }

  /** A name as Kubernetes allows it (RFC 1123): never taken for an option or a path. */
  private static String name(String what, String text) {
    if (!NAME.matcher(text).matches()) {
      throw CommandException.usage("'%s' is no name of a %s".formatted(text, what))
          .likely("small letters, digits, - and .")
          .attempt("tlsdiag collect default/mediabot");
    }
    return text;
  }

  private static Path kubectl(String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, "kubectl"))) {
        return Path.of(folder, "kubectl");
      }
    }
    throw CommandException.couldNotRun("no kubectl on the PATH")
        .attempt("tlsdiag collect POD   # prints the commands, to run elsewhere");
  }

  private void tell(String line) {
    spec.commandLine().getErr().print(line + "\n");
    spec.commandLine().getErr().flush();
  }

  /** What is asked for. */
  static final class Meshes extends Takes.Words {
    Meshes() {
      super("any", "cilium", "istio");
    }
  }

  /** Where packets are taken. */
  static final class Places extends Takes.Words {
    Places() {
      super("node", "pod");
    }
  }
}
