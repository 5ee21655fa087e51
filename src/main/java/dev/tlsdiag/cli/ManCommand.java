package dev.tlsdiag.cli;

import dev.tlsdiag.cli.manual.ManualPage;
import dev.tlsdiag.cli.manual.PlainWriter;
import dev.tlsdiag.cli.manual.RoffWriter;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.NearWords;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag man}: pages of the manual, with or without the program {@code man}. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag man [OPTIONS] [PAGE]", "       tlsdiag man --write DIR", ""},
    description = {
      "Shows a page of the manual: of the program, of a command, or findings, config-file, filter.",
      "",
      "Examples:",
      "  tlsdiag man compare                  # all of a command: options, examples, exit codes",
      "  tlsdiag man findings                 # everything that can be found, and its fix",
      "  tlsdiag man --write man              # as files for the program man",
      ""
    },
    footer = {"", "Exit: 0 shown · 2 usage · 4 could not write"})
final class ManCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PAGE",
      completionCandidates = Pages.class,
      description = "A command, or findings, config-file, filter; default: the program.")
  String name = "tlsdiag";

  @Option(
      names = "--write",
      order = 1,
      paramLabel = "DIR",
      completionCandidates = Takes.Folder.class,
      description = "Write all pages into this folder, as roff for man; made where it is missing.")
  Path folder;

  @Option(names = "--no-pager", order = 2, description = "All at once, also on a terminal.")
  boolean noPager;

  @Mixin StyleOptions style;

  @Override
  public Integer call() throws IOException {
    style.check();
    if (folder != null) {
      write();
      return ExitCode.CLEAN;
    }
    ManualPage page = ManualPages.named(name).orElseThrow(() -> unknown(name));
    Theme theme = style.theme();
    String text = PlainWriter.write(page, theme, TerminalStyle.outputColumns());
    Pager.show(text, !noPager, spec.commandLine().getOut());
    return ExitCode.CLEAN;
  }

  private void write() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    List<ManualPage> pages = ManualPages.all();
    try {
      Files.createDirectories(folder);
      for (ManualPage page : pages) {
        Files.writeString(
            folder.resolve(page.fileName()),
            RoffWriter.write(page, Version.NUMBER),
            StandardCharsets.US_ASCII);
      }
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot write to '" + folder + "'").causedBy(e);
    }
    err.print("note: %d pages in '%s'\n".formatted(pages.size(), folder));
  }

  private static CommandException unknown(String name) {
    CommandException problem = CommandException.usage("no page '" + name + "'");
    List<String> near = NearWords.nearest(name, new Pages().words());
    return near.isEmpty()
        ? problem.attempt("tlsdiag man")
        : problem.likely(String.join(", ", near)).attempt("tlsdiag man " + near.get(0));
  }

  /** Names of pages. */
  static final class Pages extends ValueKind {
    @Override
    List<String> words() {
      return Stream.concat(
              Commands.ALL.stream().map(Commands.Entry::name), ManualPages.TOPICS.stream())
          .toList();
    }
  }
}
