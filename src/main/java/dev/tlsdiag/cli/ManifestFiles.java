package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Files with resources, as kubectl takes them: files, folders, standard input. */
final class ManifestFiles {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_FILES = 10_000;

  private ManifestFiles() {}

  /**
   * Their texts, in the order given; of a folder those that end like YAML or JSON, by name.
   *
   * @param recursive whether folders in folders are looked into
   */
  static List<YamlText> open(List<String> names, boolean recursive) throws IOException {
    List<YamlText> texts = new ArrayList<>();
    for (String name : names) {
      if (name.equals("-")) {
        texts.add(text("<stdin>", standardInput()));
      } else if (name.matches("https?://.*")) {
        throw CommandException.usage("'%s' is a URL, and nothing is fetched".formatted(name))
            .attempt("curl -fsSg %s | tlsdiag policy lint -".formatted(ShellWord.quote(name)));
      } else if (Files.isDirectory(Path.of(name))) {
        texts.addAll(folder(Path.of(name), recursive));
      } else {
        texts.add(file(Path.of(name)));
      }
    }
    return texts;
  }

  private static byte[] standardInput() throws IOException {
    InputStream in = System.in;
    return in.readNBytes(MOST_BYTES + 1);
  }

  private static List<YamlText> folder(Path folder, boolean recursive) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder, recursive ? 32 : 1)) {
      files =
          found
              .filter(Files::isRegularFile)
              .filter(
                  f -> f.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.(yaml|yml|json)"))
              .sorted()
              .limit(MOST_FILES)
              .toList();
    }
    if (files.isEmpty()) {
      throw CommandException.couldNotRun(
              "no *.yaml, *.yml or *.json in the folder '%s'".formatted(folder))
          .likely(recursive ? "another folder" : "-R, if they are in folders below it");
    }
    List<YamlText> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(file(file));
    }
    return texts;
  }

  private static YamlText file(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return text(file.toString(), in.readNBytes(MOST_BYTES + 1));
    }
  }

  private static YamlText text(String name, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw CommandException.couldNotRun("'%s' is longer than 64 MiB".formatted(name));
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw noText(name, bytes).causedBy(e);
    }
    if (text.indexOf('\0') >= 0) {
      throw noText(name, bytes);
    }
    return new YamlText(name, text.startsWith("\ufeff") ? text.substring(1) : text);
  }

  private static CommandException noText(String name, byte[] bytes) {
    return BinaryFile.refuse(
        CommandException.couldNotRun("'%s' is no text in UTF-8".formatted(name)), name, bytes);
  }
}
