package dev.tlsdiag.cli;

import dev.tlsdiag.report.flow.FlowFormat;
import dev.tlsdiag.report.flow.FlowStyle;
import dev.tlsdiag.report.flow.TimeLayout;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where flows come from, how many are wanted, and how they are shown. */
final class ObserveOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description =
          "Flows of Hubble (JSON, compact, table, dict), output of cilium monitor, records of"
              + " tlsdiag proxy (--flows, --events), captures; also in gzip or zstd. - is standard"
              + " input.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "--input-file",
      order = 1,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "The same as FILE.")
  List<String> inputFiles = new ArrayList<>();

  @Option(
      names = {"-f", "--follow"},
      order = 2,
      description = "Go on as the file grows, until Ctrl-C.")
  boolean follow;

  @Option(
      names = "--last",
      order = 3,
      paramLabel = "N",
      description = "The last N flows; of a file the last 20 unless something else is asked for.")
  Integer last;

  @Option(names = "--first", order = 4, paramLabel = "N", description = "The first N flows.")
  Integer first;

  @Option(names = "--all", order = 5, description = "All flows.")
  boolean all;

  @Option(
      names = "--since",
      order = 6,
      paramLabel = "TIME",
      description = "Not before: 5m (ago), 2026-11-20, 2026-11-20T12:01:53Z.")
  String since;

  @Option(names = "--until", order = 7, paramLabel = "TIME", description = "Not after.")
  String until;

  @Option(
      names = {"-o", "--output"},
      order = 10,
      paramLabel = "FORMAT",
      completionCandidates = FlowWords.Formats.class,
      description = "compact (default), table, dict, json, jsonpb.")
  String format = "compact";

  @Option(
      names = "--l7",
      order = 11,
      description = "What proxies parsed, as lines of cilium monitor -t l7.")
  boolean layer7;

  @Option(
      names = "--map",
      order = 12,
      paramLabel = "KIND[=FILE]",
      completionCandidates = FlowWords.Maps.class,
      description = "A map of who talks to whom, with server names and verdicts: dot, svg, html.")
  String map;

  @Option(names = "--print-node-name", order = 13, description = "Show the node.")
  boolean nodeNames;

  @Option(
      names = "--print-policy-names",
      order = 14,
      description = "Show the policies that decided.")
  boolean policyNames;

  @Option(
      names = "--time-format",
      order = 15,
      paramLabel = "NAME",
      completionCandidates = FlowWords.TimeFormats.class,
      description =
          "StampMilli (default), RFC3339, RFC3339Milli, RFC3339Micro, RFC3339Nano, RFC1123Z,"
              + " YearMonthDay …; always UTC.")
  String timeFormat = "StampMilli";

  @Option(
      names = "--ip-translation",
      order = 16,
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      completionCandidates = FlowWords.Truth.class,
      description = "Pods, services and DNS names in place of addresses (default true).")
  boolean names = true;

  @Option(names = "--numeric", order = 17, description = "Addresses, no names.")
  boolean numeric;

  @Option(
      names = "--color",
      order = 18,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      description = "auto (default), always, never.")
  String color = "auto";

  @Option(names = "--ascii", order = 19, description = "No signs outside ASCII in notes.")
  boolean ascii;

  @Option(
      names = {"-s", "--silent-errors"},
      order = 20,
      description = "No notes and no summary on stderr.")
  boolean silent;

  @Option(
      names = "--show-secrets",
      order = 21,
      description = "Do not take credentials out of headers and URLs.")
  boolean showSecrets;

  List<String> inputs() {
    List<String> inputs = new ArrayList<>(inputFiles);
    inputs.addAll(files);
    return inputs;
  }

  FlowFormat format() {
    if (layer7) {
      return FlowFormat.MONITOR;
    }
    return FlowFormat.named(format)
        .orElseThrow(
            () -> {
              Choices.requireOneOf("-o", format, FlowFormat.labels());
              return CommandException.usage("unknown format '" + format + "'");
            });
  }

  FlowStyle style() {
    new Takes.Color().check("--color", color);
    TimeLayout layout =
        TimeLayout.named(timeFormat)
            .orElseThrow(
                () ->
                    CommandException.usage(
                            "unknown value '" + timeFormat + "' after '--time-format'")
                        .likely(String.join(", ", TimeLayout.labels())));
    return new FlowStyle(
        TerminalStyle.outputTheme(color, ascii), layout, nodeNames, policyNames, names && !numeric);
  }

  /** Checks what the parser cannot. */
  void check() {
    exclude("--first", first != null, "--last", last != null);
    exclude("--first", first != null, "--all", all);
    exclude("--last", last != null, "--all", all);
    exclude("--first", first != null, "--follow", follow);
    exclude("--map", map != null, "--l7", layer7);
    exclude("--map", map != null, "--follow", follow);
    if (follow && format() == FlowFormat.TABLE) {
      throw CommandException.usage("'-o table' and '--follow' do not go together")
          .likely("the widths of a table are known at its end")
          .attempt("tlsdiag observe -f -o compact");
    }
    positive("--first", first);
    positive("--last", last);
    if (follow && inputs().size() > 1) {
      throw CommandException.usage("'--follow' takes one FILE, not " + inputs().size());
    }
  }

  private static void exclude(String one, boolean given, String other, boolean alsoGiven) {
    if (given && alsoGiven) {
      throw CommandException.usage("'" + one + "' and '" + other + "' do not go together");
    }
  }

  private static void positive(String option, Integer number) {
    if (number != null && (number < 1 || number > 1_000_000)) {
      throw CommandException.usage(
          "no number from 1 to 1000000 '" + number + "' after '" + option + "'");
    }
  }
}
