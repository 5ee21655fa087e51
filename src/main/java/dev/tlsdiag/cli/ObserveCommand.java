package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowSelection;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.flow.FlowRenderer;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tlsdiag observe}: flow lines, with Hubble's filters. */
@Command(
    sortOptions = false,
    customSynopsis = {
      "tlsdiag observe [OPTIONS] FILE...",
      "       tlsdiag observe [OPTIONS] -",
      ""
    },
    description = {
      "Shows flows as 'hubble observe' does, without a cluster: saved ones, piped ones, what a proxy",
      "recorded, what a capture holds.",
      "",
      "Examples:",
      "  tlsdiag observe flows.json --verdict DROPPED --all        # what was denied?",
      "  hubble observe -f -o json | tlsdiag observe - --l7        # requests, as cilium monitor",
      "  tlsdiag observe cap.pcap --map svg=map.svg                # who talks TLS to whom?",
      "",
      "Filters: several values of one are alternatives, different ones must all match. The filters of",
      "either side (pod, namespace, label, service, workload, ip, fqdn, port, identity, cluster) also",
      "begin with --from- and --to-.",
      ""
    },
    footer = {"", "Exit: 0 ran · 2 usage · 4 could not read or write"})
final class ObserveCommand implements Callable<Integer> {
  private static final long USUAL_LAST = 20;

  @Spec CommandSpec spec;
  @Mixin ObserveOptions options;
  @Mixin FlowFilterOptions filters;

  private PrintWriter err;

  @Override
  public Integer call() throws IOException {
    err = spec.commandLine().getErr();
    options.check();
    FlowSelection selection = filters.selection(spec.commandLine().getParseResult());
    if (filters.printRawFilters) {
      spec.commandLine().getOut().print(FlowFilterOptions.yaml(selection));
      return ExitCode.CLEAN;
    }
    List<String> inputs = inputs();
    Instant now = Instant.now();
    Optional<Instant> since = FlowMoment.parse("--since", options.since, now);
    Optional<Instant> until = FlowMoment.parse("--until", options.until, now);
    FlowRenderer renderer = renderer();
    FlowWindow window = new FlowWindow(selection, since, until, target(renderer));
    window(window, inputs);
    Interruption interruption = Interruption.endsThisThread();
    try {
      ReadingTally tally = read(inputs, window, renderer);
      window.release();
      renderer.end();
      summary(window, tally);
    } finally {
      interruption.done();
    }
    return ExitCode.CLEAN;
  }

  private List<String> inputs() {
    List<String> inputs = options.inputs();
    if (!inputs.isEmpty()) {
      return inputs;
    }
    if (TerminalStyle.isTerminal(TerminalStyle.STDIN)) {
      throw CommandException.usage("no FILE, and nothing is piped in")
          .likely("flows are read from files and pipes, not from a Hubble server")
          .attempt("hubble observe -f -o json | tlsdiag observe -");
    }
    return List.of("-");
  }

  private FlowRenderer renderer() throws IOException {
    OutputStream out = ResultStream.bytesOf(spec.commandLine().getOut());
    return options.map == null
        ? options.format().renderer(out, options.style())
        : ObserveMap.parse(options.map).renderer(out);
  }

  private static FlowWindow.Target target(FlowRenderer renderer) {
    return new FlowWindow.Target() {
      @Override
      public void flow(FlowRecord flow) throws IOException {
        renderer.render(flow);
      }

      @Override
      public void lost(LostEvents lost) throws IOException {
        renderer.render(lost);
      }
    };
  }

  /** Like Hubble's: the last few, unless a window was asked for or flows are piped in. */
  private void window(FlowWindow window, List<String> inputs) {
    if (options.first != null) {
      window.first(options.first);
    } else if (options.last != null) {
      window.last(options.last);
    } else if (!options.all
        && options.since == null
        && options.until == null
        && options.map == null
        && !inputs.contains("-")) {
      window.last(USUAL_LAST);
    }
  }

  private ReadingTally read(List<String> inputs, FlowWindow window, FlowRenderer renderer)
      throws IOException {
    Redaction redaction = Redaction.of(options.showSecrets);
    ReadingTally sum = ReadingTally.NOTHING;
    for (String name : inputs) {
      if (window.enough()) {
        break;
      }
      ObserveInput input = new ObserveInput(name, window, redaction, window::enough);
      input.read(
          options.follow,
          () -> {
            if (options.follow) {
              window.release();
            }
            renderer.flush();
          });
      sum = plus(sum, input.tally(), inputs.size() > 1 ? name + " " : "");
    }
    return sum;
  }

  /** Both, with a word about which file the second is of. */
  static ReadingTally plus(ReadingTally a, ReadingTally b, String file) {
    return new ReadingTally(
        a.records() + b.records(),
        a.unreadable() + b.unreadable(),
        a.firstUnreadable().or(() -> b.firstUnreadable().map(first -> file + first)),
        a.unknownFields() + b.unknownFields(),
        a.lost() + b.lost());
  }

  private void summary(FlowWindow window, ReadingTally tally) {
    if (options.silent) {
      return;
    }
    if (window.leftOut() > 0 && options.first == null) {
      note(
          "%d earlier %s left out; --all shows them, --last N more"
              .formatted(window.leftOut(), window.leftOut() == 1 ? "flow" : "flows"));
    }
    if (window.shown() == 0 && window.read() > 0) {
      note(
          window.outsideTime() == window.read()
              ? "no flow lies between --since and --until"
              : "no flow passes the filters");
    }
    if (tally.unreadable() > 0) {
      note(
          "%d %s could not be read, the first: %s"
              .formatted(
                  tally.unreadable(),
                  tally.unreadable() == 1 ? "line" : "lines",
                  tally.firstUnreadable().orElse("")));
    }
    if (!window.missingNodes().isEmpty()) {
      note("flows of these nodes are missing: " + String.join(", ", window.missingNodes()));
    }
    if (window.lost() > 0) {
      note("Hubble lost events: that a flow is not here does not mean that it was not there");
    }
    tell(
        "%s, %d shown, %d dropped%s, %d %s lost"
            .formatted(
                window.read() == 1 ? "1 flow" : window.read() + " flows",
                window.shown(),
                window.dropped(),
                window.failed() == 0 ? "" : ", " + window.failed() + " failed",
                window.lost(),
                window.lost() == 1 ? "event" : "events"));
  }

  private void note(String text) {
    tell("note: " + text);
  }

  private void tell(String line) {
    err.print(Printable.escape(line) + "\n");
    err.flush();
  }
}
