package dev.tlsdiag.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The entry point, and the only place that ends the process.
 *
 * <p>What needs no option parser is answered before one is loaded: {@code --version} here, the page
 * of commands and a wrong command in {@link Program}.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int code = isVersion(args) ? printVersion() : runProgram(args);
    if (code == ExitCode.CLEAN || code == ExitCode.FINDINGS) {
      String archive = System.getProperty("tlsdiag.archive");
      if (archive != null) {
        ClassArchive.createInBackground(archive, System.getProperty("tlsdiag.java"));
      }
    }
    // halt would skip the hooks that commands use to write what was found.
    System.exit(code);
  }

  private static boolean isVersion(String[] args) {
    return args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"));
  }

  private static int printVersion() {
    byte[] line = ("tlsdiag " + Version.NUMBER + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      // Not closed: the descriptor belongs to the process.
      new FileOutputStream(FileDescriptor.out).write(line);
      return ExitCode.CLEAN;
    } catch (IOException e) {
      return ResultStream.isReaderGone(e) ? ExitCode.OUTPUT_CLOSED : ExitCode.COULD_NOT_RUN;
    }
  }

  private static int runProgram(String[] args) {
    // Results read the same everywhere, and no start waits for how a country writes its numbers.
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    PrintWriter out = ResultStream.open(FileDescriptor.out);
    PrintWriter err = new PrintWriter(System.err, /* autoFlush= */ true, StandardCharsets.UTF_8);
    if (Boolean.getBoolean(ClassArchive.TRAINING)) {
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      ClassArchive.loadTheUsual(new Program(nowhere, nowhere));
    }
    return new Program(out, err).run(args);
  }
}
