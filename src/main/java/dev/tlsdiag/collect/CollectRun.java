package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsdiag.collect.CollectStep.Kind;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a plan and packs what it gives. A step that fails costs the others nothing. */
public final class CollectRun {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration UNTIL_IT_LISTENS = Duration.ofSeconds(30);
  private static final int MOST_TOLD = 200;

  private final CollectTarget target;
  private final Path kubectl;
  private final EvidenceArchive archive;
  private final Consumer<String> tell;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<CollectStep, Kubectl.Running> captures = new LinkedHashMap<>();
  private final Set<String> secrets = new LinkedHashSet<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * @param kubectl the program
   * @param tell takes a line for the user
   */
  public CollectRun(
      CollectTarget target, Path kubectl, EvidenceArchive archive, Consumer<String> tell) {
    this.target = requireNonNull(target, "target is null");
    this.kubectl = requireNonNull(kubectl, "kubectl is null");
    this.archive = requireNonNull(archive, "archive is null");
    this.tell = requireNonNull(tell, "tell is null");
  }

  /**
   * What became of a step.
   *
   * @param problem why there is nothing of it
   * @param secretsTaken how many secrets were taken out
   */
  public record Outcome(CollectStep step, Optional<String> problem, long bytes, long secretsTaken) {
    public Outcome {
      requireNonNull(step, "step is null");
      requireNonNull(problem, "problem is null");
    }
  }

  /** All steps, the captures beside those that follow them. */
  public List<Outcome> run(List<CollectStep> steps, String version)
      throws IOException, InterruptedException {
    Deque<CollectStep> left = new ArrayDeque<>(steps);
    try {
      while (!left.isEmpty()) {
        one(left.removeFirst());
      }
      finishCaptures();
      for (String secret : List.copyOf(secrets)) {
        int slash = secret.indexOf('/');
        one(CollectPlan.secret(target, secret.substring(0, slash), secret.substring(slash + 1)));
      }
    } finally {
      left.stream().filter(step -> step.kind() == Kind.CLEANUP).forEach(this::tryIt);
      archive.add("collect.json", summary(version).getBytes(StandardCharsets.UTF_8));
    }
    return List.copyOf(outcomes);
  }

  private void one(CollectStep step) throws IOException, InterruptedException {
    List<String> missing =
        step.variables().stream().filter(name -> values.getOrDefault(name, "").isEmpty()).toList();
    if (!missing.isEmpty()) {
      done(step, Optional.of("skipped: nothing was found for " + String.join(", ", missing)), 0, 0);
      return;
    }
    switch (step.kind()) {
      case LOOKUP -> lookup(step);
      case QUERY -> query(step);
      case CAPTURE -> capture(step);
      case SETUP -> setUp(step);
      case CLEANUP -> {
        finishCaptures();
        setUp(step);
      }
    }
  }

  private void lookup(CollectStep step) throws IOException, InterruptedException {
    Kubectl.Result result = run(step.command(), step.limit());
    String value = result.exitCode() == 0 ? result.text().strip() : "";
    values.put(step.name(), value.split("\\s+", 2)[0]);
    Optional<String> problem =
        result.exitCode() != 0
            ? Optional.of(problem(result))
            : value.isEmpty() ? Optional.of("not there") : Optional.empty();
    done(step, problem, value.length(), 0);
  }

