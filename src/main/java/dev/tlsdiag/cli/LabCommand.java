package dev.tlsdiag.cli;

import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag lab}: lists, runs and serves the built-in failure scenarios. */
@Command(
    customSynopsis = {
      "tlsdiag lab [list]",
      "       tlsdiag lab run NAME [-- COMPARE OPTIONS]",
      "       tlsdiag lab serve NAME",
      "       tlsdiag lab examine [--seed N] [NAME...]",
      ""
    },
    description = {
      "Makes known failures happen on loopback: no root, no network, no cluster.",
      "",
      "run compares the way to the scenario's servers directly and through a proxy, and prints the",
      "diagnosis, as 'tlsdiag compare --lab NAME' does. serve leaves the servers running and prints",
      "commands to try on them with curl and openssl. examine runs all scenarios, or those named, and",
      "says of each whether it is diagnosed as it should be.",
      "",
      "Examples:",
      "  tlsdiag lab",
      "  tlsdiag lab run mrap-no-sni",
      "  tlsdiag lab run mrap-no-sni -- --profile cilium   # the same through a proxy that is fixed",
      "  tlsdiag lab serve sni-alert-112",
      "  tlsdiag lab examine --seed 7       # with other names and in another order",
      ""
    },
    footer = {
      "",
      "Exit: 0 done, or paths agree · 1 finding, or one of examine is wrong · 2 usage · 3 cannot tell",
      "      4 no port, no file"
    })
final class LabCommand implements Callable<Integer> {
  private static final List<String> ACTIONS = new Actions().words();

  private static final int EXAMINED_AT_ONCE = 4;

  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      completionCandidates = LabCommand.Actions.class,
      defaultValue = "list",
      description = "list (default), run, serve or examine.")
  String action;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Takes.LabScenario.class,
      description = "A scenario, as 'tlsdiag lab' lists them.")
  String name;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "OPTION",
      completionCandidates = Takes.LabScenario.class,
      description = "With run, after --: options of compare. With examine: more names.")
  List<String> rest = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "With examine: other host names and another order, by this number.")
  Long seed;

  @Override
  public Integer call() throws IOException {
    if (seed != null && !action.equals("examine")) {
      throw CommandException.usage("'--seed' is for 'lab examine' alone")
          .attempt("tlsdiag lab examine --seed " + seed);
    }
    switch (action) {
      case "list" -> {
        requireNothingMore(name == null ? List.of() : List.of(name));
        LabText.list(Scenarios.GROUPS, out());
        return ExitCode.CLEAN;
      }
      case "run" -> {
        return run(scenario());
      }
      case "serve" -> {
        Scenario scenario = scenario();
        requireNothingMore(rest);
        return serve(scenario);
      }
      case "examine" -> {
        return examine();
      }
      default -> throw unknownAction();
    }
  }

  /** The same as {@code compare --lab}: one way to do it, two ways to find it. */
  private int run(Scenario scenario) {
    List<String> words = new ArrayList<>(List.of("compare", "--lab", scenario.name()));
    words.addAll(rest);
    return new Program(out(), err()).run(words.toArray(String[]::new));
  }

  /** Rows come in order, each as soon as it is known. */
  private int examine() throws IOException {
    List<Scenario> scenarios = examined();
    LabNames names = seed == null ? LabNames.AS_WRITTEN : LabNames.random(seed);
    List<Examined> rows = new ArrayList<>();
    try (Examination examination =
        new Examination(
            scenarios.stream().filter(each -> each.obstacle().isEmpty()).toList(),
            EXAMINED_AT_ONCE,
            each ->
                Optional.of(
                    Examined.of(each, each.expects().live(), Examination.live("", each, names))))) {
      for (Scenario each : scenarios) {
        if (each.obstacle().isPresent()) {
          err().print("note: left out '%s': %s\n".formatted(each.name(), each.obstacle().get()));
          err().flush();
          continue;
        }
        examination.of(each).ifPresent(rows::add);
        out().print(rows.get(rows.size() - 1).text());
        out().flush();
      }
    }
    ExaminationTotals totals = new ExaminationTotals(rows);
    out().print("\n" + totals.text());
    return totals.right() == rows.size() ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private List<Scenario> examined() {
    List<Scenario> scenarios = new ArrayList<>();
    if (name == null) {
      scenarios.addAll(Scenarios.ALL);
    } else {
      Stream.concat(Stream.of(name), rest.stream()).map(this::scenario).forEach(scenarios::add);
    }
    if (seed != null) {
      Collections.shuffle(scenarios, new Random(seed));
    }
    return scenarios;
  }

  private int serve(Scenario scenario) throws IOException {
    Interruption interruption = Interruption.endsThisThread();
    try (RunningScenario running = scenario.start()) {
      LabText.served(scenario, running, out());
      out().flush();
      err().print("runs until Ctrl-C\n");
      err().flush();
      new CountDownLatch(1).await();
      return ExitCode.CLEAN;
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    } finally {
      interruption.done();
    }
  }

  private Scenario scenario() {
    if (name == null) {
      throw CommandException.usage("'lab %s' needs the name of a scenario".formatted(action))
          .attempt("tlsdiag lab");
    }
    return scenario(name);
  }

  private Scenario scenario(String given) {
    return Scenarios.named(given)
        .orElseThrow(
            () -> {
              CommandException problem = CommandException.usage("no scenario '" + given + "'");
              List<String> near = CompareLab.near(given);
              return near.isEmpty()
                  ? problem.attempt("tlsdiag lab")
                  : problem
                      .likely(String.join(", ", near))
                      .attempt("tlsdiag lab %s %s".formatted(action, near.get(0)));
            });
  }

  private CommandException unknownAction() {
    CommandException problem =
        CommandException.usage("unknown action '" + action + "' after 'lab'");
    List<String> near =
        DidYouMean.nearest(action, Stream.concat(ACTIONS.stream(), names().stream()).toList());
    if (near.isEmpty()) {
      return problem.likely(String.join(", ", ACTIONS)).attempt("tlsdiag lab --help");
    }
    String best = near.get(0);
    if (!ACTIONS.contains(best)) {
      return problem.likely("the name of a scenario").attempt("tlsdiag lab run " + best);
    }
    return problem.likely(best).attempt("tlsdiag lab " + best + (name == null ? "" : " " + name));
  }

  private static void requireNothingMore(List<String> words) {
    if (!words.isEmpty()) {
      throw CommandException.usage("one argument too many: '" + words.get(0) + "'")
          .attempt("tlsdiag lab --help");
    }
  }

  private static List<String> names() {
    return Scenarios.ALL.stream().map(Scenario::name).toList();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** What to do. */
  static final class Actions extends Takes.Words {
    Actions() {
      super("list", "run", "serve", "examine");
    }
  }
}
