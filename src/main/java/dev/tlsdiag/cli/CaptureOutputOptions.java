package dev.tlsdiag.cli;

import dev.tlsdiag.report.HandshakeField;
import dev.tlsdiag.report.HandshakeFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how handshakes are shown. */
final class CaptureOutputOptions {
  private static final List<String> FORMATS =
      Arrays.stream(HandshakeFormat.values()).map(HandshakeFormat::label).toList();

  @Option(
      names = {"-o", "--output", "-T"},
      order = 10,
      paramLabel = "FORMAT",
      completionCandidates = CaptureOutputOptions.Formats.class,
      description =
          "table (default on a terminal), compact (default in a pipe), json, jsonl, fields.")
  String format;

  @Option(
      names = "--report",
      order = 10,
      paramLabel = "FORMAT=FILE",
      completionCandidates = CaptureReports.Formats.class,
      description = "Also write a report to a file: html, json or jsonl. Repeatable.")
  List<String> reports = new ArrayList<>();

  @Option(
      names = "-e",
      order = 11,
      paramLabel = "FIELD",
      completionCandidates = CaptureOutputOptions.Fields.class,
      description = "A column of -o fields, with Wireshark's name; repeat it.")
  List<String> fields;

  @Option(names = "--list-fields", order = 12, description = "Show the fields that -e knows.")
  boolean listFields;

  @Option(
      names = "--show",
      order = 13,
      paramLabel = "N",
      description = "One handshake in full, with the bytes of its ClientHello.")
  Integer show;

  @Option(
      names = "-V",
      order = 14,
      description = "Every handshake in full, to the last byte; also in JSON.")
  boolean verbose;

  @Option(
      names = "--diff",
      order = 15,
      arity = "2",
      paramLabel = "N",
      description =
          "Two handshakes side by side; of two captures, the first N is of the first, the second of"
              + " the second.")
  Integer[] diff;

  @Option(
      names = {"-c", "--first"},
      order = 16,
      paramLabel = "N",
      description = "Only the first N that the filters let through.")
  Integer first;

  @Option(names = "--last", order = 17, paramLabel = "N", description = "Only the last N.")
  Integer last;

  @Option(
      names = "-w",
      order = 18,
      paramLabel = "FILE",
      completionCandidates = Takes.Capture.class,
      description = "Write the packets of the handshakes listed to a pcapng file.")
  String write;

  @Option(
      names = "--hosts",
      order = 18,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Names of addresses, as in /etc/hosts, beside those of DNS answers.")
  String hosts;

  @Option(
      names = {"-n", "--numeric"},
      order = 19,
      description = "No names for addresses.")
  boolean numeric;

  @Option(
      names = "--color",
      order = 20,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      description = "auto (default), always, never.")
  String color = "auto";

  @Option(names = "--ascii", order = 21, description = "No signs outside ASCII.")
  boolean ascii;

  @Option(names = "-l", hidden = true, description = "Accepted: lines are flushed anyway.")
  boolean lineBuffered;

  /**
   * The format asked for; empty where the stream decides.
   *
   * @throws CommandException where options do not fit each other
   */
  Optional<HandshakeFormat> format() {
    if (first != null && first < 1 || last != null && last < 1) {
      throw CommandException.usage("'--first' and '--last' take a number of at least 1");
    }
    if (!List.of("auto", "always", "never").contains(color)) {
      throw CommandException.usage("'--color' takes auto, always or never, not '" + color + "'");
    }
    if (format == null) {
      return fields == null ? Optional.empty() : Optional.of(HandshakeFormat.FIELDS);
    }
    Optional<HandshakeFormat> known = HandshakeFormat.named(format);
    if (known.isEmpty()) {
      CommandException problem = CommandException.usage("unknown format '" + format + "'");
      List<String> near = DidYouMean.nearest(format, FORMATS);
      throw near.isEmpty()
          ? problem.likely("one of " + String.join(", ", FORMATS))
          : problem.likely(String.join(", ", near)).attempt("-o " + near.get(0));
    }
    if (known.get() == HandshakeFormat.FIELDS && fields == null) {
      throw CommandException.usage("'-o fields' needs at least one '-e FIELD'")
          .attempt("-o fields -e frame.number -e tls.handshake.extensions_server_name");
    }
    if (known.get() != HandshakeFormat.FIELDS && fields != null) {
      throw CommandException.usage("'-e' is for '-o fields', not for '-o " + format + "'");
    }
    return known;
  }

  /** The columns of {@code -o fields}. */
  List<HandshakeField> columns() {
    return fields.stream()
        .map(name -> HandshakeField.named(name).orElseThrow(() -> unknownField(name)))
        .toList();
  }

  private static CommandException unknownField(String name) {
    CommandException problem = CommandException.usage("unknown field '" + name + "' after '-e'");
    List<String> names = HandshakeField.all().stream().map(HandshakeField::name).toList();
    List<String> near = DidYouMean.nearest(name, names);
    return near.isEmpty()
        ? problem.attempt("tlsdiag capture --list-fields")
        : problem.likely(String.join(", ", near)).attempt("-e " + near.get(0));
  }

  /** Ways to show handshakes. */
  static final class Formats extends ValueKind {
    @Override
    List<String> words() {
      return FORMATS;
    }
  }

  /** Wireshark's names of what is known of a handshake. */
  static final class Fields extends ValueKind {
    @Override
    List<String> words() {
      return HandshakeField.all().stream().map(HandshakeField::name).toList();
    }
  }
}
