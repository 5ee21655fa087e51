package dev.tlsdiag.cli;

import dev.tlsdiag.cli.config.Configuration;
import dev.tlsdiag.cli.config.KnownOptions;
import dev.tlsdiag.cli.config.Setting;
import dev.tlsdiag.cli.config.Setting.Layer;
import dev.tlsdiag.trust.UserFolders;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where the configuration lies: {@code .tlsdiag.yaml} of the project, {@code config.yaml} of the
 * user, {@code /etc/tlsdiag/config.yaml}.
 *
 * @param folder in which the program was called
 */
record ConfigFiles(Map<String, String> environment, Path folder) {
  /** A file to read instead of the user's, or {@code none} for no file at all. */
  static final String VARIABLE = "TLSDIAG_CONFIG";

  private static final String NONE = "none";
  private static final String OF_PROJECT = ".tlsdiag.yaml";
  private static final Path OF_SYSTEM = Path.of("/etc/tlsdiag/config.yaml");

  /** Of the project's file, which then holds checks. */
  private static final String CHECKS = "checks";

  /**
   * A place where a file may be.
   *
   * @param found whether there is one that counts
   * @param note why one that is there does not; empty where it does, or there is none
   */
  record Place(Layer layer, Path file, boolean found, String note) {}

  /** A command that tells of the configuration itself. */
  interface Taker {
    void take(ConfigFiles files);
  }

  /** The strongest first. */
  List<Place> places() {
    String chosen = environment.getOrDefault(VARIABLE, "");
    if (chosen.equals(NONE)) {
      return List.of();
    }
    List<Place> places = new ArrayList<>();
    projectFile().ifPresent(file -> places.add(ofProject(file)));
    Path user =
        chosen.isEmpty()
            ? new UserFolders(environment).configuration().resolve("config.yaml")
            : folder.resolve(chosen);
    if (!chosen.isEmpty() && !Files.isRegularFile(user)) {
      throw CommandException.couldNotRun("no file '%s', which %s names".formatted(user, VARIABLE));
    }
    places.add(new Place(Layer.USER, user, Files.isRegularFile(user), ""));
    places.add(new Place(Layer.SYSTEM, OF_SYSTEM, Files.isRegularFile(OF_SYSTEM), ""));
    return places;
  }

  /** In this folder or in one above it, up to the root of the repository. */
  private Optional<Path> projectFile() {
    Path here = folder.toAbsolutePath().normalize();
    List<Path> above = new ArrayList<>();
    for (Path each = here; each != null; each = each.getParent()) {
      above.add(each);
      if (Files.exists(each.resolve(".git"))) {
        return above.stream().map(p -> p.resolve(OF_PROJECT)).filter(Files::exists).findFirst();
      }
    }
    return Optional.of(here.resolve(OF_PROJECT)).filter(Files::exists);
  }

  /**
   * A file of somebody else would decide what this user's program does. A link could lead to
   * anything of the user's own, whose lines messages would then quote.
   */
  private static Place ofProject(Path file) {
    try {
      if (Files.isSymbolicLink(file)) {
        return new Place(Layer.PROJECT, file, false, "is a symbolic link");
      }
      UserPrincipal owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
      boolean ours =
          owner.getName().equals(System.getProperty("user.name")) || owner.getName().equals("root");
      return ours
          ? new Place(Layer.PROJECT, file, Files.isRegularFile(file), "")
          : new Place(Layer.PROJECT, file, false, "belongs to " + owner.getName());
    } catch (IOException | UnsupportedOperationException e) {
      return new Place(Layer.PROJECT, file, false, "has no owner that could be told");
    }
  }

  /**
   * Reads all there is.
   *
   * @param running the command that runs; empty where it is {@code config} itself
   */
  Configuration read(Optional<CommandSpec> running, PrintWriter err) throws IOException {
    List<Setting> settings = new ArrayList<>(Configuration.ofEnvironment(environment));
    List<Place> found = new ArrayList<>();
    for (Place place : places()) {
      if (place.found()) {
        found.add(place);
      } else if (!place.note().isEmpty()) {
        err.print("warning: '%s' %s: left aside\n".formatted(place.file(), place.note()));
      }
    }
    if (settings.isEmpty() && found.isEmpty()) {
      return Configuration.NONE;
    }
    KnownOptions known = new KnownOptions(running, Commands.names(), CommandModels::all);
    for (Place place : found) {
      YamlText text = YamlFile.open(place.file());
      if (place.layer() == Layer.PROJECT && holdsChecks(text)) {
        continue;
      }
      YamlProblems problems = new YamlProblems();
      Setting.Source source = new Setting.Source(place.layer(), place.file().toString());
      settings.addAll(Configuration.ofFile(text, source, known, problems));
      YamlFile.refuse(text, problems, err);
    }
    return new Configuration(settings);
  }

  /** Whether it is one for {@code tlsdiag check}, which has that name too. */
  static boolean holdsChecks(YamlText text) {
    return text.parse(new YamlProblems())
        .filter(root -> root instanceof YamlNode.Mapping map && map.entry(CHECKS).isPresent())
        .isPresent();
  }
}