  private void query(CollectStep step) throws IOException, InterruptedException {
    Kubectl.Result result = run(step.command(), step.limit());
    if (result.exitCode() != 0 && step.otherwise().isPresent()) {
      Kubectl.Result second = run(step.otherwise().get(), step.limit());
      result = second.exitCode() == 0 ? second : result;
    }
    if (result.exitCode() != 0 && result.out().isEmpty()) {
      done(step, Optional.of(problem(result)), 0, 0);
      return;
    }
    SecretFilter filter = new SecretFilter();
    String text = filter.text(result.text());
    noteSecrets(step.name(), text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    archive.add(step.name(), bytes);
    Optional<String> problem =
        result.cut()
            ? Optional.of("cut at %,d bytes".formatted(bytes.length))
            : result.exitCode() != 0
                ? Optional.of("incomplete: " + problem(result))
                : Optional.empty();
    done(step, problem, bytes.length, filter.taken());
  }

  /** Policies name the secrets whose certificates a diagnosis wants to see. */
  private void noteSecrets(String member, String text) {
    if (!member.startsWith("cilium") || !member.endsWith("policies.cilium.io.json")) {
      return;
    }
    for (Resource resource : Manifests.of(new YamlText(member, text)).resources()) {
      secretsIn(resource.node(), resource.namespace().orElse("default"));
    }
  }

  private void secretsIn(YamlNode node, String namespace) {
    if (node instanceof YamlNode.Sequence list) {
      list.items().forEach(item -> secretsIn(item, namespace));
    } else if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        if (entry.key().text().equals("secret")
            && entry.value() instanceof YamlNode.Mapping secret) {
          scalar(secret, "name")
              .ifPresent(
                  name -> secrets.add(scalar(secret, "namespace").orElse(namespace) + "/" + name));
        } else {
          secretsIn(entry.value(), namespace);
        }
      }
    }
  }

  private static Optional<String> scalar(YamlNode.Mapping mapping, String key) {
    return mapping
        .entry(key)
        .map(YamlNode.Entry::value)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(value -> ((YamlNode.Scalar) value).text())
        .filter(text -> text.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?"));
  }

  /** Goes on as soon as the capture says that it listens. */
  private void capture(CollectStep step) throws IOException, InterruptedException {
    CountDownLatch listens = new CountDownLatch(1);
    Kubectl.Running running =
        Kubectl.start(
            words(step.command()),
            text -> {
              if (text.contains("listening on")) {
                listens.countDown();
              }
            });
    captures.put(step, running);
    boolean up = listens.await(UNTIL_IT_LISTENS.toMillis(), TimeUnit.MILLISECONDS);
    if (target.reproduce().isEmpty() && up) {
      tell.accept(
          "capturing for %d s: make the request now".formatted(target.captureFor().toSeconds()));
    }
  }

  private void finishCaptures() throws IOException, InterruptedException {
    for (Map.Entry<CollectStep, Kubectl.Running> each : captures.entrySet()) {
      CollectStep step = each.getKey();
      Kubectl.Result result = each.getValue().await(step.limit());
      if (result.out().isEmpty()) {
        done(step, Optional.of(problem(result)), 0, 0);
      } else {
        archive.add(step.name(), result.out().toArray());
        done(step, Optional.empty(), result.out().length(), 0);
      }
    }
    captures.clear();
  }

  private void setUp(CollectStep step) throws IOException, InterruptedException {
    Kubectl.Result result = run(step.command(), step.limit());
    done(step, result.exitCode() == 0 ? Optional.empty() : Optional.of(problem(result)), 0, 0);
  }

  private void tryIt(CollectStep step) {
    try {
      setUp(step);
    } catch (IOException e) {
      tell.accept("warning: not done: " + CollectStep.shell(step.command()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Kubectl.Result run(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    return Kubectl.start(words(command), text -> {}).await(limit);
  }

  private List<String> words(List<String> command) {
    List<String> words = new ArrayList<>(CollectStep.filled(command, values));
    words.set(0, kubectl.toString());
    return words;
  }

  private static String problem(Kubectl.Result result) {
    if (result.exitCode() < 0) {
      return "no end in time";
    }
    String error = result.error().lines().reduce((a, b) -> b).orElse("");
    String shown = error.length() > MOST_TOLD ? error.substring(0, MOST_TOLD) + "…" : error;
    return shown.isEmpty() ? "exit code " + result.exitCode() : new SecretFilter().line(shown);
  }

  private void done(CollectStep step, Optional<String> problem, long bytes, long taken) {
    outcomes.add(new Outcome(step, problem, bytes, taken));
  }

  private String summary(String version) throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    root.put("kind", "tlsdiag-collection");
    root.put("tool", version);
    root.put("namespace", target.namespace());
    root.put("pod", target.pod());
    ObjectNode found = root.putObject("found");
    values.forEach(found::put);
    ArrayNode steps = root.putArray("steps");
    for (Outcome outcome : outcomes) {
      ObjectNode step = steps.addObject();
      step.put("name", outcome.step().name());
      step.put("why", outcome.step().why());
      step.put("command", CollectStep.shell(CollectStep.filled(outcome.step().command(), values)));
      outcome.problem().ifPresent(problem -> step.put("problem", problem));
      step.put("bytes", outcome.bytes());
      step.put("secretsTaken", outcome.secretsTaken());
    }
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    return new SecretFilter().text(text); // what the user runs may have a password among its words
  }
}
