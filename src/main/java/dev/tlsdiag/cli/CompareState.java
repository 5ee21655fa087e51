package dev.tlsdiag.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsdiag.experiment.Since;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last live comparison, for {@code --last}: its arguments and its report, in a file for the
 * user alone, since arguments may hold secrets.
 */
record CompareState(Path file) {
  private static final String ARGUMENTS = "arguments";
  private static final String REPORT = "report";

  /** Made where JSON is read or written: comparing captures, and the help, do without it. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }

  static CompareState of(Map<String, String> environment) {
    Path state = new UserFolders(environment).state();
    return new CompareState(state.resolve("last-compare.json"));
  }

  /** What can be read of it; empty where there is none. */
  Optional<List<String>> arguments() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    Json.MAPPER
        .readTree(file.toFile())
        .path(ARGUMENTS)
        .forEach(word -> arguments.add(word.asText()));
    return Optional.of(arguments);
  }

  List<Since.Known> findings() throws IOException {
    return findings(Json.MAPPER.readTree(file.toFile()).path(REPORT));
  }

  /** The findings of a report that {@code -o json} wrote. */
  static List<Since.Known> baseline(Path json) {
    try {
      JsonNode report = Json.MAPPER.readTree(json.toFile());
      if (!report.path("findings").isArray()) {
        throw CommandException.couldNotRun("'%s' is no report of compare".formatted(json))
            .attempt("tlsdiag compare -o json … > " + ShellWord.quote(json.toString()));
      }
      return findings(report);
    } catch (IOException e) {
      throw CommandException.couldNotRun("cannot read '%s'".formatted(json)).causedBy(e);
    }
  }

  private static List<Since.Known> findings(JsonNode report) {
    List<Since.Known> findings = new ArrayList<>();
    for (JsonNode finding : report.path("findings")) {
      if (!finding.path("severity").asText().equals("note")) {
        findings.add(
            new Since.Known(
                finding.path("rule").asText(),
                finding.path("trace").asText(),
                finding.path("hop").asInt()));
      }
    }
    return findings;
  }

  /** Keeps a run; the file takes the place of the one before in one step. */
  void keep(List<String> arguments, String report) throws IOException {
    ObjectNode state = Json.MAPPER.createObjectNode();
    arguments.forEach(state.putArray(ARGUMENTS)::add);
    state.set(REPORT, Json.MAPPER.readTree(report));
    Path folder = file.getParent();
    UserFolders.create(folder);
    Path fresh =
        Files.createTempFile(
            folder,
            "compare",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(fresh, Json.MAPPER.writeValueAsBytes(state));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh); // of a disk that is full
    }
  }
}
