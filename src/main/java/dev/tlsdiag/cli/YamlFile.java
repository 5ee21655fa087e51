package dev.tlsdiag.cli;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** YAML files of the user's: opened, and told what is wrong in them. */
final class YamlFile {
  /** What is beyond that is of no help: one slip of the hand may make hundreds. */
  private static final int SHOWN = 20;

  private YamlFile() {}

  /** Reads the text, whatever is in it; a file that is far too long is not read whole. */
  static YamlText open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw CommandException.couldNotRun("'%s' is a folder".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return text(file.toString(), in.readNBytes(4 * YamlText.MAX_CHARACTERS));
    }
  }

  private static YamlText text(String name, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw noText(name, bytes);
      }
      return new YamlText(name, text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      throw noText(name, bytes).causedBy(e);
    }
  }

  private static CommandException noText(String name, byte[] bytes) {
    return BinaryFile.refuse(
        CommandException.usage("'%s' is no text in UTF-8".formatted(name)), name, bytes);
  }

  /** Tells each problem with its place, and ends the command; does nothing where there is none. */
  static void refuse(YamlText text, YamlProblems problems, PrintWriter err) {
    List<YamlProblem> all = problems.all();
    if (all.isEmpty()) {
      return;
    }
    for (YamlProblem problem : all.subList(0, Math.min(SHOWN, all.size()))) {
      err.print(
          "%s:%s: %s\n"
              .formatted(
                  Printable.escape(text.name()),
                  problem.position(),
                  Printable.escape(problem.message())));
      text.excerpt(problem.position()).forEach(line -> err.print("  " + shown(line) + "\n"));
      problem
          .likely()
          .ifPresent(
              likely ->
                  likely
                      .lines()
                      .forEach(line -> err.print("  likely: " + Printable.escape(line) + "\n")));
    }
    if (all.size() > SHOWN) {
      err.print("and %d more\n".formatted(all.size() - SHOWN));
    }
    err.flush();
    throw CommandException.usage(
        "%s in '%s'"
            .formatted(all.size() == 1 ? "a problem" : all.size() + " problems", text.name()));
  }

  /** One column for each character, or the caret would point elsewhere. */
  private static String shown(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              String one = new String(Character.toChars(c));
              boolean plain = c == '\\' || Printable.escape(one).equals(one);
              out.append(plain ? one : "?");
            });
    return out.toString();
  }
}
