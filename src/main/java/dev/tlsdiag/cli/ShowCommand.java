package dev.tlsdiag.cli;

import dev.tlsdiag.recall.NoResultException;
import dev.tlsdiag.recall.Recall;
import dev.tlsdiag.recall.Result;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag show}: a result that was written to a file, as the command printed it. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag show [OPTIONS] FILE", ""},
    description = {
      "Reads a result back and prints it as the command did that wrote it: JSON of compare,",
      "diagnose, capture, check, probe and bisect, and pages, which have their JSON in them.",
      "What of others is written as JSON is shown as JSON.",
      "",
      "Examples:",
      "  tlsdiag show tlsdiag.html",
      "  tlsdiag show report.json -o html > report.html",
      "  tlsdiag show tlsdiag.html -o json | jq .findings",
      "  tlsdiag show handshakes.json --show 4",
      "",
      "Secrets were taken out when the file was written: they are not in it.",
      ""
    },
    footer = {
      "",
      "Exit: as the command that wrote it: 0 clean · 1 finding · 2 usage · 3 cannot tell · 4 could not read"
    })
final class ShowCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "1",
      paramLabel = "FILE",
      completionCandidates = Takes.WrittenResult.class,
      description = "A page or JSON; - is standard input.")
  String file;

  @Mixin ShowOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    output.check();
    Recall recall = read();
    recall.notes().forEach(note -> tell("note: " + note, err));
    if (recall.result() instanceof Result.AsJson && output.format.equals("text")) {
      tell("note: %s, shown as JSON".formatted(recall.kind().words()), err);
    }
    return output.show(recall, spec.commandLine().getOut(), err);
  }

  private Recall read() throws IOException {
    try {
      return Recall.of(bytes());
    } catch (NoResultException e) {
      throw CommandException.couldNotRun(
              "cannot read '%s': %s".formatted(Printable.escape(file), Printable.escape(e.text())))
          .causedBy(e);
    }
  }

  private byte[] bytes() throws IOException {
    if (file.equals("-")) {
      return System.in.readNBytes(Recall.MOST_BYTES + 1);
    }
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      throw CommandException.couldNotRun("no such file '%s'".formatted(Printable.escape(file)));
    }
    if (Files.isDirectory(path)) {
      throw CommandException.couldNotRun("'%s' is a folder".formatted(Printable.escape(file)));
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(Recall.MOST_BYTES + 1);
      if (isCapture(bytes)) {
        throw CommandException.couldNotRun(
                "'%s' is a capture, not a result".formatted(Printable.escape(file)))
            .attempt("tlsdiag capture " + ShellWord.quote(file));
      }
      return bytes;
    }
  }

  /** By the magic numbers of pcap and pcapng, both ways round. */
  private static boolean isCapture(byte[] bytes) {
    if (bytes.length < 4) {
      return false;
    }
    int magic = bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    return magic == 0xa1b2c3d4
        || magic == 0xd4c3b2a1
        || magic == 0xa1b23c4d
        || magic == 0x4d3cb2a1
        || magic == 0x0a0d0d0a;
  }

  private static void tell(String line, PrintWriter err) {
    err.print(Printable.escape(line) + "\n");
  }
}
