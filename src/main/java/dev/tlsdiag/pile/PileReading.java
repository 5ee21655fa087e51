package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.ReadingTally;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One path of a pile on its way: a file, a folder, standard input, and the archives in them. */
final class PileReading {
  private static final int MOST_FILES = 20_000;

  /** A problem of each of thousands of members is no use to anybody. */
  private static final int MOST_PROBLEMS = 30;

  private final String path;
  private final PileOptions options;
  private final Set<String> only;
  private final Reader readers;
  private final Map<String, Found> found = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** An archive may have several members of one name. */
  private final Map<String, Integer> namesakes = new HashMap<>();

  /** Makes something of a document. */
  interface Reader {
    /** A document that the user named. */
    Found read(Document document, DocumentKind kind) throws IOException;

    /** A member of an archive. */
    Found member(Document document, DocumentKind kind) throws IOException;
  }

  /**
   * @param elsewhere failures that other documents tell of
   * @param logFormats of Envoy's access logs, that other documents tell of
   * @param kept sightings of all documents so far
   * @param only keys of an earlier reading's documents; empty for all
   */
  PileReading(
      String path,
      PileOptions options,
      Interest elsewhere,
      List<String> logFormats,
      AtomicLong kept,
      Set<String> only) {
    this(path, options, new DocumentReaders(options, elsewhere, logFormats, kept), only);
  }

  /**
   * @param readers is given every document
   */
  PileReading(String path, PileOptions options, Reader readers, Set<String> only) {
    this.path = requireNonNull(path, "path is null");
    this.options = requireNonNull(options, "options is null");
    this.only = Set.copyOf(only);
    this.readers = requireNonNull(readers, "readers is null");
  }

  String path() {
    return path;
  }

