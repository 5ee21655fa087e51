package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say where packets come from, with the letters of tshark and tcpdump. */
final class CaptureSourceOptions {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      completionCandidates = Takes.Capture.class,
      description = "Captures: pcap or pcapng, also in gzip or zstd; - is standard input.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "-r",
      order = 0,
      paramLabel = "FILE",
      completionCandidates = Takes.Capture.class,
      description = "The same as FILE.")
  List<String> readFiles = new ArrayList<>();

  @Option(
      names = "-i",
      order = 1,
      paramLabel = "NAME",
      completionCandidates = Takes.Interface.class,
      description = "Capture on this interface, until Ctrl-C; needs libpcap and its permission.")
  String interfaceName;

  @Option(
      names = "-f",
      order = 2,
      paramLabel = "FILTER",
      description = "Of -i: which packets, as for tcpdump ('tcp port 443').")
  String captureFilter;

  @Option(names = "-p", order = 3, description = "Of -i: no promiscuous mode.")
  boolean notPromiscuous;

  @Option(names = "-D", order = 4, description = "List the interfaces.")
  boolean listInterfaces;

  /** What is to be read; none for a live interface. */
  List<String> inputs() {
    List<String> inputs = new ArrayList<>(readFiles);
    inputs.addAll(files);
    return inputs;
  }

  /** Checks what the parser cannot. */
  void check() {
    List<String> inputs = inputs();
    if (interfaceName != null) {
      if (!inputs.isEmpty()) {
        throw CommandException.usage(
                "'-i " + interfaceName + "' and '" + inputs.get(0) + "' do not go together")
            .attempt("tlsdiag capture -i " + ShellWord.quote(interfaceName));
      }
      return;
    }
    if (captureFilter != null || notPromiscuous) {
      String option = captureFilter == null ? "-p" : "-f";
      throw CommandException.usage("'" + option + "' is for live capture with '-i'")
          .likely(
              captureFilter == null
                  ? "'--port', for the port of a handshake"
                  : "'--port', '--ip' and others select from captures");
    }
    if (inputs.isEmpty()) {
      throw CommandException.usage("no capture given").attempt("tlsdiag capture dump.pcap");
    }
    if (inputs.contains("-") && TerminalStyle.isTerminal(TerminalStyle.STDIN)) {
      throw CommandException.usage("'-' reads a capture from standard input, which is a terminal")
          .attempt("sudo tcpdump -U -w - 'port 443' | tlsdiag capture -");
    }
  }

  /** Whether rows must be out as soon as they are known. */
  boolean isLive() {
    List<String> inputs = inputs();
    return interfaceName != null || inputs.size() == 1 && !isReadableTwice(inputs.get(0));
  }

  /** Whether all of it can be read a second time. */
  boolean isReadableTwice() {
    return interfaceName == null
        && inputs().stream().allMatch(CaptureSourceOptions::isReadableTwice);
  }

  /** A file that is missing is one, too: that is told elsewhere. */
  private static boolean isReadableTwice(String input) {
    return !input.equals("-")
        && (Files.isRegularFile(Path.of(input)) || Files.notExists(Path.of(input)));
  }

  /** As the user named them, for messages and documents. */
  List<String> names() {
    return interfaceName == null ? inputs() : List.of(interfaceName);
  }
}
