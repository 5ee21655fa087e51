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
      if (BinaryFile.isCapture(bytes)) {
        throw CommandException.couldNotRun(
                "'%s' is a capture, not a result".formatted(Printable.escape(file)))
            .attempt("tlsdiag capture " + ShellWord.quote(file));
      }
      return bytes;
    }
  }

  private static void tell(String line, PrintWriter err) {
    err.print(Printable.escape(line) + "\n");
  }
}