  /** By a key that is the same in each reading of the same path. */
  Map<String, Found> found() {
    return Collections.unmodifiableMap(found);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  boolean canBeReadAgain() {
    return !path.equals("-")
        && (Files.isRegularFile(Path.of(path)) || Files.isDirectory(Path.of(path)));
  }

  /** Reads it. */
  void run() {
    if (path.equals("-")) {
      document("-", options.standardInput(), Instant.now(), Optional.empty());
      return;
    }
    Path given = Path.of(path);
    if (!Files.isDirectory(given)) {
      file(given, path);
      return;
    }
    try (Stream<Path> files = Files.walk(given)) {
      Path real = given.toRealPath();
      files
          .filter(Files::isRegularFile)
          .filter(file -> isIn(real, file))
          .sorted()
          .limit(MOST_FILES)
          .forEach(file -> file(file, file.toString()));
    } catch (IOException | java.io.UncheckedIOException e) {
      problem("cannot list '%s': %s".formatted(path, e.getMessage()));
    }
  }

  /**
   * A folder may come from a stranger, who has put links to files of the user's own into it. Those
   * within it are followed: Kubernetes mounts volumes that way.
   */
  private boolean isIn(Path folder, Path file) {
    try {
      if (!Files.isSymbolicLink(file) || file.toRealPath().startsWith(folder)) {
        return true;
      }
      problem("'%s' is a link to a file elsewhere, and was not read".formatted(file));
    } catch (IOException e) {
      problem("cannot read '%s': %s".formatted(file, Words.of(e)));
    }
    return false;
  }

  /** Reads what a running Envoy answers instead. */
  void ask(EnvoyConsole console) {
    try {
      EnvoyConsole.Answers answers = console.fetch();
      answers
          .documents()
          .forEach(
              (name, text) ->
                  document(
                      name,
                      new ByteArrayInputStream(text.toArray()),
                      Instant.now(),
                      Optional.empty()));
      answers.problems().forEach(this::problem);
    } catch (IOException e) {
      problem("cannot ask %s: %s".formatted(console, Words.of(e)));
    }
  }

  private void file(Path file, String name) {
    if (!only.isEmpty() && only.stream().noneMatch(key -> key.startsWith(name))) {
      return;
    }
    try (InputStream in = new FileInputStream(file.toFile())) {
      document(name, in, Files.getLastModifiedTime(file).toInstant(), Optional.of(file));
    } catch (IOException e) {
      problem(
          !Files.exists(file) || e instanceof NoSuchFileException
              ? "no such file '%s'".formatted(name)
              : e instanceof AccessDeniedException || !Files.isReadable(file)
                  ? "no permission to read '%s'".formatted(name)
                  : "cannot read '%s': %s".formatted(name, Words.of(e)));
    }
  }

  /** A file or standard input: archives in it share one allowance. */
  private void document(String name, InputStream in, Instant written, Optional<Path> file) {
    Allowance allowance = new Allowance(options.archives());
    Level level = new Level(allowance, 0);
    try {
      Document document = Document.of(name, allowance.packed(in), written);
      level.read(file.map(document::in).orElse(document));
    } catch (Allowance.ExceededException e) {
      problem("'%s' %s; the rest of it was not read".formatted(name, e.getMessage()));
    } catch (IOException e) {
      problem("cannot read '%s': %s".formatted(name, Words.of(e)));
    }
  }

  private void problem(String sentence) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(sentence);
    } else if (problems.size() == MOST_PROBLEMS) {
      problems.add("further problems are not listed");
    }
  }

  private String put(String name, Found one) {
    String key = name;
    while (found.containsKey(key)) {
      key = name + "#" + namesakes.merge(name, 2, (number, two) -> number + 1);
    }
    found.put(key, one);
    return key;
  }

  /** Documents at one depth of archives in archives. */
  private final class Level {
    private final Allowance allowance;
    private final int depth;

    Level(Allowance allowance, int depth) {
      this.allowance = allowance;
      this.depth = depth;
    }

    void read(Document document) throws IOException {
      DocumentKind kind = document.kind();
      if (kind == DocumentKind.ARCHIVE) {
        archive(document, 0);
      } else if (only.isEmpty() || only.contains(document.name())) {
        put(document.name(), readers.read(document, kind));
      }
    }

    /** What is unpacked at the same depth: {@code .tar.gz} is one archive. */
    private void archive(Document document, int wraps) throws IOException {
      ArchiveFormat format = ArchiveFormat.of(document.head()).orElseThrow();
      ArchiveReading reading = new ArchiveReading(allowance);
      switch (format) {
        case GZIP, ZSTD, BZIP2 -> {
          if (wraps >= allowance.limits().depth()) {
            throw new IOException("is compressed again and again");
          }
          Document inner =
              Document.of(
                  document.name(),
                  new Unbroken(
                      reading.unpack(format, document.bytes()),
                      e ->
                          problem(
                              "'%s': %s; what came before was read"
                                  .formatted(document.name(), Words.of(e)))),
                  document.written());
          DocumentKind kind = inner.kind();
          if (kind == DocumentKind.ARCHIVE) {
            archive(inner, wraps + 1);
          } else if (only.isEmpty() || only.contains(document.name())) {
            put(document.name(), readers.read(inner, kind));
          }
        }
        case ZIP, TAR -> {
          if (depth >= allowance.limits().depth()) {
            throw new IOException("is an archive in an archive in an archive");
          }
          Optional<String> key = Optional.empty();
          if (only.isEmpty()) {
            key = Optional.of(put(document.name(), placeholder(document.name())));
          }
          MembersOf members = new MembersOf(document.name(), document.written());
          try {
            members(reading, format, document, members);
          } finally {
            key.ifPresent(k -> found.put(k, members.told()));
          }
        }
      }
    }

    private void members(
        ArchiveReading reading, ArchiveFormat format, Document document, MembersOf members)
        throws IOException {
      Optional<Path> file =
          document
              .file()
              .filter(path -> format == ArchiveFormat.ZIP && Files.isRegularFile(path))
              .filter(path -> ArchiveReading.hasSmallDirectory(path, allowance.limits().members()));
      if (file.isEmpty() || !reading.readZip(file.get(), members)) {
        reading.read(format, document.bytes(), members);
      }
    }

    private Found placeholder(String name) {
      return new Found(
          new Contribution(
              name,
              DocumentKind.ARCHIVE,
              ReadingTally.NOTHING,
              "nothing",
              List.of(),
              Optional.empty(),
              Optional.empty()),
          List.<Found.Yield>of());
    }

    /** The members of one archive. */
    private final class MembersOf implements ArchiveReading.Members {
      private final String archive;
      private final Instant archiveWritten;
      private final Map<String, Integer> skipped = new TreeMap<>();
      private int members;
      private int empty;
      private int unknown;

      MembersOf(String archive, Instant archiveWritten) {
        this.archive = archive;
        this.archiveWritten = archiveWritten;
      }

      @Override
      public void onMember(String name, InputStream in, Optional<Instant> written)
          throws IOException {
        members++;
        String full = archive + "!/" + name;
        Document document = Document.of(full, in, written.orElse(archiveWritten));
        DocumentKind kind = document.kind();
        switch (kind) {
          case EMPTY -> empty++;
          case UNKNOWN -> unknown++;
          case ARCHIVE -> new Level(allowance, depth + 1).archive(document, 0);
          default -> {
            if (only.isEmpty() || only.contains(full)) {
              Found one = readers.member(document, kind);
              if (kind == DocumentKind.TEXT && !one.contribution().useful()) {
                unknown++;
              } else {
                put(full, one);
              }
            }
          }
        }
      }

      @Override
      public void onSkipped(String name, String why) {
        skipped.merge(why, 1, Integer::sum);
        if (why.startsWith("broken")) {
          problem("'%s!/%s' is %s".formatted(archive, name, why));
        }
      }

      Found told() {
        int useful = members - empty - unknown;
        String sentence =
            Stream.of(
                    Optional.of(DocumentKind.ARCHIVE.count(members)),
                    Optional.of(Numbers.grouped(useful) + " of them evidence"),
                    skipped.isEmpty()
                        ? Optional.<String>empty()
                        : Optional.of(
                            "not read: "
                                + skipped.entrySet().stream()
                                    .map(
                                        e ->
                                            "%s %s"
                                                .formatted(
                                                    Numbers.grouped(e.getValue()), e.getKey()))
                                    .collect(Collectors.joining(", "))))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        long unreadable = skipped.values().stream().mapToLong(Integer::longValue).sum();
        return new Found(
            new Contribution(
                archive,
                DocumentKind.ARCHIVE,
                new ReadingTally(members, unreadable, Optional.empty(), 0, 0),
                sentence,
                List.of(),
                Optional.empty(),
                Optional.empty()),
            List.<Found.Yield>of());
      }
    }
  }
}
